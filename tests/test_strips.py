from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tools.specimens import FORMS, corners, models, random_specimens
from tools.strips import strip

IRISES = models()["irises"]


def specimens(model):
    return [*random_specimens(model.schema, 8, seed=21), *corners(model.schema)[::9]]


def with_value(specimen, index, value):
    return (*specimen[:index], value, *specimen[index + 1 :])


@pytest.mark.parametrize("name", FORMS)
def test_a_strip_shows_the_models_answers_over_the_whole_slider(name):
    model = models()[name]
    for specimen in specimens(model):
        for i, measurement in enumerate(model.schema.measurements):
            found = strip(model, specimen, i, points=11)
            assert (found.values[0], found.values[-1]) == measurement.slider_range
            for value, row in zip(found.values.tolist(), found.probabilities, strict=True):
                _, expected = model.classify(with_value(specimen, i, value))
                assert row == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("name", FORMS)
def test_the_answer_changes_at_every_crossing_and_nowhere_else(name):
    model = models()[name]
    seen = 0
    for specimen in specimens(model):
        for i, measurement in enumerate(model.schema.measurements):
            low, high = measurement.slider_range
            crossings = strip(model, specimen, i).crossings
            edges = [low, *(crossing.at for crossing in crossings), high]
            answers = [
                {
                    model.classify(with_value(specimen, i, value))[0]
                    for value in np.linspace(start, end, 13)[1:-1].tolist()
                }
                for start, end in pairwise(edges)
            ]
            assert {len(between) for between in answers} == {1}
            assert answers[:-1] == [{crossing.below} for crossing in crossings]
            assert answers[1:] == [{crossing.above} for crossing in crossings]
            seen += len(crossings)
    assert seen > 0


@pytest.mark.parametrize("name", FORMS)
def test_both_groups_are_equally_likely_at_a_crossing(name):
    model = models()[name]
    for specimen in specimens(model):
        for i in range(len(specimen)):
            for crossing in strip(model, specimen, i).crossings:
                _, probabilities = model.classify(with_value(specimen, i, crossing.at))
                below, above = probabilities[crossing.below], probabilities[crossing.above]
                assert below == pytest.approx(above, rel=1e-6)
                assert below == pytest.approx(max(probabilities), rel=1e-6)


def test_a_measurement_the_model_ignores_has_no_crossing():
    coefficients = IRISES.coefficients.copy()
    coefficients[:, 0] = 0
    blind = replace(IRISES, coefficients=coefficients, results={})
    assert strip(blind, (5.9, 3.0, 4.9, 1.6), 0).crossings == []


def test_three_groups_meeting_in_one_point_are_one_crossing():
    coefficients = np.zeros((3, 4))
    coefficients[:, 3] = -1, 0, 1
    intercepts = np.array([1.0, 0.0, -1.0])
    model = replace(IRISES, coefficients=coefficients, intercepts=intercepts, results={})
    found = strip(model, (5.0, 3.0, 2.0, 0.5), 3)
    assert found.crossings == [(1.0, 0, 2)]
    assert np.isfinite(found.probabilities).all()
