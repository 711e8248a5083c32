"""The map: a plane that shows the borders between up to three groups exactly.

Differences of three scores depend on two directions only, those of two on one. In that plane every
specimen keeps its side of each border and its distance from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.model import Model, kept_with_model

MOST_SHOWN = 3
_MARGIN = 0.15
"""Margin around the training specimens, as a share of their extent."""
_FLAT = 1e-9
"""Singular value, as a share of the largest, below which a direction is ignored."""


@dataclass(frozen=True)
class Bounds:
    """A rectangle of the plane."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, eq=False)
class ScorePlane:
    """The plane of the score differences of s groups, in training standard deviations."""

    codes: tuple[int, ...]
    """(s,): the groups shown."""
    center: FloatArray
    """(d,): the mean training specimen, at the origin of the plane."""
    scale: FloatArray
    """(d,): the training standard deviations (divisor n)."""
    basis: FloatArray
    """(2, d): orthonormal, in standardised measurements; the second zero with one measurement."""
    coefficients: FloatArray
    """(s, 2): a position's scores, up to a constant common to the groups shown."""
    intercepts: FloatArray
    """(s,)."""
    bounds: Bounds
    """Holds the training specimens of the groups shown, with a margin."""

    def project(self, measurements: FloatArray) -> FloatArray:
        """Return the positions (n, 2) of measurements (n, d); straight lines stay straight."""
        positions: FloatArray = (measurements - self.center) / self.scale @ self.basis.T
        return positions

    def regions(self, bounds: Bounds) -> dict[int, FloatArray]:
        """Return the corners (m, 2) of each shown group's part of the rectangle.

        Exact: cut by the borders (Sutherland & Hodgman, 1974). Counter-clockwise, not closed; (0,
        2) if the group leads nowhere.
        """
        regions = {}
        for place, code in enumerate(self.codes):
            polygon = np.array(
                [
                    (bounds.left, bounds.bottom),
                    (bounds.right, bounds.bottom),
                    (bounds.right, bounds.top),
                    (bounds.left, bounds.top),
                ]
            )
            for other in range(len(self.codes)):
                if other != place:
                    polygon = _clip(
                        polygon,
                        self.coefficients[place] - self.coefficients[other],
                        float(self.intercepts[place] - self.intercepts[other]),
                    )
            regions[code] = polygon
        return regions


def shown_groups(model: Model, probabilities: Sequence[float]) -> tuple[int, ...]:
    """Return the groups (s,) that the map shows, in order: the three likeliest, or all."""
    count = len(model.schema.groups)
    likeliest = sorted(range(count), key=lambda code: -probabilities[code])
    return tuple(sorted(likeliest[:MOST_SHOWN]))


@kept_with_model
def score_plane(model: Model, codes: tuple[int, ...]) -> ScorePlane:
    """Return the plane of the score differences of up to three groups.

    The first axis is the greatest spread of the training specimens in it; with two groups it is
    their score difference, and the second the greatest remaining spread. The first rises from the
    first group to the last, the second with the first measurement.
    """
    training = model.training
    center, scale = training.measurements.mean(axis=0), training.standard_deviations
    weights = model.coefficients[[*codes]] * scale
    basis = _basis(weights - weights.mean(axis=0), (training.measurements - center) / scale)
    ends = model.means[codes[-1]] - model.means[codes[0]]
    if (ends / scale) @ basis[0] < 0:
        basis[0] *= -1
    if basis[1, 0] < 0:
        basis[1] *= -1
    shown = training.measurements[np.isin(training.codes, codes)]
    return ScorePlane(
        codes=codes,
        center=center,
        scale=scale,
        basis=basis,
        coefficients=weights @ basis.T,
        intercepts=model.scores(center[None])[0][[*codes]],
        bounds=_bounds((shown - center) / scale @ basis.T),
    )


def _basis(differences: FloatArray, standardised: FloatArray) -> FloatArray:
    """Return orthonormal directions (2, d) that span the differences (s, d) of up to 3 scores.

    If these span only one, the second is the greatest spread of the standardised specimens (n, d),
    or zero with one measurement.
    """
    _, sizes, directions = np.linalg.svd(differences, full_matrices=False)
    telling = directions[: min(2, int((sizes > _FLAT * sizes[0]).sum()))]
    if len(telling) == 2:
        turned: FloatArray = np.linalg.svd(standardised @ telling.T, full_matrices=False)[2]
        basis: FloatArray = turned @ telling
        return basis
    left = standardised - standardised @ telling.T @ telling
    spread = np.linalg.svd(left, full_matrices=False)[2]
    basis = np.zeros((2, differences.shape[1]))
    found = np.concatenate([telling, spread])[: min(basis.shape)]
    basis[: len(found)] = found
    return basis


def _bounds(positions: FloatArray) -> Bounds:
    low, high = positions.min(axis=0), positions.max(axis=0)
    room = np.where(high > low, _MARGIN * (high - low), 1.0)
    (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
    return Bounds(left, right, bottom, top)


def _clip(polygon: FloatArray, normal: FloatArray, offset: float) -> FloatArray:
    """Return the part of a convex polygon (m, 2) where normal · position + offset >= 0."""
    heights = polygon @ normal + offset
    corners = []
    for i in range(len(polygon)):
        before, here = heights[i - 1], heights[i]
        if (before < 0) != (here < 0):
            along = before / (before - here)
            corners.append(polygon[i - 1] + along * (polygon[i] - polygon[i - 1]))
        if here >= 0:
            corners.append(polygon[i])
    return np.array(corners).reshape(-1, 2)
