from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from iris_model.answer.shares import shares
from iris_model.dataset import MEASUREMENTS, VARIETIES, classify, default_model, load_dataset
from tools.flowers import CORNERS, random_flowers

MODEL = default_model()
DATASET = load_dataset()
NAMES = [measurement.name for measurement in MEASUREMENTS]


def mean_probability(flower, known, code, model=MODEL):
    """The value of a coalition, flower by flower, as the definition has it."""
    total = 0.0
    for background in DATASET.measurements.tolist():
        mixed = [flower[i] if i in known else background[i] for i in range(len(NAMES))]
        scores = model.coefficients @ mixed + model.intercepts
        with np.errstate(over="ignore"):
            total += 1 / np.exp(scores - scores[code]).sum()
    return total / len(DATASET.measurements)


def shares_by_definition(flower, code, model=MODEL):
    """The mean of what a measurement adds when it joins, over all 24 orders of joining."""
    values = {
        known: mean_probability(flower, known, code, model)
        for known in {frozenset(o[:k]) for o in permutations(range(4)) for k in range(5)}
    }
    added = np.zeros(4)
    for order in permutations(range(4)):
        for k, joining in enumerate(order):
            added[joining] += values[frozenset(order[: k + 1])] - values[frozenset(order[:k])]
    return added / 24


@pytest.mark.parametrize("flower", [*random_flowers(5, seed=1), *CORNERS[::7]], ids=str)
def test_shares_are_the_mean_over_all_24_orderings(flower):
    found = shares(MODEL, DATASET, flower)
    expected = shares_by_definition(flower, VARIETIES.index(found.variety))
    assert [found.shares[name] for name in NAMES] == pytest.approx(expected, abs=1e-12)


def test_base_and_shares_add_up_to_the_probability_of_the_answer():
    for flower in [*random_flowers(300, seed=2), *CORNERS]:
        found = shares(MODEL, DATASET, flower)
        variety, probabilities = classify(MODEL, flower)
        assert found.variety == variety
        assert abs(found.base + sum(found.shares.values()) - probabilities.max()) < 1e-12


def test_the_base_is_the_mean_probability_of_the_training_flowers():
    flower = random_flowers(1, seed=3)[0]
    found = shares(MODEL, DATASET, flower)
    mean = MODEL.probabilities(DATASET.measurements).mean(axis=0)
    assert found.base == pytest.approx(mean[VARIETIES.index(found.variety)], abs=1e-12)


def test_a_measurement_the_model_ignores_has_no_share():
    coefficients = MODEL.coefficients.copy()
    coefficients[:, 1] = 0
    blind = replace(MODEL, coefficients=coefficients)
    for flower in CORNERS:
        assert abs(shares(blind, DATASET, flower).shares[NAMES[1]]) < 1e-15


def test_odds_beyond_all_numbers_leave_exact_shares():
    steep = replace(MODEL, coefficients=MODEL.coefficients * 6, intercepts=MODEL.intercepts * 6)
    spread = np.ptp(steep.scores(np.array(CORNERS)), axis=1).max()
    assert spread > np.log(np.finfo(float).max)
    for flower in CORNERS[::3]:
        found = shares(steep, DATASET, flower)
        probability = classify(steep, flower)[1].max()
        assert abs(found.base + sum(found.shares.values()) - probability) < 1e-12
        expected = shares_by_definition(flower, VARIETIES.index(found.variety), steep)
        assert [*found.shares.values()] == pytest.approx(expected, abs=1e-12)


def test_a_tie_of_all_three_has_finite_shares_of_nothing():
    undecided = replace(MODEL, coefficients=np.zeros((3, 4)), intercepts=np.zeros(3))
    found = shares(undecided, DATASET, CORNERS[0])
    assert found.base == pytest.approx(1 / 3)
    assert [*found.shares.values()] == pytest.approx([0] * 4, abs=1e-15)
