"""Models of fewer measurements, for specimens with missing ones."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.model_file import Partial
from iris_model.schema import Schema
from iris_model.scoring import accuracy, log_losses
from iris_model.training.comparison import this_model
from iris_model.training.folds import Folds, predict_unseen
from iris_model.training.logistic import Linear, Recipe, fit
from iris_model.training.rows import Specimens


def partial_models(
    schema: Schema,
    recipe: Recipe,
    sample: Specimens,
    repeats: Sequence[Folds],
    progress: Callable[[float], None],
) -> dict[tuple[str, ...], Partial]:
    """Return the model of every proper subset of the measurements, by names.

    Those without one measurement are judged on all repeats, to show its worth.
    """
    found = {}
    d = len(schema.measurements)
    subsets = [list(s) for size in range(1, d) for s in combinations(range(d), size)]
    for done, columns in enumerate(subsets, start=1):
        x = sample.measurements[:, columns]
        linear = fit(recipe, x, sample.codes)
        judged_on = repeats if len(columns) == d - 1 else repeats[:1]
        log_loss, right = judged(recipe, linear, x, sample.codes, judged_on)
        names = tuple(schema.names[column] for column in columns)
        found[names] = Partial(names, linear.coefficients, linear.intercepts, log_loss, right)
        progress(done / len(subsets))
    return found


def judged(
    recipe: Recipe, linear: Linear, x: FloatArray, codes: IntArray, repeats: Sequence[Folds]
) -> tuple[float, float]:
    """Return cross-validated log loss and accuracy, means over the repeats."""
    own = this_model(recipe, linear).fit
    unseen = np.array([predict_unseen(own, x, codes, folds) for folds in repeats])
    return float(log_losses(unseen, codes).mean()), float(accuracy(unseen, codes).mean())
