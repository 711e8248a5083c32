"""The strength C of the logistic regression, chosen by cross-validation."""

from collections.abc import Callable, Sequence

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.evaluation import CurvePoint
from iris_model.scoring import figure, log_losses
from iris_model.training.folds import FEW_ROWS, INNER_FOLDS, Folds, Predict, stratified_folds
from iris_model.training.logistic import STRENGTHS, Recipe, fit, fits

_INNER_STRENGTHS = STRENGTHS[::2]
_FEW_INNER_FOLDS = 3


def _losses_by_strength(
    measurements: FloatArray,
    codes: IntArray,
    folds: Folds,
    strengths: tuple[float, ...],
    *,
    standardised: bool = True,
) -> FloatArray:
    """Return the mean log loss (strengths,) of unseen rows."""
    totals = np.zeros(len(strengths))
    for fitted_on, judged_on in folds:
        models = fits(
            measurements[fitted_on], codes[fitted_on], strengths, standardised=standardised
        )
        for place, model in enumerate(models):
            probabilities = model.probabilities(measurements[judged_on])
            totals[place] += log_losses(probabilities, codes[judged_on]).sum()
    return totals / len(codes)


def curve(
    measurements: FloatArray,
    codes: IntArray,
    repeats: Sequence[Folds],
    progress: Callable[[float], None],
    strengths: tuple[float, ...],
    *,
    standardised: bool,
) -> tuple[CurvePoint, ...]:
    """Return the log loss at each strength, mean and spread over the repeats."""
    losses = []
    for done, folds in enumerate(repeats, start=1):
        losses.append(
            _losses_by_strength(measurements, codes, folds, strengths, standardised=standardised)
        )
        progress(done / len(repeats))
    return tuple(
        CurvePoint(c, figure(at_c)) for c, at_c in zip(strengths, np.array(losses).T, strict=True)
    )


def lowest(points: Sequence[CurvePoint]) -> float:
    """Return the strength with the lowest log loss."""
    return min(points, key=lambda point: point.log_loss.mean).c


def choose_and_fit(measurements: FloatArray, codes: IntArray) -> Predict:
    """Return a model whose strength is chosen within its own rows."""
    folds = stratified_folds(codes, INNER_FOLDS if len(codes) <= FEW_ROWS else _FEW_INNER_FOLDS)
    losses = _losses_by_strength(measurements, codes, folds, _INNER_STRENGTHS)
    recipe = Recipe(_INNER_STRENGTHS[int(losses.argmin())])
    return fit(recipe, measurements, codes, roughly=True).probabilities
