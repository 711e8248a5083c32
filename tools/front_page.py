"""The front page in a session without a browser; of the irises by default."""

from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from iris_model.model import Model
from iris_model.model_storage import load_model
from iris_model.phrasing import percent
from iris_model.schema import Specimen
from tools.specimens import random_specimens
from tools.streamlit_client import Run
from ui.specimen import default_specimen

IRISES = load_model()


class Flower(NamedTuple):
    """An iris, in centimetres."""

    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float


DEFAULT_FLOWER = Flower(*default_specimen(IRISES).values())


def random_moves(count: int, seed: int, model: Model = IRISES) -> list[Specimen]:
    """Return specimens, each with one measurement moved, in turn; the first from the page's own."""
    values, moved = [*default_specimen(model).values()], []
    for number, wanted in enumerate(random_specimens(model.schema, count, seed)):
        place = number % len(values)
        values[place] = wanted[place]
        moved.append(tuple(values))
    return moved


def predicted_group(specimen: Specimen, model: Model = IRISES) -> str:
    """Return the name of the most likely group."""
    return model.schema.group_names[model.classify(specimen)[0]]


def link_query(specimen: Specimen, model: Model = IRISES) -> str:
    """Return the query of the link to a specimen."""
    values = zip(model.schema.measurements, specimen, strict=True)
    return urlencode({m.parameter: f"{value:.10g}" for m, value in values})


def sliders(specimen: Specimen, model: Model = IRISES) -> dict[str, float]:
    """Return the sliders' values by label."""
    return {m.title: value for m, value in zip(model.schema.measurements, specimen, strict=True)}


def answer_to(specimen: Specimen, model: Model = IRISES) -> str:
    """Return the page's answer, without the group's symbol."""
    code, probabilities = model.classify(specimen)
    return f"{model.schema.group_names[code]}, {percent(probabilities[code])}"


def check_answer(run: Run, specimen: Specimen, model: Model = IRISES) -> None:
    """Compare the page's answer, address and what it sends to be drawn with the specimen."""
    headings = [element.heading.body for element in run.of_kind("heading")]
    answer = answer_to(specimen, model)
    assert any(answer in heading for heading in headings), f"{headings}, not {answer}: {specimen}"
    assert run.address in (None, link_query(specimen, model))
    components = [element.bidi_component.bytes for element in run.of_kind("bidi_component")]
    objects = [msgspec.json.decode(data) for data in components if data.startswith(b"{")]
    drawn = [one.get("specimen") for one in objects]
    assert [*specimen] in [one.get("specimen") for one in drawn if one], f"{drawn}, not {specimen}"
