"""The learning curve: how much more rows would help."""

from collections.abc import Callable, Sequence

import numpy as np

from iris_model.evaluation import LearningPoint
from iris_model.scoring import accuracy, figure, log_losses
from iris_model.training.comparison import this_model
from iris_model.training.folds import Folds, predict_unseen, stratified_sample
from iris_model.training.logistic import Recipe
from iris_model.training.rows import Specimens

_SHARES = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0)


def learning_curve(
    recipe: Recipe, sample: Specimens, repeats: Sequence[Folds], progress: Callable[[float], None]
) -> tuple[LearningPoint, ...]:
    """Return the figures, on unseen rows, of models fitted on more and more."""
    points = []
    sizes = sorted({round(share * len(repeats[0][0][0])) for share in _SHARES})
    for done, size in enumerate(sizes, start=1):
        unseen = []
        for seed, folds in enumerate(repeats):
            fewer = [
                (fitted_on[stratified_sample(sample.codes[fitted_on], size, seed)], judged_on)
                for fitted_on, judged_on in folds
            ]
            unseen.append(
                predict_unseen(this_model(recipe).fit, sample.measurements, sample.codes, fewer)
            )
        losses = figure(log_losses(np.array(unseen), sample.codes).mean(axis=-1))
        right = figure(accuracy(np.array(unseen), sample.codes))
        points.append(LearningPoint(len(fewer[0][0]), losses, right))
        progress(done / len(sizes))
    return tuple({point.rows: point for point in points}.values())
