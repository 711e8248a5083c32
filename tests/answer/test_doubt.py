from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis
from scipy.stats import chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict, train_test_split

from iris_model.answer.doubt import (
    THRESHOLD,
    distances,
    prediction_set,
    promise_in_words,
    set_in_words,
    similar,
    warnings_for,
)
from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    Flower,
    classify,
    default_model,
    load_dataset,
)
from iris_model.training.training import conformal_threshold
from tools.flowers import CORNERS, random_flowers

MODEL = default_model()
DATASET = load_dataset()
TWO_OF_THREE = replace(MODEL, set_threshold=0.75)


def test_the_threshold_is_exceeded_by_one_ordinary_flower_in_a_thousand():
    assert pytest.approx(chi2.ppf(0.999, df=4), abs=0.005) == THRESHOLD


def test_distances_are_mahalanobis_distances_to_each_variety():
    flowers = np.array([*random_flowers(20, seed=41), *CORNERS])
    found = distances(MODEL, flowers)
    for code in range(len(VARIETIES)):
        group = DATASET.of_variety(code)
        inverse = np.linalg.inv(np.cov(group, rowvar=False))
        expected = [mahalanobis(flower, group.mean(axis=0), inverse) ** 2 for flower in flowers]
        assert found[:, code] == pytest.approx(np.array(expected))


def test_no_training_flower_is_unlike_the_training_flowers():
    squares = distances(MODEL, DATASET.measurements).min(axis=1)
    assert squares.max() == pytest.approx(13.7, abs=0.05)
    for row in DATASET.measurements.tolist():
        assert warnings_for(MODEL, Flower(*row)) == []


def test_a_measurement_outside_its_training_range_is_the_reason_given():
    (warning,) = warnings_for(MODEL, Flower(5.1, 3.5, 1.4, 3.0))
    assert "petal width 3 cm (theirs: 0.1 to 2.5 cm)" in warning
    assert "sepal" not in warning
    assert "petal length" not in warning


def test_every_measurement_outside_its_range_is_named():
    (warning,) = warnings_for(MODEL, Flower(8.5, 5.0, 7.5, 3.0))
    for measurement in MEASUREMENTS:
        assert measurement.label.lower() in warning


def test_an_odd_combination_of_ordinary_measurements_is_the_reason_given():
    (warning,) = warnings_for(MODEL, Flower(5.0, 3.4, 1.5, 0.9))
    assert "within their range, but not all four together" in warning
    assert "Setosa" in warning
    assert "a petal width near 0." in warning
    assert "not 0.9 cm" in warning


def test_corners_of_the_ranges_are_warned_of():
    for flower in CORNERS:
        (warning,) = warnings_for(MODEL, flower)
        assert "nan" not in warning


def test_a_set_holds_every_variety_that_reaches_the_threshold():
    probabilities = np.array([[0.5, 0.4, 0.1], [0.25, 0.25, 0.5], [0.95, 0.03, 0.02]])
    members = [prediction_set(TWO_OF_THREE, row) for row in probabilities]
    assert members == [[*VARIETIES[:2]], [*VARIETIES], [VARIETIES[0]]]


def test_an_empty_set_becomes_the_most_likely_variety():
    assert prediction_set(MODEL, np.array([0.0, 0.45, 0.55])) == [VARIETIES[2]]
    assert prediction_set(MODEL, np.array([0.3, 0.4, 0.3])) == [VARIETIES[1]]


def coverage_and_size(measurements, splits):
    """Mean coverage and mean size of sets for flowers that neither model nor threshold has seen."""
    covered, sizes = [], []
    for seed in range(splits):
        x, x_new, y, y_new = train_test_split(
            measurements, DATASET.codes, test_size=50, random_state=seed
        )
        fit = LogisticRegression(C=MODEL.c, max_iter=10_000)
        seen = cross_val_predict(fit, x, y, cv=10, method="predict_proba")
        fit.fit(x, y)
        model = replace(
            MODEL,
            coefficients=fit.coef_,
            intercepts=fit.intercept_,
            set_threshold=conformal_threshold(seen, y, 0.95),
        )
        members = [prediction_set(model, row) for row in model.probabilities(x_new)]
        covered.append(
            np.mean([VARIETIES[code] in found for code, found in zip(y_new, members, strict=True)])
        )
        sizes.append(np.mean([len(found) for found in members]))
    return np.mean(covered), np.mean(sizes)


def test_sets_contain_the_true_variety_of_new_flowers_as_often_as_promised():
    coverage, size = coverage_and_size(DATASET.measurements, splits=15)
    assert coverage >= 0.94
    assert size < 1.1


def test_where_varieties_are_hard_to_tell_sets_grow_and_keep_the_promise():
    """The sepals alone tell 8 of 10 flowers: only sets of two can be right 95 times of 100."""
    sepals = DATASET.measurements * [1, 1, 0, 0]
    coverage, size = coverage_and_size(sepals, splits=15)
    assert 0.93 <= coverage <= 0.98
    assert 1.2 < size < 2


def test_a_set_of_one_names_it():
    words = set_in_words(MODEL, np.array([0.01, 0.95, 0.04]))
    assert words.startswith("The 95 % set is Versicolor alone")
    assert "open" not in words


def test_a_set_that_would_be_empty_says_that_the_answer_is_open():
    words = set_in_words(MODEL, np.array([0.0, 0.45, 0.55]))
    assert "Virginica" in words
    assert "no variety has the 59.8 %" in words


def test_a_set_of_two_names_both():
    words = set_in_words(TWO_OF_THREE, np.array([0.02, 0.5, 0.48]))
    assert "Versicolor and Virginica" in words


def test_the_promise_says_when_sets_never_name_two():
    assert "never names two" in promise_in_words(MODEL)
    assert "never names two" not in promise_in_words(TWO_OF_THREE)


def test_this_models_sets_never_name_two():
    """What the promise says, over a grid of all probabilities."""
    a, b = np.meshgrid(np.linspace(0, 1, 201), np.linspace(0, 1, 201))
    probabilities = np.stack([a, b, 1 - a - b], axis=-1).reshape(-1, 3)
    possible = probabilities[(probabilities >= 0).all(axis=1)]
    assert {len(prediction_set(MODEL, row)) for row in possible} == {1}


def test_similar_flowers_are_the_nearest_in_standard_deviations():
    deviations = [column.std() for column in DATASET.measurements.T]
    for flower in [*random_flowers(20, seed=42), *CORNERS]:
        lengths = [
            sum(((a - b) / s) ** 2 for a, b, s in zip(row, flower, deviations, strict=True)) ** 0.5
            for row in DATASET.measurements
        ]
        found = similar(DATASET, flower)
        assert [n.distance for n in found] == pytest.approx(sorted(lengths)[:5])
        for neighbour in found:
            assert neighbour.distance == pytest.approx(lengths[neighbour.row])
            assert neighbour.flower == tuple(DATASET.measurements[neighbour.row])
            assert neighbour.variety == VARIETIES[DATASET.codes[neighbour.row]]


def test_two_equal_training_flowers_come_in_the_files_order():
    twins = similar(DATASET, Flower(5.8, 2.7, 5.1, 1.9), count=2)
    assert [(twin.row, twin.distance) for twin in twins] == [(101, 0.0), (142, 0.0)]


def test_the_answer_to_a_warned_flower_is_still_an_answer():
    for flower in CORNERS:
        variety, probabilities = classify(MODEL, flower)
        assert variety in VARIETIES
        assert probabilities.sum() == pytest.approx(1)
        assert set_in_words(MODEL, probabilities)
