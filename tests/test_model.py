"""The model that answers with NumPy alone, held against scikit-learn."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from iris_model.errors import IrisError
from iris_model.model_storage import SHIPPED, load_model
from tools.servers import ROOT

MODELS = [SHIPPED, *sorted((ROOT / "tests" / "models").glob("*.json"))]


@pytest.fixture(scope="module", params=MODELS, ids=lambda path: path.stem)
def model(request):
    return load_model(request.param)


def corners(model):
    """Return the corners (2^d, d) of the accepted ranges."""
    return np.array(list(itertools.product(*(m.accepted_range for m in model.schema.measurements))))


def scattered(model, count=2000):
    """Return specimens (count, d) anywhere in the accepted ranges."""
    lows, highs = np.array([m.accepted_range for m in model.schema.measurements]).T
    return np.random.default_rng(0).uniform(lows, highs, size=(count, len(lows)))


@pytest.fixture(scope="module")
def twin(model):
    """The same numbers in a scikit-learn estimator, which has one row for two groups."""
    codes, d = model.training.codes, len(model.schema.measurements)
    anything = np.random.default_rng(0).normal(size=(len(codes), d))
    estimator = LogisticRegression().fit(anything, codes)
    pair = len(model.schema.groups) == 2
    estimator.coef_ = model.coefficients[1:] * 2 if pair else model.coefficients
    estimator.intercept_ = model.intercepts[1:] * 2 if pair else model.intercepts
    return estimator


def test_probabilities_equal_those_of_scikit_learn(model, twin):
    for specimens in (model.training.measurements, scattered(model), corners(model)):
        probabilities = model.probabilities(specimens)
        expected = twin.predict_proba(specimens)
        np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-12)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=0, atol=1e-12)


def test_probabilities_far_outside_every_range_are_finite(model):
    d = len(model.schema.measurements)
    specimens = np.array([[1e9] * d, [-1e9] * d, [0.0] * d])
    assert np.isfinite(model.probabilities(specimens)).all()


def test_one_specimen_is_answered_as_many_are(model):
    specimens = corners(model)[:100]
    together = model.probabilities(specimens)
    for row, specimen in enumerate(specimens.tolist()):
        code, probabilities = model.classify(tuple(specimen))
        assert probabilities[code] == max(probabilities)
        np.testing.assert_allclose(probabilities, together[row], rtol=0, atol=1e-12)


def test_asking_for_probabilities_leaves_the_specimens_alone(model):
    specimens = corners(model)
    before = specimens.copy()
    model.probabilities(specimens)
    np.testing.assert_array_equal(specimens, before)


def test_distances_are_mahalanobis(model):
    specimens = scattered(model, 20)
    found = model.distances(specimens)
    for code in range(len(model.schema.groups)):
        gaps = specimens - model.means[code]
        expected = [gap @ np.linalg.solve(model.covariances[code], gap) for gap in gaps]
        np.testing.assert_allclose(found[:, code], expected, rtol=1e-6)


def test_the_limit_of_a_distance_is_the_quantile_of_chi_squared(model):
    from scipy.stats import chi2

    assert model.far == pytest.approx(chi2.ppf(0.999, len(model.schema.measurements)), abs=0.005)


def test_a_model_that_knows_fewer_has_their_own_fit(model):
    names = model.schema.names
    assert model.knowing(names) is model
    for part in list(model.partial)[:20]:
        fewer = model.knowing(reversed(part))
        assert fewer.schema.names == part
        assert fewer is model.knowing(part)
        np.testing.assert_array_equal(fewer.coefficients, model.partial[part].coefficients)
        assert fewer.training.measurements.shape[1] == len(part) == fewer.means.shape[1]
    with pytest.raises(IrisError, match="at least one measurement"):
        model.knowing([])


def test_another_mix_moves_the_probabilities_as_bayes_says(model):
    k = len(model.schema.groups)
    shares = np.arange(1, k + 1) / sum(range(1, k + 1))
    specimens = model.training.measurements[:50]
    weighted = model.probabilities(specimens) * shares / model.training_shares
    expected = weighted / weighted.sum(axis=1, keepdims=True)
    mixed = model.with_mix(shares.tolist())
    np.testing.assert_allclose(mixed.probabilities(specimens), expected, atol=1e-12)
    assert mixed.digest != model.digest


def test_loading_a_model_loads_nothing_slow():
    program = "import sys, iris_model.model; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not {"sklearn", "scipy", "pandas", "polars", "streamlit"} & set(run.stdout.split())
