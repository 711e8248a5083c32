"""The Explore page as a person uses it: the rectangle drawn in the matrix, and any width."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.screens import settle
from tests.models import MODELS
from ui.charts.matrix_cells import matrix_style
from ui.streamlit_gaps.available_width import WIDEST

pytestmark = pytest.mark.browser

STYLE = matrix_style(WIDEST, 4)
ACROSS, DOWN = STYLE.width + STYLE.gap, STYLE.height + STYLE.gap
BELOW = 46  # pixels of axis and padding under the last row


def open_explore(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/explore")
    settle(page)
    expect(page.get_by_role("heading", name="All pairs of measurements at once")).to_be_visible()


def matrix(page: Page) -> Locator:
    return page.locator(".st-key-matrix canvas.marks")


def cell(box: FloatRect, column: int, row: int) -> tuple[float, float]:
    """Return the upper left corner of a cell, counted from the last column and the last row."""
    left = box["x"] + box["width"] - (column + 1) * ACROSS + STYLE.gap
    top = box["y"] + box["height"] - BELOW - (row + 1) * DOWN + STYLE.gap
    return left, top


def picture(page: Page, box: FloatRect) -> bytes:
    """Return a picture of the plot of petal width over petal length, the last but one below."""
    left, top = cell(box, 1, 0)
    clip = {"x": left, "y": top, "width": STYLE.width - 20, "height": STYLE.height / 2}
    return page.screenshot(clip=clip)


def test_a_rectangle_in_one_plot_changes_the_others_until_a_click_ends_it(
    page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1500})
    open_explore(page, app_url)
    matrix(page).scroll_into_view_if_needed()
    box = matrix(page).bounding_box()
    assert box
    before = picture(page, box)

    left, top = cell(box, 3, 1)  # petal length over sepal length
    page.mouse.move(left + 30, top + STYLE.height * 0.9)
    page.mouse.down()
    page.mouse.move(left + 120, top + STYLE.height * 0.6, steps=5)
    page.mouse.up()
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    assert picture(page, box) != before

    page.mouse.click(left + 200, top + 20)
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    assert picture(page, box) == before


FITS = """(width) => {
  const main = document.querySelector("[data-testid=stMainBlockContainer]");
  const free = main.clientWidth - 2 * parseFloat(getComputedStyle(main).paddingLeft);
  const chart = document.querySelector(".st-key-matrix canvas.marks");
  if (!chart) return false;
  const { width: wide, height } = chart.getBoundingClientRect();
  const below = chart.closest("[class*=st-key-matrix]").clientHeight - height;
  return 0.8 * free <= wide && wide <= free && 0 <= below && below <= 16
    && document.documentElement.scrollWidth === width;
}"""


@pytest.mark.parametrize("widths", [(1280, 900, 768), (360, 390, 700)], ids=["desk", "phone"])
def test_the_matrix_fits_any_window_and_uses_its_width(
    page: Page, app_url: str, widths: tuple[int, ...]
) -> None:
    page.set_viewport_size({"width": widths[0], "height": 900})
    open_explore(page, app_url)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(FITS, arg=width)


def test_the_rows_chosen_can_be_downloaded(page: Page, app_url: str, tmp_path: Path) -> None:
    open_explore(page, app_url)
    page.get_by_role("button", name="■ Versicolor").click()
    expect(page.get_by_text("100 of 150 flowers")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these flowers").click()
    assert download.value.suggested_filename == "iris-rows.csv"
    file = tmp_path / "rows.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    training = MODELS["irises"].training
    chosen = training.numbers[training.codes != 1].tolist()
    assert [int(row["row"]) for row in rows] == chosen
