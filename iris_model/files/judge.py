"""The answers to many specimens at once, as numbers, the same for a specimen wherever it is.

The sums are written out and not left to a library for matrices, whose last digits depend on how
many rows it is given: the same row must get the same answer in every block of every file.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import FloatArray, IntArray
from iris_model.model import Model, kept_with_model

STEPS = 10_000
"""A probability of 1, as results count it: in steps of the last decimal that is written."""
_ROWS = 16384
"""Worked on at once: their numbers fit into a core's own memory."""


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

    def chosen(self, rows: IntArray) -> "Judged":
        """Return what is said of some of the specimens."""
        return Judged(self.codes[rows], self.steps[:, rows], self.members[rows], self.unlike[rows])


class _Whitening(NamedTuple):
    """Measurements times slopes (d, d) plus offsets (d,) have unit covariance in a group."""

    slopes: FloatArray
    offsets: FloatArray


def judge(measurements: FloatArray, model: Model) -> Judged:
    """Return the answers to finite measurements (n, d), fastest where columns are contiguous."""
    count, groups = len(measurements), len(model.schema.groups)
    judged = Judged(
        codes=np.empty(count, np.uint8),
        steps=np.empty((groups, count), np.uint16),
        members=np.zeros(count, np.uint8),
        unlike=np.empty(count, bool),
    )
    for start in range(0, count, _ROWS):
        rows = slice(start, start + _ROWS)
        columns = list(measurements[rows].T)
        found = probabilities(columns, model)
        judged.codes[rows] = found.argmax(axis=0)
        for code, column in enumerate(found):
            judged.members[rows] |= (1 - column <= model.set_threshold).view(np.uint8) << code
        found *= STEPS
        found += 0.5
        judged.steps[:, rows] = found  # the cast rounds down
        judged.unlike[rows] = _distances(columns, model) > model.far
    return judged


def probabilities(columns: Sequence[FloatArray], model: Model) -> FloatArray:
    """Return each group's probability (k, n); columns are d measurements (n,)."""
    scores = np.empty((len(model.intercepts), len(columns[0])))
    for score, slopes, offset in zip(scores, model.coefficients, model.intercepts, strict=True):
        score[:] = _linear(columns, slopes, offset)
    scores -= scores.max(axis=0)
    np.exp(scores, out=scores)
    total = scores[0].copy()
    for score in scores[1:]:
        total += score
    scores /= total
    return scores


def _distances(columns: Sequence[FloatArray], model: Model) -> FloatArray:
    """Return the smallest Mahalanobis distance² to a group, as `Model.distances` has it."""
    smallest = np.full(len(columns[0]), np.inf)
    for whitening in _whitenings(model):
        squares = np.zeros_like(smallest)
        for slopes, offset in zip(whitening.slopes, whitening.offsets, strict=True):
            part = _linear(columns, slopes, offset)
            part *= part
            squares += part
        np.minimum(smallest, squares, out=smallest)
    return smallest


@kept_with_model
def _whitenings(model: Model) -> list[_Whitening]:
    """Return a whitening for each group: with L·Lᵀ its covariance, it is L⁻¹·(x - mean)."""
    found = []
    for mean, covariance in zip(model.means, model.covariances, strict=True):
        slopes = np.linalg.inv(np.linalg.cholesky(covariance))
        found.append(_Whitening(slopes, np.array([-row @ mean for row in slopes])))
    return found


def _linear(columns: Sequence[FloatArray], slopes: FloatArray, offset: float) -> FloatArray:
    """Return the sum of columns (n,) times their slopes, and an offset."""
    total, term = np.zeros(len(columns[0])), np.empty(len(columns[0]))
    for column, slope in zip(columns, slopes, strict=True):
        if slope:
            np.multiply(column, slope, out=term)
            total += term
    total += offset
    return total
