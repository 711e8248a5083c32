"""The shipped model is what training on the bundled irises gives."""

import dataclasses
import re

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from iris_model.evaluation import CHOOSING, THIS_MODEL
from iris_model.model import set_threshold
from iris_model.model_storage import load_model
from iris_model.scoring import held_out_figures, log_losses
from iris_model.training.comparison import FOREST, NEIGHBOURS, compare
from iris_model.training.folds import held_out_folds, predict_unseen, stratified_folds
from iris_model.training.iris import (
    DATA_FILE,
    PLAN,
    C,
    candidates,
    recognised_irises,
    tutorial,
)
from iris_model.training.logistic import Linear, Recipe, fit
from iris_model.training.spread import covariances, means
from iris_model.training.strength import curve, lowest

SLOW = {CHOOSING, FOREST, NEIGHBOURS}
"""Most of the minute that `python -m iris_model train` takes, which repeats them too."""
RECIPE = Recipe(C, standardised=False)


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def irises():
    return recognised_irises().specimens


def test_the_data_file_is_scikit_learns_copy(irises):
    assert DATA_FILE.read_text().startswith(
        "sepal.length,sepal.width,petal.length,petal.width,variety\n5.1,3.5,1.4,0.2,Setosa\n"
    )
    np.testing.assert_array_equal(irises.measurements, load_iris().data)
    np.testing.assert_array_equal(irises.codes, load_iris().target)


def test_the_model_is_about_what_its_settings_say(model):
    table = recognised_irises()
    assert (model.c, model.training.sha256) == (C, table.sha256)
    assert (model.training.rows, model.training.used, model.training.left_out) == (150, 150, {})
    np.testing.assert_array_equal(model.training.measurements, table.specimens.measurements)
    np.testing.assert_array_equal(model.training.numbers, np.arange(1, 151))


def test_the_stored_model_and_a_new_fit_are_where_scikit_learn_stops(model, irises):
    """Its usual solver stops somewhere else on another processor, but by the same rule."""
    stored = Linear(model.coefficients, model.intercepts)
    for linear in (stored, fit(RECIPE, irises.measurements, irises.codes)):
        errors = linear.probabilities(irises.measurements) - np.eye(3)[irises.codes]
        slopes = (errors.T @ irises.measurements + linear.coefficients / C) / len(errors)
        assert np.abs(slopes).max() < LogisticRegression().tol
        assert np.abs(errors.mean(axis=0)).max() < LogisticRegression().tol


def test_the_stored_probabilities_are_near_the_exact_ones(model, irises):
    exact = LogisticRegression(C=30, solver="newton-cholesky", tol=1e-12)
    expected = exact.fit(irises.measurements, irises.codes).predict_proba(irises.measurements)
    own = model.probabilities(irises.measurements)
    np.testing.assert_allclose(own, expected, rtol=0, atol=1e-3)
    unseen = cross_val_predict(
        exact, irises.measurements, irises.codes, cv=LeaveOneOut(), method="predict_proba"
    )
    stored = model.training.out_of_fold_probabilities
    np.testing.assert_allclose(unseen, stored, rtol=0, atol=1e-2)
    assert set_threshold(stored, irises.codes) == model.set_threshold


def test_means_and_covariances_are_those_of_the_varieties(model, irises):
    np.testing.assert_allclose(means(irises.measurements, irises.codes), model.means, rtol=1e-12)
    again = covariances(irises.measurements, irises.codes)
    np.testing.assert_allclose(again, model.covariances, rtol=1e-12)


@pytest.mark.parametrize(
    "names", [("petal_length",), ("sepal_length", "sepal_width"), ("petal_length", "petal_width")]
)
def test_a_partial_model_is_the_same_fit_on_fewer_measurements(model, irises, names):
    columns = [model.schema.names.index(name) for name in names]
    plain = LogisticRegression(C=30, max_iter=10_000)
    fewer = irises.measurements[:, columns]
    expected = plain.fit(fewer, irises.codes).predict_proba(fewer)
    own = model.knowing(names).probabilities(fewer)
    np.testing.assert_allclose(own, expected, rtol=0, atol=1e-6)


def test_comparing_again_gives_the_stored_figures(model, irises):
    quick = {name: own for name, own in candidates(RECIPE).items() if name not in SLOW}
    repeats = [stratified_folds(irises.codes, PLAN.folds, seed) for seed in range(PLAN.repeats)]
    again = compare(irises.measurements, irises.codes, quick, repeats, lambda _: None)
    stored = {figures.name: figures for figures in model.evaluation.models}
    assert list(stored) == list(candidates(RECIPE))
    assert next(iter(stored)) == THIS_MODEL
    for figures in again:
        expected = stored[figures.name]
        assert figures.settings == expected.settings
        for measure in ("log_loss", "accuracy", "brier", "calibration_error"):
            mean = getattr(figures, measure).mean
            assert mean == pytest.approx(getattr(expected, measure).mean, abs=1e-3)


def test_measuring_again_gives_the_stored_curve(model, irises):
    stored = model.evaluation.curve
    sample = stored[4:8:3]
    repeats = [stratified_folds(irises.codes, PLAN.folds, seed) for seed in range(PLAN.repeats)]
    strengths = tuple(point.c for point in sample)
    again = curve(
        irises.measurements, irises.codes, repeats, lambda _: None, strengths, standardised=False
    )
    for point, expected in zip(again, sample, strict=True):
        assert point.log_loss.mean == pytest.approx(expected.log_loss.mean, rel=1e-2)
    assert lowest(stored) == C


def test_leaving_one_out_again_gives_the_tutorials_figures(model, irises):
    folds = held_out_folds(irises.codes)
    unseen = predict_unseen(tutorial().fit, irises.measurements, irises.codes, folds)
    again = held_out_figures(unseen, irises.codes, len(folds))
    stored = model.evaluation.tutorial_held_out
    assert (stored.correct, model.evaluation.held_out.correct) == (145, 147)
    assert again.confusion == stored.confusion
    assert again.log_loss == pytest.approx(stored.log_loss, abs=1e-4)
    losses = log_losses(model.training.out_of_fold_probabilities, irises.codes)
    assert losses.mean() == pytest.approx(model.evaluation.held_out.log_loss)


PATTERN = re.compile(
    r"(sepal|petal)s?(length|leng|len|lgth|l|width|wid|wdth|w)s?"
    r"|(length|leng|len|lgth|l|width|wid|wdth|w)(?:of)?(?:the)?(sepal|petal)s?"
    r"|([sp])(length|len|l|width|wid|w)"
)
"""The names that files in the wild have, without prefix and unit."""


@pytest.mark.parametrize(
    "name",
    [
        *("sepallength", "sepalslen", "petallgth", "petalw", "petalwidths", "sepalwdth"),
        *("lengthofsepal", "widthofthepetals", "lsepal", "slen", "pw", "swid", "plength"),
    ],
)
def test_usual_names_belong_to_their_measurement(model, name):
    found = PATTERN.fullmatch(name)
    part, side = found[1] or found[4] or found[5], found[2] or found[3] or found[6]
    owners = [m.name for m in model.schema.measurements if name in (m.name, *m.aliases)]
    assert len(owners) == 1
    assert owners[0][0] == part[0]
    assert f"_{side[0]}" in owners[0]


def test_no_two_measurements_and_no_two_varieties_share_a_name(model):
    for things in (model.schema.measurements, model.schema.groups):
        names = [alias for thing in things for alias in {thing.name.lower(), *thing.aliases}]
        assert len(set(names)) == len(names)
    for measurement in model.schema.measurements:
        assert all(PATTERN.fullmatch(alias) for alias in measurement.aliases)


def test_the_ranges_are_those_of_the_flowers_and_their_sliders(model, irises):
    for measurement, values in zip(model.schema.measurements, irises.measurements.T, strict=True):
        assert measurement.training_range == (values.min(), values.max())
        smallest, largest = measurement.training_range
        assert measurement.accepted_range == (smallest / 2, largest * 2)


def test_settings_are_the_irises_own(model):
    assert dataclasses.astuple(PLAN) == (model.evaluation.folds, model.evaluation.repeats)
    assert model.schema.drawing == "iris"
    assert [m.parameter for m in model.schema.measurements] == ["slen", "swid", "plen", "pwid"]
    assert model.schema.measurements[0].slider_range == (4.0, 8.5)
