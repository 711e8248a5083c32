"""Comparison with other kinds of models on the same folds."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from iris_model.arrays import FloatArray, IntArray
from iris_model.evaluation import BASELINE, CHOOSING, LDA, QDA, THIS_MODEL, ModelFigures
from iris_model.scoring import model_figures
from iris_model.training.folds import SEED, Fit, Folds, Predict, predict_unseen
from iris_model.training.logistic import Linear, Recipe, fit
from iris_model.training.strength import choose_and_fit

NEIGHBOURS, FOREST = "Nearest neighbours", "Random forest"


class Candidate(NamedTuple):
    """A model to compare."""

    settings: str
    """The expression that makes it."""
    fit: Fit


def of_scikit_learn(estimator: Any) -> Candidate:
    """Return an unfitted estimator as a candidate."""

    def fitted(measurements: FloatArray, codes: IntArray) -> Predict:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # collinear measurements, constant ones: judged anyway
            predict: Predict = clone(estimator).fit(measurements, codes).predict_proba
        return predict

    return Candidate(" ".join(repr(estimator).split()), fitted)


def this_model(recipe: Recipe, start: Linear | None = None) -> Candidate:
    """Return the model itself as a candidate; start is its fit on all rows."""

    def fitted(measurements: FloatArray, codes: IntArray) -> Predict:
        return fit(recipe, measurements, codes, start=start, roughly=True).probabilities

    return Candidate(" ".join(repr(recipe.estimator()).split()), fitted)


def candidates(recipe: Recipe) -> dict[str, Candidate]:
    """Return the models to compare by name, this one first.

    Discriminant analyses shrink covariances, for few rows. Neighbours and forest use the best of a
    few settings tried.
    """
    return {
        THIS_MODEL: this_model(recipe),
        CHOOSING: Candidate("C by cross-validation within the rows fitted on", choose_and_fit),
        LDA: _standardised(LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto")),
        QDA: _standardised(QuadraticDiscriminantAnalysis(solver="eigen", shrinkage="auto")),
        NEIGHBOURS: _standardised(KNeighborsClassifier(n_neighbors=10)),
        FOREST: of_scikit_learn(
            RandomForestClassifier(n_estimators=50, min_samples_leaf=3, random_state=SEED)
        ),
        BASELINE: of_scikit_learn(DummyClassifier(strategy="prior")),
    }


def _standardised(estimator: Any) -> Candidate:
    return of_scikit_learn(make_pipeline(StandardScaler(), estimator))


def compare(
    measurements: FloatArray,
    codes: IntArray,
    models: Mapping[str, Candidate],
    repeats: Sequence[Folds],
    progress: Callable[[float], None],
) -> tuple[ModelFigures, ...]:
    """Return each model's figures, compared with the first; one that fails is left out."""
    found: dict[str, FloatArray] = {}
    for done, (name, model) in enumerate(models.items(), start=1):
        with suppress(ValueError, np.linalg.LinAlgError):
            found[name] = np.array(
                [predict_unseen(model.fit, measurements, codes, folds) for folds in repeats]
            )
        progress(done / len(models))
    reference = found[next(iter(models))]
    return tuple(
        model_figures(name, models[name].settings, own, reference, codes)
        for name, own in found.items()
        if np.isfinite(own).all()
    )
