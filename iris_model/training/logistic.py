"""The multinomial logistic regression on raw measurements."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from iris_model.arrays import FloatArray, IntArray
from iris_model.model import softmax
from iris_model.training.newton import newton

STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
"""The strengths C to try."""
_EXACTLY, _ROUGHLY = 1e-12, 1e-5
"""Precision of the objective before the last step, for the model and for fits that judge it."""


@dataclass(frozen=True)
class Recipe:
    """How the logistic regression is fitted."""

    c: float
    standardised: bool = True
    """Whether the penalty is on standardised measurements."""

    def estimator(self) -> Any:
        """Return scikit-learn's unfitted estimator of the same model."""
        if not self.standardised:
            return LogisticRegression(C=self.c, max_iter=10_000)
        return make_pipeline(
            StandardScaler(), LogisticRegression(C=self.c, solver="newton-cholesky")
        )


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted model: coefficients (k, d) and intercepts (k,) on raw measurements."""

    coefficients: FloatArray
    intercepts: FloatArray

    def probabilities(self, measurements: FloatArray) -> FloatArray:
        """Return the probabilities (n, k) of measurements (n, d)."""
        return softmax(measurements @ self.coefficients.T + self.intercepts)


def fit(
    recipe: Recipe,
    measurements: FloatArray,
    codes: IntArray,
    *,
    start: Linear | None = None,
    roughly: bool = False,
) -> Linear:
    """Return the model fitted on measurements (n, d) and codes (n,): 0 to k - 1, each there.

    start is a fit of similar rows, which saves steps; roughly is for fits that only judge.
    """
    precision = _ROUGHLY if roughly else _EXACTLY
    if recipe.standardised:
        return next(_by_newton(measurements, codes, (recipe.c,), precision, start))
    return _by_scikit_learn(recipe, measurements, codes)


def fits(
    measurements: FloatArray,
    codes: IntArray,
    strengths: tuple[float, ...],
    *,
    standardised: bool = True,
) -> Iterator[Linear]:
    """Return rough models at strengths that rise."""
    if standardised:
        return _by_newton(measurements, codes, strengths, _ROUGHLY)
    recipes = (Recipe(c, standardised=False) for c in strengths)
    return (_by_scikit_learn(recipe, measurements, codes) for recipe in recipes)


def _by_newton(
    measurements: FloatArray,
    codes: IntArray,
    strengths: tuple[float, ...],
    precision: float,
    start: Linear | None = None,
) -> Iterator[Linear]:
    """Yield fits on standardised measurements, each starting from the last."""
    centre, deviations = measurements.mean(axis=0), measurements.std(axis=0)
    scale = np.where(deviations > 0, deviations, 1.0)
    standard = (measurements - centre) / scale
    weights = None
    if start is not None:
        intercepts = start.intercepts + start.coefficients @ centre
        weights = np.column_stack([start.coefficients * scale, intercepts])
    for c in strengths:
        weights = newton(standard, codes, c, weights, precision=precision)
        coefficients = weights[:, :-1] / scale
        yield Linear(coefficients, weights[:, -1] - coefficients @ centre)


def _by_scikit_learn(recipe: Recipe, measurements: FloatArray, codes: IntArray) -> Linear:
    """Return the fit on raw measurements; two groups get a symmetric pair of rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # slow convergence at the largest C
        fitted = recipe.estimator().fit(measurements, codes)
    coefficients, intercepts = fitted.coef_, fitted.intercept_
    if len(coefficients) == 1:
        coefficients = np.vstack([-coefficients / 2, coefficients / 2])
        intercepts = np.array([-intercepts[0] / 2, intercepts[0] / 2])
    return Linear(coefficients, intercepts)
