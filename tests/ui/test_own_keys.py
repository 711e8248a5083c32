"""Measurements may be called whatever the pages call something of their own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from msgspec.structs import replace as changed
from streamlit.testing.v1 import AppTest

from iris_model.model import Model
from tests.pages.models import MODELS, open_page
from tools.servers import ROOT
from ui.classify.inputs import widget_key
from ui.frame import FRONT_PAGE
from ui.own_keys import is_own

_KEY = re.compile(r'\bkey=f?"([A-Za-z]\w*)["{]')
_KEPT = re.compile(
    r"(?:session_state(?:\[|\.get\(|\.pop\()|\bkey=)(_?[A-Z]\w*)\b|(_[A-Z]+) (?:not )?in st"
)


def keys_in_use() -> Iterator[str]:
    """Yield what the sources call widgets, containers and what a session keeps."""
    for path in [ROOT / FRONT_PAGE, *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        text = path.read_text("utf-8")
        yield from _KEY.findall(text)
        for names in _KEPT.findall(text):
            if path.is_relative_to(ROOT / "ui"):
                module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                yield getattr(module, names[0] or names[1])


def test_every_key_of_the_pages_own_is_known_as_such() -> None:
    in_use = {key for key in keys_in_use() if re.fullmatch(r"[A-Za-z]\w*", key)}
    assert {"answer", "own_model", "looked_at", "go_", "raw"} <= in_use
    assert {key for key in in_use if not is_own(key)} == set()


@pytest.mark.parametrize(
    "parameters",
    [
        ("length", "length_exact", "length_missing", "length_exact_missing"),
        ("answer", "start", "go", "own_model"),
        ("looked_at", "go_Adelie", "input_bill_depth", "live_answer"),
    ],
)
def test_a_measurement_may_be_called_what_the_page_calls_something_else(
    parameters: tuple[str, ...],
) -> None:
    model = called(MODELS["penguins"], parameters)
    page = open_page(FRONT_PAGE, model)
    for measurement in model.schema.measurements:
        middle = sum(measurement.slider_range) / 2
        slider(page, model, measurement.parameter).set_value(middle).run()
        assert not page.exception
        assert page.query_params[measurement.parameter] == f"{middle:.10g}"
    page.checkbox(key=widget_key(model.schema, model.schema.measurements[0], "_missing")).check()
    page.run()
    assert not page.exception
    assert parameters[0] not in page.query_params


def called(model: Model, parameters: tuple[str, ...]) -> Model:
    """Return a model whose measurements have other parameters."""
    measurements = tuple(
        changed(m, parameter=parameter)
        for m, parameter in zip(model.schema.measurements, parameters, strict=True)
    )
    schema = changed(model.schema, measurements=measurements)
    return replace(model, schema=schema, digest=" ".join(parameters), results={})


def slider(page: AppTest, model: Model, parameter: str):
    """Return the slider of a measurement."""
    (title,) = (m.title for m in model.schema.measurements if m.parameter == parameter)
    return next(slider for slider in page.slider if slider.label == title)
