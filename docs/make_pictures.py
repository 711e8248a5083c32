"""Take the README's pictures from the running app; `make pictures`."""

from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tools.install_browser import CHROMIUM_OPTIONS, installed_browser
from tools.servers import ROOT, running

PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1200, "height": 960}
PAGES = {
    "classify": "/?slen=6.2&swid=2.8&plen=5&pwid=1.7",
    "explore": "/explore",
    "batch": "/batch",
    "model": "/model",
    "train": "/train",
}


def take(browser: Browser, url: str, theme: str, path: Path) -> None:
    """Save a picture of one page in one theme."""
    context = browser.new_context(viewport=SIZE, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    if path.stem.startswith("batch"):
        page.get_by_role("radio", name="A messy notebook").click()
        expect(page.get_by_role("heading", name="Every row")).to_be_visible()
    if path.stem.startswith("train"):
        page.get_by_role("radio", name="344 penguins").click()
        page.get_by_role("button", name="Train", exact=True).click()
        expect(page.get_by_role("heading", name="How good is it?")).to_be_visible(timeout=120_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    page.wait_for_timeout(2_000)  # charts draw after the script has ended
    page.screenshot(path=path)
    context.close()


def main() -> None:
    """Take every page in both themes."""
    PICTURES.mkdir(exist_ok=True)
    with running() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed_browser(), args=list(CHROMIUM_OPTIONS)
        )
        for name, address in PAGES.items():
            for theme in ("light", "dark"):
                take(browser, url + address, theme, PICTURES / f"{name}-{theme}.png")
        browser.close()


if __name__ == "__main__":
    main()
