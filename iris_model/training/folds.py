"""Which rows to fit on and which to judge, each group in proportion."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import LeaveOneOut, StratifiedKFold

from iris_model.arrays import FloatArray, IntArray

SEED = 0
MOST_FOLDS, INNER_FOLDS = 10, 5
_FEWEST = 5
"""Rows of a group that a sample keeps, if it can."""
FEW_ROWS = 1000
"""Up to this many rows, models are judged repeatedly and rows left out one at a time."""
Predict = Callable[[FloatArray], FloatArray]
"""Measurements (n, d) to probabilities (n, k)."""
Fit = Callable[[FloatArray, IntArray], Predict]
"""Measurements (n, d) and codes (n,) to a fitted model."""
Folds = list[tuple[IntArray, IntArray]]
"""Pairs of rows to fit on and rows to judge; every row is judged once."""


@dataclass(frozen=True)
class Plan:
    """Numbers of folds and repeats."""

    folds: int
    repeats: int


def usual_plan(codes: IntArray) -> Plan:
    """Return 10 folds and 3 repeats; fewer folds for small groups, 1 repeat for many rows."""
    folds = int(min(MOST_FOLDS, np.bincount(codes).min()))
    return Plan(folds, 3 if len(codes) <= FEW_ROWS else 1)


def stratified_folds(codes: IntArray, folds: int, seed: int = SEED) -> Folds:
    """Return folds with the groups in equal proportions; fewer for small groups."""
    folds = int(min(folds, np.bincount(codes).min()))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(codes, codes))


def held_out_folds(codes: IntArray) -> Folds:
    """Return one fold for each row, or ten if there are many rows."""
    if len(codes) > FEW_ROWS:
        return stratified_folds(codes, MOST_FOLDS)
    return list(LeaveOneOut().split(codes))


def predict_unseen(fit: Fit, measurements: FloatArray, codes: IntArray, folds: Folds) -> FloatArray:
    """Return the probabilities (n, k) of each row from a fit without its fold."""
    probabilities = np.empty((len(codes), int(codes.max()) + 1))
    for fitted_on, judged_on in folds:
        predict = fit(measurements[fitted_on], codes[fitted_on])
        probabilities[judged_on] = predict(measurements[judged_on])
    return probabilities


def stratified_sample(codes: IntArray, count: int, seed: int = SEED) -> IntArray:
    """Return the places of about count rows, in order, each group in proportion.

    Every group keeps _FEWEST, or all it has, or as many as fit, but at least one.
    """
    if len(codes) <= count:
        return np.arange(len(codes))
    sizes = np.bincount(codes)
    fewest = max(1, min(_FEWEST, count // len(sizes)))
    wanted = np.maximum(sizes * count // len(codes), np.minimum(sizes, fewest))
    largest = wanted.argmax()
    wanted[largest] = max(fewest, wanted[largest] - max(0, int(wanted.sum()) - count))
    generator = np.random.default_rng(seed)
    chosen = [
        generator.choice(np.flatnonzero(codes == code), rows, replace=False)
        for code, rows in enumerate(wanted.tolist())
    ]
    return np.sort(np.concatenate(chosen))
