"""A page goes on when its server has been restarted."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.screens import expect_answer, open_flower, slider
from tools.front_page import DEFAULT_FLOWER
from tools.servers import free_port, running

pytestmark = pytest.mark.browser


def test_a_page_left_open_goes_on_after_a_restart(desktop: BrowserContext, tmp_path: Path) -> None:
    """Nobody has touched it, so the new session has not drawn it."""
    port, page = free_port(), desktop.new_page()
    with running(port=port, log=tmp_path / "first.txt") as url:
        open_flower(page, url, DEFAULT_FLOWER)
    with running(port=port, log=tmp_path / "second.txt"):
        expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_visible()
        page.wait_for_timeout(2000)  # a move in the first moment may be undone, and seen to be
        slider(page, "Petal length, cm").press("End")
        expect_answer(page, DEFAULT_FLOWER._replace(petal_length=7.5))
        expect(page.get_by_label("Exact petal length, cm")).to_have_value("7.50")
        page.close()
