"""The model that answers with NumPy alone, held against scikit-learn."""

import itertools

import numpy as np
import pytest

from iris_model.dataset import MEASUREMENTS, VARIETIES, Flower, classify, load_dataset
from iris_model.model import load_model
from iris_model.training.cross_validation import new_estimator
from iris_model.training.training import fit

ACCEPTED = np.array([m.accepted_range for m in MEASUREMENTS])
CORNERS = np.array(list(itertools.product(*ACCEPTED)))


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def twin(model):
    """The same fifteen numbers in a scikit-learn estimator."""
    dataset = load_dataset()
    estimator = new_estimator().fit(dataset.measurements, dataset.codes)
    estimator.coef_, estimator.intercept_ = model.coefficients, model.intercepts
    return estimator


@pytest.mark.parametrize(
    "flowers",
    [
        load_dataset().measurements,
        np.random.default_rng(0).uniform(ACCEPTED[:, 0], ACCEPTED[:, 1], size=(10_000, 4)),
        CORNERS,
    ],
    ids=["training flowers", "random flowers", "corners of the accepted ranges"],
)
def test_probabilities_equal_those_of_scikit_learn(model, twin, flowers):
    probabilities = model.probabilities(flowers)
    np.testing.assert_allclose(probabilities, twin.predict_proba(flowers), rtol=0, atol=1e-12)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=0, atol=1e-12)


def test_retraining_gives_the_stored_model(model):
    dataset = load_dataset()
    again = fit(dataset)
    np.testing.assert_allclose(again["coefficients"], model.coefficients, rtol=0, atol=1e-4)
    np.testing.assert_allclose(again["intercepts"], model.intercepts, rtol=0, atol=1e-4)
    np.testing.assert_allclose(
        again["out_of_fold_probabilities"],
        model.training.out_of_fold_probabilities,
        rtol=0,
        atol=1e-4,
    )
    np.testing.assert_allclose(again["means"], model.means, rtol=1e-12)
    np.testing.assert_allclose(again["covariances"], model.covariances, rtol=1e-12)
    assert again["set_threshold"] == pytest.approx(model.set_threshold, abs=1e-4)
    assert (again["C"], again["data_sha256"]) == (model.c, model.training.sha256)


def test_retraining_gives_the_stored_probabilities(model):
    dataset = load_dataset()
    again = new_estimator().fit(dataset.measurements, dataset.codes)
    np.testing.assert_allclose(
        again.predict_proba(dataset.measurements),
        model.probabilities(dataset.measurements),
        rtol=0,
        atol=1e-6,
    )


def test_probabilities_far_outside_every_range_are_finite(model):
    flowers = np.array([[1e6] * 4, [-1e6] * 4, [0.0] * 4])
    assert np.isfinite(model.probabilities(flowers)).all()


def test_the_answer_is_the_most_likely_variety(model):
    for row, flower in enumerate(CORNERS):
        variety, probabilities = classify(model, Flower(*flower))
        assert probabilities[VARIETIES.index(variety)] == probabilities.max()
        together = model.probabilities(CORNERS)[row]
        np.testing.assert_allclose(probabilities, together, rtol=0, atol=1e-15)


def test_asking_for_probabilities_leaves_the_flowers_alone(model):
    flowers = CORNERS.copy()
    model.probabilities(flowers)
    np.testing.assert_array_equal(flowers, CORNERS)
