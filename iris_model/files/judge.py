"""The answers to many specimens at once, as numbers, the same in every block.

The sums are written out because a matrix library's last digits depend on the number of rows.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import FloatArray
from iris_model.files.results import STEPS
from iris_model.model import Model


class Judged(NamedTuple):
    """What a model says of n specimens."""

    codes: NDArray[np.uint8]
    """(n,): the likeliest group."""
    steps: NDArray[np.uint16]
    """(k, n): each group's probability, in steps."""
    members: NDArray[np.uint8]
    """(n,): the prediction set, as the sum of 2^code."""
    unlike: NDArray[np.bool_]
    """(n,): unlike any training specimen."""

    def chosen(self, rows: NDArray[np.bool_]) -> "Judged":
        """Return what is said of some specimens."""
        codes, steps, members, unlike = self
        return Judged(codes[rows], steps[:, rows], members[rows], unlike[rows])


def judge(measurements: Sequence[FloatArray], model: Model) -> Judged:
    """Return the answers to finite measurements, d columns (n,)."""
    found = probabilities(measurements, model)
    codes = _likeliest(found)
    members = np.zeros(len(codes), np.uint8)
    for code, column in enumerate(found):
        members |= (1 - column <= model.set_threshold).view(np.uint8) << code
    found *= STEPS
    found += 0.5
    steps = found.astype(np.uint16)  # rounds down
    unlike = _far_from_own(measurements, codes, model)
    doubtful = np.flatnonzero(unlike)
    columns = [column[doubtful] for column in measurements]
    for whitening in zip(*model.whitening, strict=True):
        unlike[doubtful] &= _distances(columns, whitening) > model.far
    return Judged(codes, steps, members, unlike)


def probabilities(columns: Sequence[FloatArray], model: Model) -> FloatArray:
    """Return each group's probability (k, n); columns are d measurements (n,)."""
    scores = np.zeros((len(model.intercepts), len(columns[0])))  # relative to the first group's
    for code, score in enumerate(scores[1:], start=1):
        slopes = model.coefficients[code] - model.coefficients[0]
        score[:] = _linear(columns, slopes, model.intercepts[code] - model.intercepts[0])
    scores -= scores.max(axis=0)
    np.exp(scores, out=scores)
    total = scores[0].copy()
    for score in scores[1:]:
        total += score
    scores /= total
    return scores


def _likeliest(probabilities: FloatArray) -> NDArray[np.uint8]:
    """Return the first largest of probabilities (k, n): many times faster than `argmax`."""
    top = probabilities[0].copy()
    codes = np.zeros(len(top), np.uint8)
    for code, column in enumerate(probabilities[1:], start=1):
        np.maximum(codes, (column > top).view(np.uint8) * np.uint8(code), out=codes)
        np.maximum(top, column, out=top)
    return codes


def _far_from_own(
    columns: Sequence[FloatArray], codes: NDArray[np.uint8], model: Model
) -> NDArray[np.bool_]:
    far = np.zeros(len(codes), bool)
    for code, whitening in enumerate(zip(*model.whitening, strict=True)):
        rows = np.flatnonzero(codes == code)
        far[rows] = _distances([column.take(rows) for column in columns], whitening) > model.far
    return far


def _distances(
    columns: Sequence[FloatArray], whitening: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """Return the squared Mahalanobis distances (n,) to a group, as in `Model.distances`."""
    squares = np.zeros(len(columns[0]))
    for slopes, offset in zip(*whitening, strict=True):
        part = _linear(columns, slopes, offset)
        part *= part
        squares += part
    return squares


def _linear(columns: Sequence[FloatArray], slopes: FloatArray, offset: float) -> FloatArray:
    """Return the sum of columns (n,) times their slopes, plus an offset."""
    total: FloatArray = columns[0] * slopes[0]
    term = np.empty_like(total)
    for column, slope in zip(columns[1:], slopes[1:], strict=True):
        if slope:
            np.multiply(column, slope, out=term)
            total += term
    total += offset
    return total
