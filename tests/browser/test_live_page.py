"""The answer follows the sliders in the browser, and the server hears of it on release."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, WebSocket, expect

from iris_model.answer.map import shown_groups
from iris_model.model_storage import SHIPPED, load_model
from iris_model.phrasing import percent
from iris_model.signs import COLORS
from tests.models import FILES, MODELS
from tools.servers import running

pytestmark = pytest.mark.browser

IRISES = load_model(SHIPPED)
PAGE = ("-m", "streamlit", "run", "tests/browser/live_page.py", "--server.headless=true")
UNLIKE = "Unlike any known flower"
PETAL_LENGTH, PETAL_WIDTH = "Petal length, cm", "Petal width, cm"

WATCH = """() => {
  window.seen = [];
  const values = () => [...document.querySelectorAll("[data-testid=stSlider] input")]
    .map((input) => Number(input.getAttribute("value")));
  const look = () => {
    const strip = document.querySelectorAll(".live-strip")[2]?.getAttribute("aria-label");
    seen.push([values(), document.querySelector(".st-key-answer").innerText, strip]);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Note what each frame shows, from now on."""


@pytest.fixture(scope="module")
def live_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("live") / "log.txt"
    with running((*PAGE, "--server.port={port}"), log=log) as url:
        yield url


class Messages:
    """The frames of a page's WebSocket, both ways."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._note)
        socket.on("framereceived", self._note)

    def _note(self, _: object) -> None:
        self.count += 1

    def settled(self) -> int:
        """Return how many there have been once none has come for 400 ms."""
        before, quiet = self.count, 0
        while quiet < 400:
            self.page.wait_for_timeout(50)
            quiet = quiet + 50 if self.count == before else 0
            before = self.count
        return before


def open_live(page: Page, url: str, query: str = "", strips: int = 4) -> Messages:
    messages = Messages(page)
    page.goto(f"{url}/{query}")
    expect(page.locator(".live-strip")).to_have_count(strips)
    messages.settled()
    page.evaluate(WATCH)
    return messages


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


def thumb(page: Page, name: str) -> tuple[float, float]:
    """Return where the middle of a slider's thumb is."""
    box = slider(page, name).evaluate(
        """(input) => {
          const { x, y, width, height } =
            input.closest("[style*=absolute][style*=left]").getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }"""
    )
    return box[0], box[1]


def check_frames(page: Page, least: int) -> None:
    """Each frame since `open_live` shows the answer of the values that its sliders show."""
    seen = page.evaluate("seen")
    different = set()
    for values, text, strip in seen:
        code, probabilities = IRISES.classify(tuple(values))
        words = f"{IRISES.schema.group_names[code]}, {percent(probabilities[code])}"
        first = re.search(r"(\w+), ([<>]? ?[0-9.]+ %)", text)
        assert first
        assert first[0] == words, values
        assert strip.endswith(f"Now {values[2]:.10g} cm."), values
        different.add(text)
    assert len(different) >= least


def test_a_slider_that_the_server_sets_waits_for_the_servers_answer(
    page: Page, live_url: str
) -> None:
    open_live(page, live_url)
    answer = page.locator(".st-key-answer").inner_text()
    page.get_by_role("heading", level=1).click()
    # As React does when an example sets one slider after the other.
    slider(page, PETAL_LENGTH).evaluate("(input) => input.setAttribute('aria-valuetext', '1.40')")
    page.wait_for_timeout(200)
    assert page.locator(".st-key-answer").inner_text() == answer
    slider(page, PETAL_LENGTH).press("ArrowRight")
    expect(page.locator(".st-key-answer")).not_to_have_text(answer)
    check_frames(page, least=2)


def test_an_answer_stays_when_the_visitor_goes_on_before_the_server_confirms_it(
    page: Page, live_url: str
) -> None:
    open_live(page, live_url, "?wait=1")
    slider(page, PETAL_LENGTH).press("End")
    page.get_by_role("heading", level=1).click()
    # As React does when the server sends the slider again.
    slider(page, PETAL_LENGTH).evaluate(
        "(input) => input.setAttribute('aria-valuetext', input.getAttribute('aria-valuetext'))"
    )
    expect(page).to_have_url(re.compile("plen=7.5"))
    expect(page.locator(".live-ahead")).to_have_count(0)
    check_frames(page, least=2)


def test_a_dragged_thumb_takes_the_answer_with_it_and_sends_nothing(
    page: Page, live_url: str
) -> None:
    messages = open_live(page, live_url)
    expect(page.get_by_text("The server’s own words")).to_be_hidden()
    before = messages.settled()
    x, y = thumb(page, PETAL_LENGTH)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(x + 4 * step, y)
        page.wait_for_timeout(10)
    assert messages.settled() == before
    check_frames(page, least=8)
    page.mouse.up()
    assert messages.settled() > before
    expect(page).to_have_url(re.compile("plen="))
    check_frames(page, least=8)


def test_a_flung_thumb_ends_where_the_server_answers(page: Page, live_url: str) -> None:
    messages = open_live(page, live_url)
    x, y = thumb(page, PETAL_WIDTH)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2000, y + 300, steps=2)
    page.mouse.up()
    messages.settled()
    assert slider(page, PETAL_WIDTH).get_attribute("aria-valuetext") == "3.00"
    expect(page.locator(".st-key-answer")).to_contain_text(UNLIKE)
    check_frames(page, least=2)


def test_a_held_arrow_key_sends_its_value_when_it_is_let_go(page: Page, live_url: str) -> None:
    messages = open_live(page, live_url)
    before = messages.settled()
    slider(page, PETAL_LENGTH).focus()
    for _ in range(15):
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(30)
    assert messages.settled() == before
    assert slider(page, PETAL_LENGTH).get_attribute("aria-valuetext") == "5.50"
    page.keyboard.up("ArrowRight")
    expect(page).to_have_url(re.compile(r"plen=5\.5"))
    expect(slider(page, PETAL_LENGTH)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"plen=5\.4"))
    messages.settled()
    check_frames(page, least=10)


def test_a_finger_drags_as_a_mouse_does(phone: Page, live_url: str) -> None:
    messages = open_live(phone, live_url)
    before = messages.settled()
    slider(phone, PETAL_LENGTH).scroll_into_view_if_needed()
    x, y = thumb(phone, PETAL_LENGTH)
    devtools = phone.context.new_cdp_session(phone)
    touch(devtools, "touchStart", x, y)
    for step in range(20):
        touch(devtools, "touchMove", x + 4 * step, y)
        phone.wait_for_timeout(20)
    assert messages.settled() == before
    check_frames(phone, least=8)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(phone).to_have_url(re.compile("plen="))
    messages.settled()
    check_frames(phone, least=8)


def touch(devtools: CDPSession, kind: str, x: float, y: float) -> None:
    devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def test_an_answer_that_comes_late_does_not_take_the_thumb_back(page: Page, live_url: str) -> None:
    messages = open_live(page, live_url, "?wait=0.5")
    for name in (PETAL_LENGTH, PETAL_WIDTH, PETAL_LENGTH):
        x, y = thumb(page, name)
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(25):
            page.mouse.move(x + 3 * step, y)
            page.wait_for_timeout(20)
        page.mouse.up()
    messages.settled()
    page.wait_for_timeout(1500)
    check_frames(page, least=10)


def test_a_measurement_left_out_and_another_mix_are_followed_too(page: Page, live_url: str) -> None:
    messages = open_live(page, live_url, "?without=petal_width&mix=equal&slen=5.9", strips=3)
    before = messages.settled()
    part = IRISES.with_mix((1 / 3,) * 3).knowing(IRISES.schema.names[:3])
    x, y = thumb(page, PETAL_LENGTH)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    assert messages.settled() == before
    values, text, _ = page.evaluate("seen.at(-1)")
    code, probabilities = part.classify(tuple(values[:3]))
    assert f"{part.schema.group_names[code]}, {percent(probabilities[code])}" in text
    page.mouse.up()
    messages.settled()
    assert page.evaluate("seen.at(-1)[1]") == text


def test_without_an_answer_nothing_of_the_last_one_stays(page: Page, live_url: str) -> None:
    open_live(page, live_url)
    last = page.evaluate("[liveAnswer.server, liveAnswer.source]")[0]
    page.evaluate("liveAnswer.receive({ specimen: null }, liveAnswer.source)")
    expect(page.locator(".live-strip")).to_have_count(0)
    for place in page.locator(".live-place").all():
        expect(place).to_be_empty()
    expect(page.locator(".st-key-answer")).not_to_contain_text("Versicolor")
    expect(page.locator(".live-in-sight span")).to_be_empty()
    page.evaluate("last => liveAnswer.receive({ specimen: last }, liveAnswer.source)", last)
    expect(page.locator(".live-strip")).to_have_count(4)
    expect(page.locator(".st-key-answer h2")).to_contain_text("Versicolor")
    expect(page.locator(".live-bars li")).to_have_count(3)
    expect(page.locator(".live-flower, .live-map")).to_have_count(2)


def test_the_map_names_the_specimen_that_is_pointed_at(page: Page, live_url: str) -> None:
    open_live(page, live_url)
    picture = page.locator(".live-map")
    expect(picture).to_have_attribute("aria-label", "The map")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    for across in range(0, round(box["width"]), 8):
        page.mouse.move(box["x"] + across, box["y"] + box["height"] / 2)
        if picture.locator("title").text_content():
            break
    expect(picture.locator("title")).to_have_text(re.compile(r"Row \d+, \w+: sepal length"))


@pytest.fixture
def eight_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("IRIS_MODEL", str(FILES["eight"]))
    with running((*PAGE, "--server.port={port}"), log=tmp_path / "log.txt") as url:
        yield url


def test_a_map_of_more_than_three_groups_shows_the_likeliest_while_a_thumb_moves(
    eight_url: str, page: Page
) -> None:
    model = MODELS["eight"]
    messages = open_live(page, eight_url, strips=8)
    before = messages.settled()
    slider(page, "Mass, g").scroll_into_view_if_needed()
    x, y = thumb(page, "Mass, g")
    page.mouse.move(x, y)
    page.mouse.down()
    shown = set()
    for step in range(12):
        page.mouse.move(x + 24 * step, y)
        page.wait_for_timeout(50)
        wanted = shown_groups(model, model.classify(tuple(page.evaluate("seen.at(-1)")[0]))[1])
        regions = page.locator(".live-map path[fill-opacity='0.16']")
        drawn = {each.get_attribute("fill") for each in regions.all()}
        assert drawn == {COLORS[code] for code in wanted}
        shown.add(wanted)
    assert messages.settled() == before
    assert len(shown) > 1
    page.mouse.up()
    messages.settled()
