"""The Explore page as a person uses it: the rectangle drawn in the matrix, and the three widths."""

import pytest
from playwright.sync_api import Locator, Page, expect

from ui.charts.matrix import STYLES

pytestmark = pytest.mark.browser

LARGE, MEDIUM, SMALL = STYLES
STEP = LARGE.width + LARGE.gap
BELOW = 45  # pixels of axis and padding under the last row


def open_explore(page: Page, app_url: str) -> None:
    page.goto(app_url)
    page.get_by_role("link", name="Explore").click()
    expect(page.get_by_role("heading", name="All pairs of measurements at once")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def matrix(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} canvas.marks")


def last_scatter_plot(page: Page, box: dict[str, float]) -> bytes:
    """Return a picture of the plot of petal width over petal length, left of the last column."""
    return page.screenshot(
        clip={
            "x": box["x"] + box["width"] - 2 * STEP + LARGE.gap,
            "y": box["y"] + box["height"] - BELOW - LARGE.height,
            "width": LARGE.width - 2 * LARGE.gap,
            "height": LARGE.height / 2,
        }
    )


def test_a_rectangle_in_one_plot_changes_the_others_until_a_click_ends_it(
    page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1400})
    open_explore(page, app_url)
    chart = matrix(page, LARGE.key)
    expect(chart).to_be_visible()
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    before = last_scatter_plot(page, box)

    # The plot of petal length over sepal length: first column, third row, above the last one.
    left = box["x"] + box["width"] - 4 * STEP + LARGE.gap
    top = box["y"] + box["height"] - BELOW - 2 * LARGE.height - LARGE.gap
    page.mouse.move(left + 30, top + LARGE.height * 0.9)
    page.mouse.down()
    page.mouse.move(left + 120, top + LARGE.height * 0.6, steps=5)
    page.mouse.up()
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    assert last_scatter_plot(page, box) != before

    page.mouse.click(left + 200, top + 20)
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    assert last_scatter_plot(page, box) == before


@pytest.mark.parametrize(("width", "fitting"), [(1280, LARGE), (900, MEDIUM), (390, SMALL)])
def test_the_one_matrix_that_fits_is_shown_and_nothing_scrolls_sideways(
    page: Page, app_url: str, width: int, fitting
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_explore(page, app_url)
    expect(matrix(page, fitting.key)).to_be_visible()
    for style in STYLES:
        if style is not fitting:
            expect(page.locator(f".st-key-{style.key}")).to_be_hidden()
    box = matrix(page, fitting.key).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") == width
