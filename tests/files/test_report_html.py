"""The report of a file: one page with everything in it, and nobody's text run."""

from datetime import datetime
from html.parser import HTMLParser

import pytest

from iris_model.files.by_column import Part
from iris_model.files.reading.recognition import recognise
from iris_model.files.report_html import Reported, report_html
from iris_model.model import Model
from tests.files.cases import DATA_DIR
from tests.files.in_memory import classify_table
from tests.hostile import NAMES, hostile_model
from tests.models import MODELS

WHEN = datetime(2026, 11, 26, 9, 30)
HOSTILE = "<script>alert(1)</script> &amp; (body)"


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href")]
        assert not any(name.startswith("on") for name, _ in attributes)

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


def page_of(data: bytes, model: Model, name: str = "rows.csv", **more: object) -> Page:
    layout = recognise(data, model)
    _, summary = classify_table([data], layout, model)
    reported = Reported(
        name=name,
        layout=layout,
        summary=summary,
        first_rows=[["row", "why", "note"], ["3", "Unlike any", HOSTILE]],
        **more,
    )
    return Page(report_html(reported, model, WHEN))


def sample(name: str) -> bytes:
    return (DATA_DIR / "samples" / name).read_bytes()


def test_it_says_what_became_of_the_file_when_and_by_which_model():
    page = page_of(sample("kaggle.csv"), MODELS["irises"], by=("site", [Part("n", 4, (4, 0, 0))]))
    for text in (
        "36 rows, 36 classified by “Which iris is this?” on 26 November 2026, 09:30.",
        "agrees with 33 of 36 labels",
        "Unlike any",
        "By “site”",
        "sepal_length from “SepalLengthCm”",
        "150 flowers",
        MODELS["irises"].digest[:16],
    ):
        assert text in page.text, text


def test_flowers_that_differ_are_warned_about_first():
    page = page_of(sample("dried-flowers.csv"), MODELS["irises"])
    warning = page.text.index("the probabilities may not hold")
    assert warning < page.text.index("The varieties")


@pytest.mark.parametrize("name", MODELS)
def test_it_serves_any_model(name):
    model = MODELS[name]
    header = ",".join(model.schema.names)
    rows = "\n".join(",".join(map(str, row)) for row in model.training.specimens)
    page = page_of(f"{header}\n{rows}\n".encode(), model)
    assert f"The {model.schema.group.plural}" in page.text
    assert all(group in page.text for group in model.schema.group_names)


def test_it_loads_and_runs_nothing_and_shows_all_text_as_text():
    model = hostile_model()
    header = ",".join([*model.schema.names, f'"{HOSTILE}"'])
    rows = "\n".join(",".join(map(str, row)) + ",x" for row in model.training.specimens)
    page = page_of(
        f"{header}\n{rows}\n".encode(), model, HOSTILE, by=(HOSTILE, [Part(HOSTILE, 1, (1, 0, 0))])
    )
    assert not {"script", "img", "a", "link", "iframe", "i", "b"} & set(page.tags)
    assert page.tags.count("body") == 1
    assert not page.addresses
    assert page.text.count(HOSTILE) >= 5
    assert all(name in page.text for name in NAMES)
