"""A refused upload: the page says why, in words."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from ui.streamlit_gaps.upload_refusals import SENTENCES

pytestmark = pytest.mark.browser


def test_a_refused_upload_is_explained_until_it_is_removed(
    desktop: BrowserContext, small_budget_url: str, tmp_path: Path
) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"5.1,3.5,1.4,0.2\n" * 131_072)
    page = desktop.new_page()
    page.goto(f"{small_budget_url}/batch")
    page.locator("input[type=file]").set_input_files(large)
    sentence = page.locator("p", has_text=SENTENCES["413"])
    expect(sentence).to_be_visible()
    page.get_by_test_id("stFileChip").hover()
    expect(page.get_by_role("tooltip")).to_contain_text(SENTENCES["413"])
    expect(page.get_by_text("AxiosError")).to_have_count(0)
    page.get_by_role("button", name="Remove large.csv").click()
    expect(sentence).to_have_count(0)
    page.close()
