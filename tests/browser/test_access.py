"""axe-core finds nothing serious in what we draw, on every page, in both themes."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAGES = ("/", "/explore", "/batch", "/model")
GRAVE = ("serious", "critical")
# Streamlit's own, by rule and by a part of the HTML it draws; nothing here is ours to mend.
STREAMLITS_OWN: dict[str, str] = {}


def grave_findings(page: Page) -> list[str]:
    """Return the rule and the HTML of each serious finding that is not Streamlit's own."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{violation['id']}: {node['html'][:300]}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
        if STREAMLITS_OWN.get(violation["id"], "\0") not in node["html"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(path: str, theme: Any, browser: Browser, app_url: str) -> None:
    context = browser.new_context(color_scheme=theme)
    page = context.new_page()
    page.goto(f"{app_url}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(1500)  # charts draw after the script has ended
    assert grave_findings(page) == []
    context.close()
