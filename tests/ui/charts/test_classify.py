"""The front page's pictures carry the model's numbers, for ordinary flowers and at the corners."""

from itertools import product
from xml.etree import ElementTree

import pytest
from ui.classify.drawing import flower_in_words, flower_svg

from iris_model.answer.changes import changes
from iris_model.answer.map import score_plane
from iris_model.answer.shares import shares
from iris_model.answer.strips import strip
from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    Flower,
    Measurement,
    classify,
    default_model,
    load_dataset,
)
from ui.charts import map as flower_map
from ui.charts import probabilities, reasons
from ui.charts.base import Spec

CORNERS = [Flower(*corner) for corner in product(*(m.slider_range for m in MEASUREMENTS))]
FLOWERS = [Flower(5.9, 2.8, 4.3, 1.3), Flower(6.2, 2.8, 5.0, 1.7), *CORNERS]
INK = "#123456"


def datasets_named_in(spec: Spec) -> set[str]:
    """Return the names of the datasets that a spec, or a layer of it, asks for."""
    own = {spec["data"]["name"]} if "name" in spec.get("data", {}) else set()
    return own.union(*(datasets_named_in(layer) for layer in spec.get("layer", [])))


@pytest.mark.parametrize("flower", FLOWERS)
def test_the_bars_are_the_models_probabilities(flower: Flower) -> None:
    _, expected = classify(default_model(), flower)
    tables = probabilities.probabilities_data(expected)
    assert tables["probabilities"]["probability"].to_pylist() == expected.tolist()
    assert datasets_named_in(probabilities.probabilities_spec(INK)) == set(tables)
    assert all(name in probabilities.probabilities_words(expected) for name in VARIETIES)


@pytest.mark.parametrize("flower", FLOWERS)
@pytest.mark.parametrize("measurement", MEASUREMENTS)
def test_a_strip_shows_where_its_slider_leads(flower: Flower, measurement: Measurement) -> None:
    present = getattr(flower, measurement.name)
    along = strip(default_model(), flower, measurement)
    tables = probabilities.strip_data(along, present)
    for row in tables["strip"].to_pylist():
        there = flower._replace(**{measurement.name: row["value"]})
        _, expected = classify(default_model(), there)
        assert [row[variety] for variety in VARIETIES] == pytest.approx(expected.tolist())
    marks = {(mark["kind"], mark["at"]) for mark in tables["marks"].to_pylist()}
    crossings = {("crossing", crossing.at) for crossing in along.crossings}
    assert marks >= {("present", present)} | crossings
    assert datasets_named_in(probabilities.strip_spec(measurement, INK)) == set(tables)


def test_a_strip_names_each_variety_that_leads_and_where_it_begins() -> None:
    along = strip(default_model(), FLOWERS[0], MEASUREMENTS[2])
    words = probabilities.strip_words(along, 4.3)
    assert probabilities.leading_varieties(along) == list(VARIETIES)
    assert all(f"{crossing.at:.2f} cm {crossing.above}" in words for crossing in along.crossings)


@pytest.mark.parametrize("flower", FLOWERS)
def test_the_waterfall_ends_at_the_probability(flower: Flower) -> None:
    model, dataset = default_model(), load_dataset()
    _, expected = classify(model, flower)
    rows = reasons.shares_data(shares(model, dataset, flower))["shares"].to_pylist()
    assert rows[-1]["low"] == 0
    assert rows[-1]["high"] == pytest.approx(expected.max(), abs=1e-12)
    assert datasets_named_in(reasons.shares_spec(INK)) == {"shares", "ends"}


@pytest.mark.parametrize(
    ("share", "text"), [(0.1234, "+12.3"), (-0.02, "−2.0"), (0.0002, "±0.0"), (0.0, "±0.0")]
)
def test_a_share_is_written_with_its_sign(share: float, text: str) -> None:
    assert reasons.points(share) == text


@pytest.mark.parametrize("flower", FLOWERS)
def test_the_map_shows_every_flower_within_its_frame(flower: Flower) -> None:
    model, dataset = default_model(), load_dataset()
    plane = score_plane(model, dataset)
    tables = flower_map.map_background(plane, dataset)
    tables |= flower_map.map_data(plane, flower, changes(model, dataset, flower)[0])
    assert datasets_named_in(flower_map.map_spec()) == set(tables)
    assert len(tables["flowers"]) == len(dataset.codes)
    bounds = flower_map.MAP_BOUNDS
    for name in ("flowers", "way", "regions"):
        x, y = (tables[name][axis].to_numpy() for axis in "xy")
        assert ((bounds.left - 1e-9 <= x) & (x <= bounds.right + 1e-9)).all()
        assert ((bounds.bottom - 1e-9 <= y) & (y <= bounds.top + 1e-9)).all()


@pytest.mark.parametrize("flower", FLOWERS)
def test_the_drawing_is_a_picture_that_says_its_numbers(flower: Flower) -> None:
    picture = ElementTree.fromstring(flower_svg(flower, INK))
    words = " ".join(picture.itertext())
    for length, width in (flower[:2], flower[2:]):
        assert f"{length:g} × {width:g} cm" in words
        assert f"{length:g} cm long" in flower_in_words(flower)


def test_the_drawing_is_to_scale() -> None:
    leaf = "{http://www.w3.org/2000/svg}g"
    small, large = (
        ElementTree.fromstring(flower_svg(Flower(length, 3.0, 4.0, 1.0), INK)).find(leaf)
        for length in (4.0, 8.0)
    )
    reach = [
        max(float(n) for n in g[0].attrib["d"].split() if n[0].isdigit()) for g in (small, large)
    ]
    assert reach == [pytest.approx(4.0), pytest.approx(8.0)]
