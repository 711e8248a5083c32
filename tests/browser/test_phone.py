"""The app on a phone: nothing to scroll sideways for, sliders for a thumb, the answer in sight."""

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.screens import (
    PHONE,
    expect_answer,
    open_flower,
    slider,
    visit_pages,
)
from tools.front_page import IRISES, Flower

pytestmark = pytest.mark.browser

FLOWER = Flower(6.0, 3.0, 4.8, 1.6)
PETAL_LENGTH = 2
MEASUREMENTS = IRISES.schema.measurements
THUMB = 40  # pixels, the least that a finger can be asked to meet
_SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
# What reaches beyond the window's edges and is not cut off or scrolled by something around it.
_TOO_WIDE = """() => {
  const held = (element) => element && element.dataset.testid !== "stMain" &&
    (getComputedStyle(element).overflowX !== "visible" || held(element.parentElement));
  return [...document.querySelectorAll("[data-testid=stMain] *")].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < 0 || right > innerWidth + 0.5) && !held(element);
  }).map((element) => element.outerHTML.slice(0, 120));
}"""


def test_no_page_is_wider_than_the_phone(phone: Page, app_url: str) -> None:
    for name in visit_pages(phone, app_url):
        assert phone.evaluate(_TOO_WIDE) == [], name
        width = phone.get_by_test_id("stMain").evaluate("main => main.scrollWidth")
        assert width == PHONE["viewport"]["width"], name


def test_no_field_covers_the_value_of_its_slider(phone: Page, app_url: str) -> None:
    open_flower(phone, app_url, Flower(*(m.slider_range[1] for m in MEASUREMENTS)))
    for measurement in MEASUREMENTS:
        beside = phone.locator(f".st-key-input_{measurement.name}")
        field = beside.get_by_test_id("stTextInputRootElement").bounding_box()
        value = beside.get_by_test_id("stSliderThumbValue").bounding_box()
        assert field
        assert value
        assert field["y"] + field["height"] <= value["y"]


def test_scrolling_over_a_slider_does_not_move_it(phone: Page, app_url: str) -> None:
    open_flower(phone, app_url, FLOWER)
    address = phone.url
    finger = phone.context.new_cdp_session(phone)
    for place in (0.15, 0.5, 0.9):  # of the track: left of the thumb and right of it
        slider_box(phone).scroll_into_view_if_needed()
        box = track(phone)
        before = phone.evaluate(_SCROLLED)
        swipe(finger, box["x"] + place * box["width"], box["y"] + box["height"] / 2, dy=-60)
        phone.wait_for_function(f"{_SCROLLED} > {before} + 20")
    expect(slider(phone, "Petal length, cm")).to_have_attribute(
        "aria-valuetext", f"{FLOWER.petal_length:.2f}"
    )
    assert phone.url == address


def test_a_thumb_meets_and_drags_a_slider_with_the_answer_in_sight(
    phone: Page, app_url: str
) -> None:
    open_flower(phone, app_url, FLOWER)
    sizes = phone.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stSlider] [data-rac][style*=left]")]
          .map((thumb) => {
            const { width } = getComputedStyle(thumb, "::after");
            return parseFloat(width);
          })"""
    )
    assert len(sizes) == len(MEASUREMENTS)
    assert min(sizes) >= THUMB
    slider_box(phone).scroll_into_view_if_needed()
    box = track(phone)
    assert box["width"] > 0.8 * PHONE["viewport"]["width"]
    low, high = MEASUREMENTS[PETAL_LENGTH].slider_range
    here = box["x"] + (FLOWER.petal_length - low) / (high - low) * box["width"]
    touched = phone.context.new_cdp_session(phone)
    # Not on the dot itself, but as near as a thumb gets.
    swipe(touched, here + 12, box["y"] + box["height"] / 2 + 10, dx=-box["width"])
    expect_answer(phone, FLOWER._replace(petal_length=low))
    heading, line = phone.locator(".st-key-answer h2"), phone.locator(".live-in-sight")
    expect(heading).to_be_in_viewport(ratio=1)
    expect(line).to_be_hidden()
    fields = phone.locator("[class*=st-key-input_] input[type=text][inputmode=decimal]")
    expect(fields).to_have_count(len(MEASUREMENTS))
    phone.set_viewport_size({"width": 844, "height": 390})  # turned
    slider_box(phone).scroll_into_view_if_needed()
    expect(heading).not_to_be_in_viewport()
    expect(line).to_be_visible()


def slider_box(phone: Page) -> Locator:
    """Return the whole widget of petal length."""
    return phone.locator(".st-key-input_petal_length").get_by_test_id("stSlider")


def track(phone: Page) -> dict[str, float]:
    """Return where the track of the slider of petal length is."""
    box = slider_box(phone).locator("[role=group] > [data-orientation]").bounding_box()
    assert box
    return dict(box)


def swipe(finger: CDPSession, x: float, y: float, *, dx: float = 0, dy: float = 0) -> None:
    """Put a finger down, move it in small steps, and lift it; all in pixels."""
    finger.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 11):
        point = {"x": x + dx * step / 10, "y": y + dy * step / 10}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
