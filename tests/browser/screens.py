"""The five pages in a browser: opened, waited for, and asked about."""

import re
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page, expect

from tools.front_page import Flower, answer_to, link_query

LONG = 120_000  # ms: a training on a busy machine
PAGES = {
    "Classify": "Versicolor · Which iris is this?",
    "Explore": "Explore the data",
    "Batch": "Classify a file",
    "Model": "How good is the model?",
    "Train": "Train a model",
}
"""The pages by their links, with the titles of their tabs."""
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": _ANDROID,
}
# Opened first at a page's own address, Streamlit looks for itself there before it looks above.
STREAMLITS_PROBES = re.compile(r"/(explore|batch|model|train)/_stcore/(health|host-config)$")
# Functions asked at each frame; what Playwright expects it looks at once a second after a while.
_STANDS_STILL = """() => {
  const visible = (places) => [...document.querySelectorAll(places)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }));
  const drawn = visible("h1").length
    && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
    && !visible("[data-testid=stSkeleton]").length
    && visible("[data-testid=stVegaLiteChart]").every((chart) => chart.querySelector("canvas"));
  const height = document.querySelector("[data-testid=stMain]")?.scrollHeight;
  if (!drawn || window.stood?.height !== height)
    window.stood = { height, since: performance.now() };
  return drawn && performance.now() - stood.since > 200;
}"""
_ANSWERS = """(answer) =>
  document.querySelector(".st-key-answer")?.textContent.replace(/\\s+/g, " ").includes(answer)"""


def slider(page: Page, name: str) -> Locator:
    """Return the slider with an accessible name."""
    return page.get_by_role("slider", name=name)


def settle(page: Page) -> None:
    """Wait until a page stands still: its script has ended, charts are drawn, it grows no more."""
    page.evaluate("delete window.stood")
    page.wait_for_function(_STANDS_STILL)


def wait_until(holds: Callable[[], bool]) -> None:
    """Return when a condition holds; fail where it does not within the time for anything slow."""
    deadline = time.monotonic() + LONG / 1000
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def visit_pages(page: Page, app_url: str) -> Iterator[str]:
    """Open every page in turn, Batch with a file, and yield its name once it stands still."""
    page.goto(app_url)
    settle(page)
    for name, title in PAGES.items():
        page.get_by_role("link", name=name).click()
        expect(page).to_have_title(title)
        if name == "Batch":
            page.get_by_role("radio", name="A messy notebook").click()
            expect(page.get_by_role("heading", name="Every row")).to_be_visible()
        if name == "Train":
            page.get_by_role("radio", name="344 penguins").click()
            expect(page.get_by_role("heading", name="What was recognised")).to_be_visible()
        settle(page)
        yield name


def open_flower(page: Page, app_url: str, flower: Flower) -> None:
    """Open the link to a flower and wait until the page stands still."""
    page.goto(f"{app_url}/?{link_query(flower)}")
    expect_answer(page, flower)
    settle(page)


def expect_answer(page: Page, flower: Flower) -> None:
    """Hold the page's answer against the classifier's; the headline may say something first."""
    page.wait_for_function(_ANSWERS, arg=answer_to(flower))
