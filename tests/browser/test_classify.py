"""The front page as a person uses it: drag, keyboard, exact entry, links, back and forward."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import expect_answer, open_flower, settle, slider
from tools.front_page import DEFAULT_FLOWER, IRISES, Flower, answer_to

pytestmark = pytest.mark.browser

GROUPS = IRISES.schema.group_names


def test_an_old_link_opens_with_the_same_flower_or_says_why_not(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?slen=5.15&swid=3.4&plen=1.45&pwid=0.2")
    expect_answer(page, Flower(5.15, 3.4, 1.45, 0.2))
    expect(page.get_by_label("Exact sepal length, cm")).to_have_value("5.15")
    page.goto(f"{app_url}/?slen=51&swid=3.5&plen=1.4&pwid=0.2")
    expect(page.get_by_text("This link asks for something that can't be shown")).to_be_visible()
    expect(page.get_by_text("“slen”")).to_contain_text("51 cm is outside")
    expect(page.get_by_label("Exact sepal width, cm")).to_have_value("3.50")


def test_the_flower_survives_a_visit_to_another_page_and_the_way_back(
    page: Page, app_url: str
) -> None:
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    slider(page, "Petal length, cm").focus()
    page.keyboard.press("ArrowRight")
    moved = Flower(6.0, 3.0, 4.9, 1.6)
    expect_answer(page, moved)
    page.get_by_role("link", name="Classify").click()  # the page's own link
    settle(page)
    expect_answer(page, moved)
    expect(slider(page, "Petal length, cm")).to_have_value("4.9")
    page.get_by_role("link", name="Explore").click()
    expect(page).to_have_url(re.compile("/explore"))
    page.get_by_role("link", name="Classify").click()
    expect_answer(page, moved)
    page.get_by_role("link", name="Model").click()
    expect(page).to_have_url(re.compile("/model"))
    expect(page.get_by_role("slider")).to_have_count(0)
    page.go_back()
    expect_answer(page, moved)


def test_back_leaves_the_page_in_one_step_and_forward_returns_to_the_last_flower(
    page: Page, app_url: str
) -> None:
    page.goto(f"{app_url}/model")
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    for value in ("4.90", "5.00"):  # each move changes the address, none makes a step of its own
        slider(page, "Petal length, cm").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_label("Exact petal length, cm")).to_have_value(value)
    expect(page).to_have_url(re.compile(r"plen=5&"))  # written at the end of the page's run
    page.go_back()
    expect(page).to_have_url(re.compile("/model"))
    page.go_forward()
    expect_answer(page, Flower(6.0, 3.0, 5.0, 1.6))


def test_nothing_moves_when_a_slider_does(page: Page, app_url: str) -> None:
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    before = places(page)
    assert len(before) == 11
    slider(page, "Petal length, cm").focus()
    page.keyboard.press("End")  # another variety, and a flower unlike any
    expect_answer(page, Flower(6.0, 3.0, 7.5, 1.6))
    expect(page.locator(".st-key-answer")).to_contain_text("Unlike any training flower")
    assert places(page) == before


def places(page: Page) -> list[tuple[float, float]]:
    """Return where the examples, the answer, what is below it, sliders and strips begin."""
    parts = ".st-key-start, .st-key-answer, .st-key-doubt, [data-testid=stSlider], .live-strip"
    boxes = [part.bounding_box() for part in page.locator(parts).all()]
    return [(box["x"], box["y"]) for box in boxes if box]


def test_the_answer_follows_the_thumb_without_a_message(page: Page, app_url: str) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    page.wait_for_timeout(500)  # whatever the page had still to say at its start
    before = len(sent)
    doubts, reasons = page.locator(".st-key-doubt"), page.locator(".live-reasons")
    expect(doubts).to_have_css("opacity", "1")
    place = page.locator(".st-key-input_petal_length")
    box = place.get_by_test_id("stSliderThumbValue").locator("..").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] - 20 * step, box["y"] + box["height"] / 2)
        value = float(slider(page, "Petal length, cm").get_attribute("aria-valuetext") or "")
        group, probability = answer_to(Flower(6.0, 3.0, value, 1.6)).split(", ")
        card = page.locator(".st-key-answer").inner_text()
        assert card.index(group) == min(card.find(name) for name in GROUPS if name in card)
        assert probability in card.split("%")[0] + "%"
    # What only the server can say is about an earlier flower.
    for said in (doubts, *reasons.all()):
        expect(said).to_have_css("opacity", "0.35")
    assert len(sent) == before
    page.mouse.up()
    expect_answer(page, Flower(6.0, 3.0, value, 1.6))
    expect(page).to_have_url(re.compile(f"plen={value:.10g}"))
    assert len(sent) > before
    for said in (doubts, *reasons.all()):
        expect(said).to_have_css("opacity", "1")
    expect(page.get_by_text("Probabilities: ")).to_be_hidden()
    beside = page.locator(".st-key-input_petal_length")
    beside.get_by_text("not measured").click()
    expect(beside.locator(".live-strip")).to_have_count(0)
    beside.get_by_text("not measured").click()
    expect(beside.locator(".live-strip")).to_have_count(1)


def test_without_the_part_in_the_browser_the_server_says_it_all(page: Page, app_url: str) -> None:
    page.add_init_script(
        "URL.createObjectURL = () => 'data:text/javascript,export default () => {}'"
    )
    page.goto(app_url)
    expect(page.get_by_text("Probabilities: ")).to_be_visible()
    expect(page.get_by_text("Smallest change to make it Setosa")).to_be_visible()
    page.get_by_role("button", name="Take me to this Setosa").click()
    expect(page.locator(".st-key-answer")).to_contain_text("Setosa, ")
    expect(page.get_by_text("Smallest change to make it Versicolor")).to_be_visible()
    expect(page.locator(".live-strip")).to_have_count(0)


def test_back_undoes_the_last_jump_and_not_the_last_move(page: Page, app_url: str) -> None:
    start = Flower(6.0, 3.0, 4.8, 1.6)
    open_flower(page, app_url, start)
    slider(page, "Petal length, cm").focus()
    page.keyboard.press("ArrowRight")
    moved = start._replace(petal_length=4.9)
    expect_answer(page, moved)
    expect(page).to_have_url(re.compile(r"plen=4\.9"))
    page.get_by_role("button", name="Typical Setosa").click()
    expect(page.get_by_role("heading", name="Setosa, ")).to_be_visible()
    expect(page).not_to_have_url(re.compile(r"plen=4\.9"))
    page.go_back()
    expect_answer(page, moved)
    expect(slider(page, "Petal length, cm")).to_have_attribute("aria-valuetext", "4.90")


def test_back_from_the_first_example_returns_to_the_page_as_it_opened(
    page: Page, app_url: str
) -> None:
    page.goto(app_url)
    expect_answer(page, DEFAULT_FLOWER)
    settle(page)
    page.get_by_role("button", name="Typical Setosa").click()
    expect(page).to_have_url(re.compile(r"plen=1\.5"))
    page.go_back()
    expect_answer(page, DEFAULT_FLOWER)
    expect(page).to_have_url(re.compile(r"^[^?]*$"))


def test_an_entry_moves_the_slider_unless_it_is_impossible(page: Page, app_url: str) -> None:
    flower = Flower(6.0, 3.0, 4.8, 1.6)
    open_flower(page, app_url, flower)
    page.get_by_role("button", name="You decide first").click()
    page.get_by_role("button", name="Stop").click()
    field = page.get_by_label("Exact petal length, cm")
    expect(field).to_have_value("4.80")  # as before the game
    for typed in ("", "abc", "51"):
        field.fill(typed)
        field.press("Enter")
        expect(page.get_by_text("Enter a number from 0.5 to 7.5 cm.")).to_be_visible()
        expect(field).to_have_value("4.80")
        expect_answer(page, flower)
    field.fill("5,13")
    field.press("Enter")
    expect_answer(page, flower._replace(petal_length=5.13))
    expect(field).to_have_value("5.13")
    expect(slider(page, "Petal length, cm")).to_have_attribute("aria-valuetext", "5.13")
    expect(page).to_have_url(re.compile(r"plen=5\.13"))


def test_the_answer_stays_in_sight_with_a_way_back_from_ones_own_jumps(
    page: Page, app_url: str
) -> None:
    flower = Flower(6.0, 3.0, 4.8, 1.6)
    page.emulate_media(color_scheme="dark")
    open_flower(page, app_url, flower)
    line = page.locator(".live-in-sight")
    undo = line.get_by_text("Undo")
    expect(line).to_be_hidden()
    page.get_by_role("heading", name="Most similar").scroll_into_view_if_needed()
    expect(line).to_be_visible()
    expect(line).to_have_css("color", "rgb(236, 235, 245)")
    expect(line).to_have_css("background-color", "rgb(26, 29, 41)")
    expect(undo).to_be_hidden()
    page.get_by_role("button", name="Take me to this Setosa").click()
    expect(line).to_contain_text("Setosa, ")
    undo.click()
    expect(line).to_contain_text(answer_to(flower))
    expect(undo).to_be_hidden()
    page.go_forward()
    expect(line).to_contain_text("Setosa, ")
    expect(undo).to_be_visible()
    page.emulate_media(color_scheme="light")


def test_the_page_is_printed_on_one_sheet_with_dark_words(page: Page, app_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    open_flower(page, app_url, Flower(6.0, 3.0, 4.8, 1.6))
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")
    printed = page.pdf(format="A4", print_background=True, margin=margins)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(color_scheme="dark", media="print")
    expect(page.locator(".st-key-answer h2")).to_have_css("color", "rgb(19, 17, 32)")
    for part in (page.get_by_test_id("stApp"), page.locator("html"), page.locator("body")):
        expect(part).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(part).to_have_css("color-scheme", "light")
    expect(page.locator(".live-map")).to_be_visible()
    page.emulate_media(media="screen")
