"""The front page as a person uses it: drag, keyboard, exact entry, links, back and forward."""

import re

import pytest
from playwright.sync_api import Page, expect

from iris_model.dataset import Flower
from tests.browser.screens import expect_answer, open_flower

pytestmark = pytest.mark.browser


def test_an_old_link_opens_with_the_same_flower(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?slen=5.15&swid=3.4&plen=1.45&pwid=0.2")
    expect_answer(page, Flower(5.15, 3.4, 1.45, 0.2))
    expect(page.get_by_label("Exact sepal length, cm")).to_have_value("5.15")


def test_the_keyboard_moves_a_slider_the_answer_and_the_address(page: Page, app_url: str) -> None:
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    page.get_by_role("slider").nth(2).focus()
    page.keyboard.press("ArrowRight")
    expect_answer(page, Flower(6.0, 3.0, 4.9, 1.6))
    expect(page).to_have_url(re.compile(r"plen=4\.9"))


def test_an_exact_value_moves_the_slider_and_the_answer(page: Page, app_url: str) -> None:
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    field = page.get_by_label("Exact petal width, cm")
    field.fill("1.83")
    field.press("Enter")
    expect_answer(page, Flower(6.0, 3.0, 4.8, 1.83))
    expect(page.get_by_role("slider").nth(3)).to_have_attribute("aria-valuetext", "1.83")
    expect(page).to_have_url(re.compile(r"pwid=1\.83"))


def test_dragging_a_slider_to_its_end_changes_the_answer(page: Page, app_url: str) -> None:
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    thumb = page.get_by_test_id("stSliderThumbValue").nth(2).locator("..")
    box = thumb.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(5, box["y"], steps=8)
    page.mouse.up()
    expect_answer(page, Flower(6.0, 3.0, 0.5, 1.6))


def test_a_link_that_cannot_be_shown_says_so(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?slen=51&swid=3.5&plen=1.4&pwid=0.2")
    expect(page.get_by_text("This link asks for a flower that can't be shown")).to_be_visible()
    expect(page.get_by_text("“slen”")).to_contain_text("51 cm is outside")
    expect(page.get_by_label("Exact sepal width, cm")).to_have_value("3.50")


def test_an_example_and_a_suggested_change_move_the_sliders(page: Page, app_url: str) -> None:
    page.goto(app_url)
    page.get_by_role("button", name="Typical Virginica").click()
    expect(page.get_by_role("heading", name="Virginica, ")).to_be_visible()
    page.get_by_role("button", name="Take me to this Versicolor").click()
    expect(page.get_by_role("heading", name="Versicolor, ")).to_be_visible()


def test_the_flower_survives_a_visit_to_another_page_and_the_way_back(
    page: Page, app_url: str
) -> None:
    flower = Flower(6.0, 3.0, 4.9, 1.6)
    open_flower(page, app_url, flower)
    page.get_by_role("link", name="Explore").click()
    expect(page).to_have_url(re.compile("/explore"))
    page.get_by_role("link", name="Classify").click()
    expect_answer(page, flower)
    page.get_by_role("link", name="Model").click()
    expect(page).to_have_url(re.compile("/model"))
    expect(page.get_by_role("slider")).to_have_count(0)
    page.go_back()
    expect_answer(page, flower)


def test_back_leaves_the_page_in_one_step_and_forward_returns_to_the_last_flower(
    page: Page, app_url: str
) -> None:
    page.goto(f"{app_url}/model")
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    for value in ("4.90", "5.00"):  # each move changes the address, none makes a step of its own
        page.get_by_role("slider").nth(2).focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_label("Exact petal length, cm")).to_have_value(value)
    page.go_back()
    expect(page).to_have_url(re.compile("/model"))
    page.go_forward()
    expect_answer(page, Flower(6.0, 3.0, 5.0, 1.6))


def test_nothing_moves_when_a_slider_does(page: Page, app_url: str) -> None:
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    before = places(page)
    page.get_by_role("slider").nth(2).focus()
    page.keyboard.press("End")  # another variety, and a flower unlike any
    expect_answer(page, Flower(6.0, 3.0, 7.5, 1.6))
    expect(page.get_by_test_id("stAlert")).to_contain_text("Unlike any training flower")
    assert places(page) == before


def places(page: Page) -> list[dict[str, float] | None]:
    """Return where the examples, the answer, the sliders and the strips are."""
    parts = ".st-key-start, .st-key-answer, [data-testid=stSlider], [class*=st-key-input_] canvas"
    return [part.bounding_box() for part in page.locator(parts).all()]
