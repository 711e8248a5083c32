from dataclasses import replace
from math import erf, sqrt

import numpy as np
import pytest
from msgspec.structs import replace as changed
from scipy.spatial.distance import mahalanobis
from scipy.stats import chi2, entropy, kstest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict, train_test_split

from iris_model.answer.doubt import (
    can_name_several,
    default_error,
    draws,
    next_measurement,
    prediction_set,
    remeasured,
    unlike,
)
from iris_model.model import FAR, set_threshold
from tools.specimens import FORMS, corners, models, random_specimens

IRISES, PENGUINS = models()["irises"], models()["penguins"]
TWO_OF_THREE = replace(IRISES, set_threshold=0.75, results={})


def test_the_limits_are_exceeded_by_one_ordinary_specimen_in_a_thousand():
    assert pytest.approx([chi2.ppf(0.999, df=d) for d in range(1, 9)], abs=0.005) == [*FAR]


@pytest.mark.parametrize("name", FORMS)
def test_what_is_unlike_is_far_from_every_group(name):
    model = models()[name]
    inverses = [np.linalg.inv(covariance) for covariance in model.covariances]
    for specimen in [*random_specimens(model.schema, 20, seed=41), *corners(model.schema)]:
        squares = [
            mahalanobis(specimen, mean, inverse) ** 2
            for mean, inverse in zip(model.means, inverses, strict=True)
        ]
        found = unlike(model, specimen)
        if min(squares) <= chi2.ppf(0.999, df=len(specimen)) - 0.01:
            assert found is None
        else:
            assert found.distance == pytest.approx(min(squares))
            assert found.nearest == int(np.argmin(squares))


@pytest.mark.parametrize("name", FORMS)
def test_the_reason_is_what_is_outside_or_else_what_fits_worst(name):
    """What it would be given the others: from the joint distribution, by regression."""
    model = models()[name]
    for specimen in [*random_specimens(model.schema, 60, seed=42), *corners(model.schema)]:
        found = unlike(model, specimen)
        if found is None:
            continue
        outside = [
            i
            for i, m in enumerate(model.schema.measurements)
            if not m.training_range[0] <= specimen[i] <= m.training_range[1]
        ]
        assert [*found.outside] == outside
        if outside or len(specimen) == 1:
            assert found.worst is None
            continue
        mean, covariance = model.means[found.nearest], model.covariances[found.nearest]
        misfits = []
        for i in range(len(specimen)):
            rest = [j for j in range(len(specimen)) if j != i]
            slopes = np.linalg.solve(covariance[np.ix_(rest, rest)], covariance[rest, i])
            expected = mean[i] + slopes @ (np.array(specimen)[rest] - mean[rest])
            variance = covariance[i, i] - slopes @ covariance[rest, i]
            misfits.append(abs(specimen[i] - expected) / sqrt(variance))
            if i == found.worst:
                assert found.expected == pytest.approx(expected)
        assert found.worst == int(np.argmax(misfits))


def test_no_training_flower_is_unlike_the_training_flowers():
    squares = IRISES.distances(IRISES.training.measurements).min(axis=1)
    assert squares.max() == pytest.approx(13.7, abs=0.05)
    assert not any(unlike(IRISES, flower) for flower in IRISES.training.specimens)


def test_an_odd_combination_of_ordinary_measurements_has_one_that_fits_worst():
    found = unlike(IRISES, (5.0, 3.4, 1.5, 0.9))
    assert (found.outside, found.worst, found.nearest) == ((), 3, 0)
    assert 0 < found.expected < 0.4


def test_corners_of_the_ranges_are_unlike():
    assert all(unlike(IRISES, flower) for flower in corners(IRISES.schema))


def test_a_set_holds_every_group_that_reaches_the_threshold():
    rows = [[0.5, 0.4, 0.1], [0.25, 0.25, 0.5], [0.95, 0.03, 0.02]]
    assert [prediction_set(TWO_OF_THREE, row) for row in rows] == [[0, 1], [0, 1, 2], [0]]


def test_an_empty_set_becomes_the_most_likely_group():
    assert prediction_set(IRISES, [0.0, 0.45, 0.55]) == [2]
    assert prediction_set(IRISES, [0.3, 0.4, 0.3]) == [1]


def test_only_a_low_threshold_can_name_several_groups():
    """Over a grid of all probabilities."""
    a, b = np.meshgrid(np.linspace(0, 1, 201), np.linspace(0, 1, 201))
    probabilities = np.stack([a, b, 1 - a - b], axis=-1).reshape(-1, 3)
    possible = probabilities[(probabilities >= 0).all(axis=1)].tolist()
    for model in (IRISES, TWO_OF_THREE):
        most = max(len(prediction_set(model, row)) for row in possible)
        assert can_name_several(model) == (most > 1)
    assert not can_name_several(IRISES)
    assert can_name_several(TWO_OF_THREE)


def coverage_and_size(model, columns, splits, mix=None):
    """Mean coverage and mean size of sets for specimens that neither model nor threshold has seen.

    mix: each group's share among the new ones, which are drawn from those held out.
    """
    names = [model.schema.names[i] for i in columns]
    everything = [*range(len(model.schema.names))]
    covered, sizes = [], []
    rng = np.random.default_rng(43)
    for seed in range(splits):
        x, x_new, y, y_new = train_test_split(
            model.training.measurements,
            model.training.codes,
            test_size=1 / 3,
            random_state=seed,
            stratify=model.training.codes,
        )
        fits = {
            tuple(chosen): LogisticRegression(C=model.c, max_iter=20_000)
            for chosen in (everything, columns)
        }
        full = fits[tuple(everything)]
        scale = x.std(axis=0)
        seen = cross_val_predict(full, x / scale, y, cv=5, method="predict_proba")
        for chosen, fit in fits.items():
            fit.fit(x[:, chosen] / scale[[*chosen]], y)
        part = changed(
            next(iter(model.partial.values())),
            coefficients=fits[tuple(columns)].coef_ / scale[columns],
            intercepts=fits[tuple(columns)].intercept_,
        )
        fitted = replace(
            model,
            coefficients=full.coef_ / scale,
            intercepts=full.intercept_,
            partial={**model.partial, tuple(names): part},
            training=changed(
                model.training, measurements=x, codes=y, out_of_fold_probabilities=seen
            ),
            set_threshold=set_threshold(seen, y),
            results={},
        )
        if mix:
            fitted = fitted.with_mix(mix)
            weights = (np.array(mix) / np.bincount(y_new))[y_new]
            drawn = rng.choice(len(y_new), 300, p=weights / weights.sum())
            x_new, y_new = x_new[drawn], y_new[drawn]
        asked = fitted.knowing(names)
        rows = asked.probabilities(x_new[:, columns]).tolist()
        members = [prediction_set(asked, row) for row in rows]
        covered.append(np.mean([c in found for c, found in zip(y_new, members, strict=True)]))
        sizes.append(np.mean([len(found) for found in members]))
    return np.mean(covered), np.mean(sizes)


def test_sets_contain_the_true_group_of_new_specimens_as_often_as_promised():
    coverage, size = coverage_and_size(IRISES, [0, 1, 2, 3], splits=6)
    assert coverage >= 0.94
    assert size < 1.1


@pytest.mark.parametrize(
    ("model", "columns"), [(IRISES, [0, 1]), (IRISES, [1]), (PENGUINS, [0]), (PENGUINS, [2, 3])]
)
def test_from_some_measurements_sets_grow_and_keep_the_promise(model, columns):
    coverage, size = coverage_and_size(model, columns, splits=6)
    assert 0.92 <= coverage <= 0.98
    assert size > 1.2


def test_in_another_mix_sets_keep_the_promise():
    coverage, _ = coverage_and_size(IRISES, [0, 1], splits=6, mix=(0.1, 0.2, 0.7))
    assert 0.92 <= coverage <= 0.98


def test_a_set_threshold_is_the_promised_order_statistic():
    rng = np.random.default_rng(44)
    for count in (5, 19, 20, 150, 333):
        probabilities, codes = rng.dirichlet([1, 1, 1], count), rng.integers(0, 3, count)
        misses = sorted(1 - probabilities[range(count), codes])
        rank = int(np.ceil(0.95 * (count + 1) - 1e-9))
        expected = misses[rank - 1] if rank <= count else 1.0
        assert set_threshold(probabilities, codes) == expected
        assert set_threshold(probabilities, codes, np.full(3, 2.0)) == expected


def test_the_same_mix_as_in_training_changes_nothing():
    same = IRISES.with_mix(tuple(IRISES.training_shares))
    assert same.set_threshold == IRISES.set_threshold
    assert same.classify((5.9, 3.0, 4.9, 1.6)) == IRISES.classify((5.9, 3.0, 4.9, 1.6))


@pytest.mark.parametrize("name", FORMS)
def test_the_default_error_is_the_coarsest_step(name):
    schema = models()[name].schema
    if len({m.unit for m in schema.measurements}) == 1 and schema.measurements[0].unit:
        assert default_error(schema) == max(m.step for m in schema.measurements)
    else:
        assert default_error(schema) == 1


def test_the_draws_are_independent_standard_normal_ones():
    for count in range(1, 9):
        found = draws(count)
        assert found.shape == (1000, count)
        assert found.mean(axis=0) == pytest.approx(np.zeros(count), abs=1e-12)
        assert found.T @ found / 1000 == pytest.approx(np.eye(count), abs=1e-9)
        for column in found.T:
            assert kstest(column, "norm").statistic < 0.01


@pytest.mark.parametrize("name", FORMS)
def test_measured_again_it_is_called_as_often_as_with_many_random_errors(name):
    model = models()[name]
    schema = model.schema
    shared = len({m.unit for m in schema.measurements}) == 1 and schema.measurements[0].unit
    rng = np.random.default_rng(45)
    for error in (0.0, 0.5, 3.0):
        for specimen in random_specimens(schema, 3, seed=46):
            steps = [error * (1 if shared else m.step) for m in schema.measurements]
            again = specimen + rng.normal(0, 1, (50_000, len(specimen))) * steps
            counts = np.bincount(model.scores(again).argmax(axis=1), minlength=len(schema.groups))
            found = remeasured(model, specimen, error)
            assert found.error == error
            assert found.groups == pytest.approx(counts / len(again), abs=0.025)
            assert sum(found.groups) == pytest.approx(1)
            assert found.same == found.groups[model.classify(specimen)[0]]


@pytest.mark.parametrize("name", ["two", "random 2 x 1", "random 2 x 3"])
def test_for_two_groups_it_is_the_normal_integral(name):
    model = models()[name]
    slopes = model.coefficients[1] - model.coefficients[0]
    for error in (0.3, 1.0, 4.0):
        for specimen in random_specimens(model.schema, 20, seed=47):
            unit = [
                1 if model.schema.unit is not None else m.step for m in model.schema.measurements
            ]
            lead = slopes @ specimen + model.intercepts[1] - model.intercepts[0]
            spread = np.linalg.norm(slopes * unit) * error
            expected = (1 + erf(lead / spread / sqrt(2))) / 2
            assert remeasured(model, specimen, error).groups[1] == pytest.approx(expected, abs=0.02)


def test_the_same_question_has_the_same_answer():
    first, second = (remeasured(IRISES, (5.9, 3.0, 4.9, 1.6), 0.1) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", FORMS)
def test_the_next_measurement_is_the_one_with_the_lowest_expected_entropy(name):
    """By the definition, with SciPy's entropy."""
    model = models()[name]
    names, training = model.schema.names, model.training
    for count in {1, len(names) // 2, len(names) - 1} - {0}:
        known = [*range(count)]
        specimen = random_specimens(model.schema, 1, seed=48)[0]
        given = dict(zip(names[:count], specimen, strict=False))
        _, probabilities = model.knowing(given).classify(specimen[:count])
        expected = {}
        for missing in range(count, len(names)):
            asked = model.knowing([*given, names[missing]])
            rows = training.measurements[:, [*known, missing]].copy()
            rows[:, known] = specimen[:count]
            scores = rows @ asked.coefficients.T + asked.intercepts
            left = entropy(np.exp(scores - scores.max(axis=1, keepdims=True)), axis=1)
            expected[names[missing]] = sum(
                probabilities[code] * left[training.codes == code].mean()
                for code in range(len(probabilities))
            )
        chosen = next_measurement(model, given)
        if expected:
            assert expected[chosen] == pytest.approx(min(expected.values()), abs=1e-9)
        else:
            assert chosen is None


def test_for_an_iris_of_known_sepals_the_petals_tell_most():
    assert next_measurement(IRISES, {"sepal_length": 5.9, "sepal_width": 3.0}).startswith("petal")


@pytest.mark.parametrize("columns", [[0, 1], [0], [2], [1, 3]])
@pytest.mark.parametrize("mix", [None, (0.1, 0.3, 0.6)])
def test_partial_and_mixed_answers_are_right_as_often_as_they_say(columns, mix):
    """On penguins held out, drawn in the mix that the model is told."""
    model = PENGUINS
    names = [model.schema.names[i] for i in columns]
    rng = np.random.default_rng(49)
    gaps = []
    for seed in range(6):
        x, x_new, y, y_new = train_test_split(
            model.training.measurements[:, columns],
            model.training.codes,
            test_size=1 / 3,
            random_state=seed,
            stratify=model.training.codes,
        )
        scale = x.std(axis=0)
        fit = LogisticRegression(C=model.c, max_iter=20_000).fit(x / scale, y)
        part = changed(
            model.partial[tuple(names)],
            coefficients=fit.coef_ / scale,
            intercepts=fit.intercept_,
        )
        fitted = replace(
            model,
            partial={**model.partial, tuple(names): part},
            results={},
        )
        if mix:
            fitted = fitted.with_mix(mix)
            weights = (np.array(mix) / np.bincount(y_new))[y_new]
            drawn = rng.choice(len(y_new), 400, p=weights / weights.sum())
            x_new, y_new = x_new[drawn], y_new[drawn]
        probabilities = fitted.knowing(names).probabilities(x_new)
        gaps.append(
            probabilities.max(axis=1).mean() - (probabilities.argmax(axis=1) == y_new).mean()
        )
    assert abs(np.mean(gaps)) < 0.035
