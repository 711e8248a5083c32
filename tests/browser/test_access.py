"""What keeps nobody out: axe-core's rules, the keyboard alone, a screen reader, less motion."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import watched_page
from tests.browser.screens import PAGES, open_flower, settle, slider, visit_pages
from tools.front_page import IRISES, Flower, answer_to
from ui.classify.inputs import separating_order

pytestmark = pytest.mark.browser

FLOWER = Flower(6.0, 3.0, 4.8, 1.6)
UNLIKE = Flower(8.5, 1.5, 0.5, 3.0)
# Streamlit's own, by rule and by a part of the HTML it draws; nothing here is ours to mend.
STREAMLITS_OWN = {
    # minor: the upload area has a name and takes the focus, and calls itself presentation
    "presentation-role-conflict": 'data-testid="stFileUploaderDropzone"',
}
_FOCUS = """() => {
  const element = document.activeElement;
  const shown = element.type === "range" ? element.closest("[data-rac]") : element;
  const style = getComputedStyle(shown);
  return {
    name: element.matches("main") ? "" : element.ariaLabel || element.innerText || "",
    visible: style.boxShadow !== "none" || style.outlineStyle !== "none"
      || element.matches("[type=number], [type=text], main"),
  };
}"""


CHARTS = "[data-testid=stVegaLiteChart]"
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
COLORS_ALONE = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}


def findings(page: Page, options: dict[str, Any]) -> list[str]:
    """Return the rule and the HTML of each finding that is not Streamlit's own."""
    found: dict[str, Any] = Axe().run(page, options=options).response
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if STREAMLITS_OWN.get(violation["id"], "\0") not in node["html"]
    ]


@dataclass(frozen=True)
class Seen:
    """What one page shows to axe in both themes, and what its pictures say."""

    light: list[str]
    dark: list[str]
    """Of the rules about colours alone: themes differ in nothing else."""
    charts: list[str | None]
    pictures: list[str | None]


@pytest.fixture(scope="module")
def seen(desktop: BrowserContext, app_url: str) -> dict[str, Seen]:
    """Every page, visited once."""
    with watched_page(desktop) as page:
        return {name: look_at(page) for name in visit_pages(page, app_url)}


def look_at(page: Page) -> Seen:
    # Colours between those of two themes are none of ours.
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    light = findings(page, ALL_RULES)
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    settle(page)
    dark = findings(page, COLORS_ALONE)
    for _ in range(5):  # a busy machine draws another theme piece by piece
        if not dark:
            break
        page.wait_for_timeout(1000)
        dark = findings(page, COLORS_ALONE)
    page.emulate_media(color_scheme="light")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "light")
    return Seen(light, dark, words(page, CHARTS), words(page, "[role=img]"))


def words(page: Page, pictures: str) -> list[str | None]:
    """Return what the visible pictures of a page are called."""
    shown = page.locator(pictures).locator("visible=true").all()
    return [picture.get_attribute("aria-label") for picture in shown]


def test_axe_finds_nothing_on_any_page(seen: dict[str, Seen]) -> None:
    assert list(seen) == list(PAGES)
    assert [(name, page.light, page.dark) for name, page in seen.items()] == [
        (name, [], []) for name in PAGES
    ]


def test_every_picture_says_what_it_shows(seen: dict[str, Seen]) -> None:
    charts = [label for page in seen.values() for label in page.charts]
    pictures = [label for page in seen.values() for label in page.pictures]
    assert charts
    assert pictures
    assert all(label and " " in label for label in charts)
    assert all(pictures)


def test_tab_leads_through_links_examples_and_sliders_and_is_seen(page: Page, app_url: str) -> None:
    open_flower(page, app_url, FLOWER)
    wanted = ["Classify", "Explore", "Batch", "Model", "Typical Setosa"]
    for place in separating_order(IRISES):
        measurement = IRISES.schema.measurements[place]
        wanted += [f"{measurement.label}, cm", f"Exact {measurement.label.lower()}, cm"]
    wanted += ["Share this flower", "Take me to this Virginica"]
    reached = []
    for _ in range(50):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        reached.append(focus["name"])
        assert focus["visible"], f"nothing shows that {focus['name']!r} has the focus"
        if wanted[-1] in focus["name"]:
            break
    order = [next((w for w in wanted if w in name), None) for name in reached]
    assert [name for name in order if name] == wanted


def test_an_example_is_chosen_and_a_value_typed_by_keyboard_alone(page: Page, app_url: str) -> None:
    open_flower(page, app_url, FLOWER)
    page.get_by_role("button", name="Typical Setosa").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Setosa, ")).to_be_visible()
    page.get_by_label("Exact petal length, cm").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("6.3")
    page.keyboard.press("Enter")
    expect(slider(page, "Petal length, cm")).to_have_attribute("aria-valuetext", "6.30")


def test_the_answer_is_announced_when_it_changes(page: Page, app_url: str) -> None:
    open_flower(page, app_url, FLOWER)
    region = page.locator(".st-key-live_specimen [role=status]")
    expect(region).to_have_text(re.compile(rf"^{re.escape(answer_to(FLOWER))}\. Uncertain: "))
    page.evaluate("region = document.querySelector('.st-key-live_specimen [role=status]')")
    slider(page, "Petal length, cm").focus()
    page.keyboard.press("ArrowRight")
    expect(region).to_contain_text(f"{answer_to(FLOWER._replace(petal_length=4.9))}.")
    page.get_by_role("button", name="Impossible flower").click()
    expect(region).to_have_text(re.compile(f"^Unlike any training flower.*{answer_to(UNLIKE)}"))
    # Only a change inside a region that stays is read out.
    assert page.evaluate("region.isConnected")


def test_who_asks_for_less_motion_gets_none(page: Page, app_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_flower(page, app_url, FLOWER)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          const seconds = (style.transitionDuration + ", " + style.animationDuration).split(", ");
          return seconds.some((each) => parseFloat(each) > 0.001);
        }).map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert moving == []
