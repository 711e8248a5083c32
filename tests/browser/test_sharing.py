"""A flower handed on, two of them side by side, one kept through the end of its server."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.screens import expect_answer, open_flower, slider
from tools.front_page import Flower, link_query
from tools.servers import free_port, running

pytestmark = pytest.mark.browser

FLOWER = Flower(6.0, 3.0, 4.85, 1.6)
OTHER = Flower(5.1, 3.5, 1.4, 0.2)
STATE = "data-test-connection-state"


def test_the_shared_link_is_the_flower(page: Page, app_url: str) -> None:
    open_flower(page, app_url, FLOWER)
    page.get_by_role("button", name="Share this flower").click()
    shared = page.get_by_test_id("stPopoverBody").locator("code")
    expect(shared).to_have_text(f"{app_url}/?{link_query(FLOWER)}")
    page.goto(shared.inner_text())
    expect_answer(page, FLOWER)
    expect(page.get_by_label("Exact petal length, cm")).to_have_value("4.85")


def test_a_link_asked_for_while_leaving_a_field_has_its_value(page: Page, app_url: str) -> None:
    open_flower(page, app_url, FLOWER)
    page.get_by_label("Exact petal width, cm").fill("1.65")
    page.get_by_role("button", name="Share this flower").click()
    shared = page.get_by_test_id("stPopoverBody").locator("code")
    expect(shared).to_have_text(f"{app_url}/?{link_query(FLOWER._replace(petal_width=1.65))}")


def test_two_tabs_hold_two_flowers_and_are_named_after_them(page: Page, app_url: str) -> None:
    open_flower(page, app_url, FLOWER)
    second = page.context.new_page()
    open_flower(second, app_url, OTHER)
    for tab, nearer in ((page, 1.7), (second, 0.3)):
        slider(tab, "Petal width, cm").focus()
        tab.keyboard.press("ArrowRight")
        expect(tab.get_by_label("Exact petal width, cm")).to_have_value(f"{nearer:.2f}")
    expect_answer(page, FLOWER._replace(petal_width=1.7))
    expect_answer(second, OTHER._replace(petal_width=0.3))
    for tab, variety in ((page, "Versicolor"), (second, "Setosa")):
        expect(tab).to_have_title(re.compile(variety))


def test_a_flower_outlives_its_server(desktop: BrowserContext) -> None:
    page = desktop.new_page()  # not a watched one: it will complain that the server is gone
    port = free_port()
    with running(port=port) as url:
        open_flower(page, url, FLOWER)
        slider(page, "Petal width, cm").focus()
        page.keyboard.press("ArrowRight")
        expect_answer(page, FLOWER._replace(petal_width=1.7))
    app = page.get_by_test_id("stApp")
    expect(app).not_to_have_attribute(STATE, "CONNECTED")
    with running(port=port):
        expect(app).to_have_attribute(STATE, "CONNECTED", timeout=30_000)
        expect_answer(page, FLOWER._replace(petal_width=1.7))
        slider(page, "Petal width, cm").focus()
        page.keyboard.press("ArrowRight")
        expect_answer(page, FLOWER._replace(petal_width=1.8))
    page.close()


def test_the_menu_turns_the_page_dark_with_its_pictures(browser: Browser, app_url: str) -> None:
    page = browser.new_page()  # not one that shares what it remembers: it remembers the theme
    open_flower(page, app_url, FLOWER)
    words = page.locator(".st-key-drawing text").first
    light = words.evaluate("text => getComputedStyle(text).fill")
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(15, 17, 24)")
    page.keyboard.press("Escape")
    expect(words).not_to_have_css("fill", light)
    expect_answer(page, FLOWER)
    page.close()
