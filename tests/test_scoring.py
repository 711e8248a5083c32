"""Scores and calibration, held against scikit-learn and against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn import metrics

from iris_model import scoring
from iris_model.model_storage import load_model

CODES = load_model().training.codes


@pytest.fixture(scope="module", params=["out of fold", "random"])
def probabilities(request):
    if request.param == "out of fold":
        return load_model().training.out_of_fold_probabilities
    return np.random.default_rng(0).dirichlet([0.3, 0.3, 0.3], size=len(CODES))


def test_log_loss_is_scikit_learns(probabilities):
    own = scoring.log_losses(probabilities, CODES).mean()
    assert own == pytest.approx(metrics.log_loss(CODES, probabilities), rel=1e-12)


def test_log_loss_of_an_excluded_truth_is_finite_and_as_in_scikit_learn():
    certain = np.tile([1.0, 0.0, 0.0], (len(CODES), 1))
    own = scoring.log_losses(certain, CODES).mean()
    assert own == pytest.approx(metrics.log_loss(CODES, certain), rel=1e-12)


def test_accuracy_is_scikit_learns(probabilities):
    expected = metrics.accuracy_score(CODES, probabilities.argmax(axis=1))
    assert scoring.accuracy(probabilities, CODES) == pytest.approx(expected)


def test_brier_score_is_scikit_learns(probabilities):
    expected = metrics.brier_score_loss(CODES, probabilities, scale_by_half=False)
    assert scoring.brier_score(probabilities, CODES) == pytest.approx(expected)


def test_scores_of_several_repeats_are_those_of_each(probabilities):
    repeats = np.stack([probabilities, probabilities[:, ::-1]])
    for score in (scoring.accuracy, scoring.brier_score):
        assert score(repeats, CODES).tolist() == [score(one, CODES) for one in repeats]


def test_the_bins_hold_every_probability_once(probabilities):
    bins = scoring.reliability(probabilities, CODES)
    assert sum(b.count for b in bins) == probabilities.size
    assert sum(b.true for b in bins) == len(CODES)
    assert all(b.low <= b.stated <= b.high for b in bins)


def test_calibration_error_follows_its_definition(probabilities):
    total = 0.0
    for low in np.arange(10) / 10:
        stated, true = [], []
        for row, code in zip(probabilities, CODES, strict=True):
            for variety, p in enumerate(row):
                if low <= p < low + 0.1 or (low == 0.9 and p == 1):
                    stated.append(p)
                    true.append(variety == code)
        if stated:
            total += len(stated) * abs(np.mean(stated) - np.mean(true))
    expected = total / probabilities.size
    assert scoring.calibration_error(probabilities, CODES) == pytest.approx(expected)


def test_stating_the_base_rate_is_calibrated_and_confident_wrong_answers_are_not():
    always_a_third = np.full((len(CODES), 3), 1 / 3)
    assert scoring.calibration_error(always_a_third, CODES) == pytest.approx(0)
    always_wrong = np.eye(3)[(CODES + 1) % 3]
    assert scoring.calibration_error(always_wrong, CODES) == pytest.approx(2 / 3)


def test_the_confusion_counts_are_scikit_learns(probabilities):
    expected = metrics.confusion_matrix(CODES, probabilities.argmax(axis=1))
    np.testing.assert_array_equal(scoring.confusion(probabilities, CODES), expected)


@pytest.mark.parametrize(("correct", "total"), [(0, 1), (1, 1), (31, 33), (0, 40), (147, 150)])
def test_the_interval_is_the_one_scipy_calls_wilson(correct, total):
    expected = binomtest(correct, total).proportion_ci(0.95, method="wilson")
    assert scoring.wilson_interval(correct, total) == pytest.approx(tuple(expected), abs=1e-12)


@given(st.integers(1, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(case):
    correct, total = case
    low, high = scoring.wilson_interval(correct, total)
    assert 0 <= low <= correct / total + 1e-12
    assert correct / total - 1e-12 <= high <= 1


def test_held_out_figures_are_those_of_scikit_learn(probabilities):
    found = scoring.held_out_figures(probabilities, CODES, 150)
    assert found.count == len(CODES)
    right = metrics.accuracy_score(CODES, probabilities.argmax(axis=1), normalize=False)
    assert found.correct == right
    assert found.log_loss == pytest.approx(metrics.log_loss(CODES, probabilities))


def test_a_difference_counts_each_flower_once():
    losses = np.array([[1.0, 2.0, 3.0, 6.0], [3.0, 2.0, 1.0, 4.0]])
    by_flower = np.array([2.0, 2.0, 2.0, 5.0])
    difference = scoring.difference(losses, np.zeros_like(losses))
    assert difference.mean == pytest.approx(by_flower.mean())
    assert difference.standard_error == pytest.approx(by_flower.std(ddof=1) / 2)
