from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from iris_model.answer.strips import strip
from iris_model.dataset import MEASUREMENTS, VARIETIES, Flower, classify, default_model
from tools.flowers import CORNERS, random_flowers

MODEL = default_model()
FLOWERS = [*random_flowers(60, seed=21), *CORNERS]


@pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda m: m.name)
def test_a_strip_shows_the_models_answers_over_the_whole_slider(measurement):
    for flower in FLOWERS:
        found = strip(MODEL, flower, measurement, points=31)
        assert (found.values[0], found.values[-1]) == measurement.slider_range
        for value, probabilities in zip(found.values.tolist(), found.probabilities, strict=True):
            moved = flower._replace(**{measurement.name: value})
            assert probabilities == pytest.approx(classify(MODEL, moved)[1], abs=1e-12)


@pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda m: m.name)
def test_the_answer_changes_at_every_crossing_and_nowhere_else(measurement):
    low, high = measurement.slider_range
    seen = 0
    for flower in FLOWERS:
        crossings = strip(MODEL, flower, measurement).crossings
        edges = [low, *(crossing.at for crossing in crossings), high]
        answers = [
            {
                classify(MODEL, flower._replace(**{measurement.name: value}))[0]
                for value in np.linspace(start, end, 23)[1:-1].tolist()
            }
            for start, end in pairwise(edges)
        ]
        assert {len(between) for between in answers} == {1}
        assert answers[:-1] == [{crossing.below} for crossing in crossings]
        assert answers[1:] == [{crossing.above} for crossing in crossings]
        seen += len(crossings)
    assert seen > 0


def test_both_varieties_are_equally_likely_at_a_crossing():
    for flower in FLOWERS:
        for measurement in MEASUREMENTS:
            for crossing in strip(MODEL, flower, measurement).crossings:
                moved = flower._replace(**{measurement.name: crossing.at})
                probabilities = dict(zip(VARIETIES, classify(MODEL, moved)[1], strict=True))
                assert probabilities[crossing.below] == pytest.approx(probabilities[crossing.above])
                assert probabilities[crossing.below] == pytest.approx(max(probabilities.values()))


def test_a_measurement_the_model_ignores_has_no_crossing():
    coefficients = MODEL.coefficients.copy()
    coefficients[:, 0] = 0
    blind = replace(MODEL, coefficients=coefficients)
    assert strip(blind, Flower(5.9, 3.0, 4.9, 1.6), MEASUREMENTS[0]).crossings == []


def test_three_varieties_meeting_in_one_point_are_one_crossing():
    coefficients = np.zeros((3, 4))
    coefficients[:, 3] = -1, 0, 1
    model = replace(MODEL, coefficients=coefficients, intercepts=np.array([1.0, 0.0, -1.0]))
    found = strip(model, Flower(5.0, 3.0, 2.0, 0.5), MEASUREMENTS[3])
    assert [(c.at, c.below, c.above) for c in found.crossings] == [(1.0, "Setosa", "Virginica")]
    assert np.isfinite(found.probabilities).all()
