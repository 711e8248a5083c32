"""The HTML file of models whose names look like the places that the file is filled in at."""

from dataclasses import replace
from html.parser import HTMLParser

from msgspec.structs import replace as changed

from iris_model.export.html import as_html
from iris_model.model_storage import load_model

PLACES = "(model) (about) (script) (style) (title)"


class Texts(HTMLParser):
    """Collects the text of an HTML file by the element it is in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._open = ""
        self.found: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._open = tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.setdefault(self._open, []).append(data.strip())


def test_names_that_look_like_places_are_shown_as_they_are() -> None:
    model = load_model()
    schema = changed(model.schema, title=PLACES, about=PLACES)
    texts = Texts(as_html(replace(model, schema=schema))).found
    assert texts["title"] == texts["h1"] == [PLACES]
    assert PLACES in texts["p"]
