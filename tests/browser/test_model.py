"""The Model page as a person uses it: the model is downloaded, and is the model."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from iris_model.model_storage import load_model
from tests.browser.screens import settle
from tests.models import MODELS

pytestmark = pytest.mark.browser


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as begun:
        page.get_by_role("button", name=button).click()
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


def test_the_model_and_the_page_can_be_downloaded(page: Page, app_url: str, tmp_path: Path) -> None:
    page.goto(f"{app_url}/model")
    settle(page)
    file = download(page, "Download the model", tmp_path)
    assert file.name == "iris-model.json"
    again = load_model(file)
    np.testing.assert_array_equal(again.coefficients, MODELS["irises"].coefficients)
    assert again.schema == MODELS["irises"].schema

    page.get_by_role("tab", name="HTML page").click()
    sheet = download(page, "Download the page", tmp_path)
    assert sheet.name == "iris-model.html"
    assert sheet.read_text("utf-8").lower().startswith("<!doctype html>")
