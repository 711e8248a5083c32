"""The own solver, held against scikit-learn's."""

import itertools

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from iris_model.training.logistic import STRENGTHS, Recipe, fit, fits

GENERATOR = np.random.default_rng(0)
CODES = np.repeat(np.arange(3), 40)
SPREAD = GENERATOR.normal(size=(120, 3))
OVERLAPPING = SPREAD + CODES[:, None] * [1.0, 0.5, -0.2]
SEPARABLE = SPREAD + CODES[:, None] * [20.0, 0.0, 0.0]
EIGHT = np.arange(400) % 8
TABLES = {
    "overlapping": (OVERLAPPING, CODES),
    "separable": (SEPARABLE, CODES),
    "two groups": (OVERLAPPING[:80], CODES[:80]),
    "two separable groups": (SEPARABLE[:80], CODES[:80]),
    "one measurement": (OVERLAPPING[:, :1], CODES),
    "very different scales": (OVERLAPPING * [1e-3, 1e4, 1.0] + [0.0, -1e6, 5.0], CODES),
    "two identical measurements": (OVERLAPPING[:, [0, 1, 0]], CODES),
    "constant in each group": (np.column_stack([OVERLAPPING, CODES == 0]), CODES),
    "unequal groups": (np.delete(OVERLAPPING, slice(5, 40), 0), np.delete(CODES, slice(5, 40))),
    "eight groups": (GENERATOR.normal(size=(8, 8))[EIGHT] + GENERATOR.normal(size=(400, 8)), EIGHT),
}


def scikit_learn(c):
    solver = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    return make_pipeline(StandardScaler(), solver)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("c", [0.01, 1.0, 1000.0])
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_probabilities_equal_those_of_the_pipeline(table, c):
    measurements, codes = table
    expected = scikit_learn(c).fit(measurements, codes).predict_proba(measurements)
    own = fit(Recipe(c), measurements, codes).probabilities(measurements)
    np.testing.assert_allclose(own, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_beginning_at_another_fit_leads_to_the_same_end(table):
    measurements, codes = table
    for c, along in zip(STRENGTHS, fits(measurements, codes, STRENGTHS), strict=True):
        alone = fit(Recipe(c), measurements, codes)
        again = fit(Recipe(c), measurements, codes, start=along)
        np.testing.assert_allclose(
            along.probabilities(measurements), alone.probabilities(measurements), atol=1e-4
        )
        np.testing.assert_allclose(
            again.probabilities(measurements), alone.probabilities(measurements), atol=1e-9
        )


def test_two_groups_get_a_symmetric_pair():
    for standardised in (True, False):
        found = fit(Recipe(1.0, standardised), *TABLES["two groups"])
        assert found.coefficients.shape == (2, 3)
        np.testing.assert_allclose(found.coefficients[0], -found.coefficients[1], atol=1e-9)
        np.testing.assert_allclose(found.intercepts[0], -found.intercepts[1], atol=1e-9)


def test_the_penalty_is_on_raw_measurements_where_they_are_not_standardised():
    measurements, codes = TABLES["two groups"]
    expected = LogisticRegression(C=0.1, max_iter=10_000).fit(measurements, codes)
    own = fit(Recipe(0.1, standardised=False), measurements, codes)
    np.testing.assert_allclose(
        own.probabilities(measurements), expected.predict_proba(measurements), atol=1e-12
    )


def test_groups_in_any_order_give_the_same_model():
    measurements, codes = TABLES["overlapping"]
    first = fit(Recipe(1.0), measurements, codes)
    for order in itertools.permutations(range(3)):
        other = fit(Recipe(1.0), measurements, np.array(order)[codes])
        np.testing.assert_allclose(
            other.coefficients[list(order)], first.coefficients, rtol=0, atol=1e-9
        )
