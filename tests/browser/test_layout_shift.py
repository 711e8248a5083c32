"""Nothing moves while a page is drawn, by the measure that browsers have for it.

https://web.dev/articles/cls: the largest sum of shifts in a burst; 0.1 is good.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP
from tests.browser.screens import PAGES, PHONE, settle

pytestmark = pytest.mark.browser

GOOD = 0.1
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


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_stand_still_on_a_first_visit(
    window: dict[str, Any], app_url: str, browser: Browser
) -> None:
    found = {}
    for name in PAGES:
        with browser.new_context(**window) as visitor:
            page = visitor.new_page()
            page.add_init_script(_RECORD_SHIFTS)
            page.goto(f"{app_url}/{'' if name == 'Classify' else name.lower()}")
            settle(page)
            expect(page.get_by_role("link", name="Train")).to_be_visible()
            found[name] = worst_burst(page.evaluate("shifts"))
    assert {name: burst for name, burst in found.items() if burst > GOOD} == {}
