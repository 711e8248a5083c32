"""Nothing moves while a page is drawn, by the measure that browsers have for it.

https://web.dev/articles/cls: the largest sum of shifts in a burst; 0.1 is good.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP
from tests.browser.screens import PHONE, settle

pytestmark = pytest.mark.browser

GOOD = 0.1
MOST_SCRIPTS = 40
PATHS = ("", "explore", "batch", "model", "train")
_RECORD_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { startTime, value, hadRecentInput } of list.getEntries())
    if (!hadRecentInput) shifts.push([startTime / 1000, value]);
}).observe({ type: "layout-shift", buffered: true });
"""


def worst_burst(shifts: Sequence[tuple[float, float]]) -> float:
    """Return the largest sum: of shifts (seconds, value) less than 1 s apart, within 5 s."""
    sums, start, last = [0.0], -10.0, -10.0
    for when, value in shifts:
        if when - last >= 1 or when - start >= 5:
            start = when
            sums.append(0.0)
        sums[-1] += value
        last = when
    return max(sums)


def first_visit(browser: Browser, window: dict[str, Any], url: str) -> tuple[float, int]:
    """Draw a page in a browser that has never seen it; return the worst burst and the scripts."""
    with browser.new_context(**window) as visitor:
        page = visitor.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(_RECORD_SHIFTS)
        page.goto(url)
        settle(page)
        expect(page.get_by_role("link", name="Train")).to_be_visible()
        scripts = sum("/static/js/" in each for each in asked)
        return worst_burst(page.evaluate("shifts")), scripts


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_stands_still_on_a_first_visit_and_the_front_page_asks_for_few_files(
    window: dict[str, Any], path: str, server_url: str, browser: Browser
) -> None:
    shift, scripts = first_visit(browser, window, f"{server_url}/{path}")
    assert shift <= GOOD
    if not path:
        assert 0 < scripts <= MOST_SCRIPTS


@pytest.mark.parametrize(("path", "window"), [("", DESKTOP), ("", PHONE), ("batch", PHONE)])
def test_a_page_that_gets_its_style_late_can_stand_still(
    path: str, window: dict[str, Any], app_url: str, browser: Browser
) -> None:
    # Under load other things move too, at most twice.
    url = f"{app_url}/{path}"
    assert any(first_visit(browser, window, url)[0] <= GOOD for _ in range(3))
