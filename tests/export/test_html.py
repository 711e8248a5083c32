"""The HTML file in a real browser, opened from disk with the network off."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from iris_model.export.html import as_html
from iris_model.model import Model
from iris_model.model_file import file_text
from iris_model.model_storage import SHIPPED, load_model, read_model, to_file
from iris_model.phrasing import percent
from tools.install_browser import installed_browser
from tools.servers import ROOT

pytestmark = pytest.mark.browser

MODELS = ROOT / "tests" / "models"
FILES = (SHIPPED, MODELS / "penguins.json", MODELS / "eight.json", MODELS / "two.json")
HOSTILE = "</script><img src=x onerror=alert(1)>"
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Gone with this module: beside it no other test could run asyncio."""
    path = installed_browser()
    assert path, "no browser: run `make browser`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without a network that must not complain, ask anyone or open a dialog."""
    complaints: list[str] = []
    with browser.new_context(viewport={"width": 1280, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        context.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("file:", "data:"))
                else complaints.append(request.url)
            ),
        )
        yield page
    assert not complaints


def open_file(page: Page, model: Model, folder: Path) -> None:
    path = folder / "model.html"
    path.write_text(as_html(model), "utf-8")
    page.goto(path.as_uri())


def answer_to(model: Model, specimen: list[float]) -> str:
    code, probabilities = model.classify(tuple(specimen))
    return f"{model.schema.group_names[code]}, {percent(probabilities[code])}"


def card(page: Page) -> str:
    """Return the answer as a person reads it first: name and per cent."""
    return page.locator("#headline").inner_text() + "\n" + page.locator("#second").inner_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_gives_the_models_answers(page: Page, tmp_path: Path, path: Path) -> None:
    model = load_model(path)
    open_file(page, model, tmp_path)
    measurements = model.schema.measurements
    rng = np.random.default_rng(1)
    for _ in range(5):
        specimen = [round(rng.uniform(*m.slider_range), m.decimals + 1) for m in measurements]
        for measurement, value in zip(measurements, specimen, strict=True):
            field = page.get_by_label(f"Exact {measurement.title}", exact=True)
            field.fill(f"{value:.10g}")
            field.blur()
            slider = page.get_by_label(measurement.title, exact=True)
            assert float(slider.input_value()) == value
        assert answer_to(model, specimen) in card(page)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_small(path: Path) -> None:
    model = load_model(path)
    size = len(as_html(model).encode())
    small = max(len(model.schema.groups), len(model.schema.measurements)) <= 5
    assert size <= (150_000 if small else 400_000)


def test_the_answer_follows_the_slider(page: Page, tmp_path: Path) -> None:
    model = load_model(SHIPPED)
    open_file(page, model, tmp_path)
    specimen = [float(page.get_by_role("slider").nth(i).input_value()) for i in range(4)]
    slider = page.get_by_role("slider", name="Petal length, cm")
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        specimen[2] = float(slider.input_value())
        assert answer_to(model, specimen) in card(page)
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for share in (0.6, 0.3, 0.02):
        page.mouse.move(box["x"] + share * box["width"], middle)
        specimen[2] = float(slider.input_value())
        assert answer_to(model, specimen) in card(page)
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text(answer_to(model, specimen))


def test_a_field_takes_a_comma_and_refuses_what_cannot_be(page: Page, tmp_path: Path) -> None:
    open_file(page, load_model(SHIPPED), tmp_path)
    field = page.get_by_label("Exact Petal length, cm")
    slider = page.get_by_role("slider", name="Petal length, cm")
    field.fill("5,13")
    field.blur()
    expect(field).to_have_value("5.13")
    assert slider.input_value() == "5.13"
    before = card(page)
    for impossible in ("", "abc", "51", "1e400", "5.1.3", "-2"):
        field.fill(impossible)
        field.blur()
        expect(page.get_by_text("Enter a number from 0.5 to 7.5 cm.")).to_be_visible()
        assert field.input_value() == slider.input_value() == "5.13"
        assert card(page) == before
    page.get_by_role("button", name="Typical Virginica").click()
    expect(page.get_by_text("Enter a number from")).to_have_count(0)


def test_a_measurement_can_be_left_out(page: Page, tmp_path: Path) -> None:
    model = load_model(SHIPPED)
    open_file(page, model, tmp_path)
    values = [float(page.get_by_role("slider").nth(i).input_value()) for i in range(4)]
    page.get_by_label("Sepal width not measured").check()
    part = model.knowing(("sepal_length", "petal_length", "petal_width"))
    assert answer_to(part, [values[0], *values[2:]]) in card(page)
    assert "From sepal length, petal length and petal width alone" in card(page)
    for name in ("Sepal length", "Petal length"):
        page.get_by_label(f"{name} not measured").check()
    page.get_by_label("Petal width not measured").click()
    expect(page.get_by_label("Petal width not measured")).not_to_be_checked()
    expect(page.get_by_text("One measurement is needed.")).to_be_visible()
    assert answer_to(model.knowing(("petal_width",)), values[3:]) in card(page)


def test_an_impossible_specimen_is_called_that_first(page: Page, tmp_path: Path) -> None:
    open_file(page, load_model(SHIPPED), tmp_path)
    page.get_by_role("button", name="Impossible flower").click()
    expect(page.locator("#headline")).to_have_text("Unlike any known flower")
    expect(page.locator("#warning")).to_contain_text("Do not rely on this answer.")


def hostile_model() -> Model:
    """The penguins, with names that would be programs if they were not text."""
    file = to_file(load_model(MODELS / "penguins.json"))
    schema, replace = file.schema, msgspec.structs.replace
    groups = tuple(replace(group, name=f"{HOSTILE}{i}") for i, group in enumerate(schema.groups))
    measurements = tuple(
        replace(measurement, label=f"{HOSTILE}{i}", unit=HOSTILE)
        for i, measurement in enumerate(schema.measurements)
    )
    hostile = replace(
        schema, title=HOSTILE, about=HOSTILE, groups=groups, measurements=measurements
    )
    return read_model(file_text(replace(file, schema=hostile)).encode(), "hostile.json")


def test_names_are_text_and_nothing_else(page: Page, tmp_path: Path) -> None:
    open_file(page, hostile_model(), tmp_path)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page.locator("#headline")).to_contain_text(HOSTILE)
    expect(page.get_by_label(f"{HOSTILE}2, {HOSTILE}", exact=True)).to_have_attribute(
        "type", "range"
    )
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_fits_a_phone_and_prints_on_one_page(page: Page, tmp_path: Path, path: Path) -> None:
    open_file(page, load_model(path), tmp_path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Hardest").click()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
