from dataclasses import replace
from itertools import combinations
from math import factorial

import numpy as np
import pytest
from msgspec.structs import replace as changed

from iris_model.answer.shares import MOST_ROWS, background_rows, shares
from tools.specimens import FORMS, corners, models, random_specimens

IRISES = models()["irises"]
SPECIMEN = (5.9, 3.0, 4.9, 1.6)


def mean_probability(model, specimen, known, code):
    """The value of a coalition as the definition has it: the rest from each row in turn."""
    rows = model.training.measurements[background_rows(model)].copy()
    rows[:, known] = np.array(specimen)[known]
    scores = rows @ model.coefficients.T + model.intercepts
    with np.errstate(over="ignore"):
        return (1 / np.exp(scores - scores[:, [code]]).sum(axis=1)).mean()


def shares_by_definition(model, specimen, code):
    """The mean of what a measurement adds when it joins, over all orders of joining."""
    count = len(specimen)
    subsets = [s for size in range(count + 1) for s in combinations(range(count), size)]
    values = {known: mean_probability(model, specimen, [*known], code) for known in subsets}
    added = np.zeros(count)
    for known, value in values.items():
        for joining in {*range(count)} - {*known}:
            orders = factorial(len(known)) * factorial(count - len(known) - 1)
            together = values[tuple(sorted((*known, joining)))]
            added[joining] += orders / factorial(count) * (together - value)
    return added


@pytest.mark.parametrize("name", FORMS)
def test_shares_are_the_mean_over_all_orders_of_joining(name):
    model = models()[name]
    for specimen in [*random_specimens(model.schema, 2, seed=1), corners(model.schema)[-1]]:
        found = shares(model, specimen)
        assert found.code == model.classify(specimen)[0]
        expected = shares_by_definition(model, specimen, found.code)
        assert found.shares == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", FORMS)
def test_base_and_shares_add_up_to_the_probability_of_the_answer(name):
    model = models()[name]
    for specimen in [*random_specimens(model.schema, 30, seed=2), *corners(model.schema)]:
        found = shares(model, specimen)
        assert abs(found.base + sum(found.shares) - max(model.classify(specimen)[1])) < 1e-12


@pytest.mark.parametrize("name", FORMS)
def test_the_base_is_the_mean_probability_of_the_background(name):
    model = models()[name]
    found = shares(model, random_specimens(model.schema, 1, seed=3)[0])
    mean = model.probabilities(model.training.measurements[background_rows(model)]).mean(axis=0)
    assert found.base == pytest.approx(mean[found.code], abs=1e-12)


def test_all_training_rows_are_the_background_where_they_are_few():
    assert background_rows(IRISES).tolist() == [*range(150)]


def test_of_many_training_rows_each_group_gives_its_part_evenly_spaced():
    training = IRISES.training
    codes = np.repeat([0, 1, 2], [1500, 490, 10])
    rows = np.arange(len(codes))
    many = replace(
        IRISES,
        training=changed(training, codes=codes, measurements=training.measurements[rows % 150]),
        results={},
    )
    chosen = background_rows(many)
    assert len(chosen) <= MOST_ROWS
    assert len({*chosen.tolist()}) == len(chosen)
    assert np.bincount(codes[chosen]).tolist() == [375, 122, 2]
    assert set(np.diff(chosen[:375])) == {4}
    assert (np.diff(chosen) > 0).all()
    found = shares(many, SPECIMEN)
    expected = shares_by_definition(many, SPECIMEN, found.code)
    assert found.shares == pytest.approx(expected, abs=1e-12)


def test_a_measurement_the_model_ignores_has_no_share():
    coefficients = IRISES.coefficients.copy()
    coefficients[:, 1] = 0
    blind = replace(IRISES, coefficients=coefficients, results={})
    for specimen in corners(IRISES.schema):
        assert abs(shares(blind, specimen).shares[1]) < 1e-15


@pytest.mark.parametrize("name", ["irises", "penguins", "eight", "random 5 x 5"])
@pytest.mark.parametrize("steepness", [6, 60, 1e4])
def test_odds_beyond_all_numbers_leave_exact_shares(name, steepness):
    model = models()[name]
    steep = replace(
        model,
        coefficients=model.coefficients * steepness,
        intercepts=model.intercepts * steepness,
        results={},
    )
    specimens = corners(model.schema)[:: 1 if name == "irises" else 9]
    spread = np.ptp(steep.scores(np.array(specimens)), axis=1).max()
    assert spread > np.log(np.finfo(float).max)
    for specimen in specimens[:12]:
        found = shares(steep, specimen)
        assert abs(found.base + sum(found.shares) - max(steep.classify(specimen)[1])) < 1e-12
        expected = shares_by_definition(steep, specimen, found.code)
        assert found.shares == pytest.approx(expected, abs=1e-12)


def test_a_tie_of_all_three_has_finite_shares_of_nothing():
    undecided = replace(IRISES, coefficients=np.zeros((3, 4)), intercepts=np.zeros(3), results={})
    found = shares(undecided, corners(IRISES.schema)[0])
    assert found.base == pytest.approx(1 / 3)
    assert found.shares == pytest.approx([0] * 4, abs=1e-15)
