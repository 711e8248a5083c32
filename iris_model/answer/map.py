"""The map: the plane on which the whole four-measurement classifier can be seen.

With three varieties the differences of the three scores depend on two directions only. Seen along
them, every flower keeps its exact side of, and its exact distance from, every border.
"""

from dataclasses import dataclass

import numpy as np

from iris_model.dataset import VARIETIES, Dataset, FloatArray
from iris_model.model import Model


@dataclass(frozen=True)
class Bounds:
    """A rectangle of the plane."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True)
class ScorePlane:
    """The plane spanned by the score differences, in training standard deviations."""

    center: FloatArray
    """(4,), cm: the mean training flower, at the origin of the plane."""
    scale: FloatArray
    """(4,), cm: the training standard deviations (divisor n)."""
    basis: FloatArray
    """(2, 4): orthonormal, in standardised measurements."""
    coefficients: FloatArray
    """(3, 2): a position's scores, up to a constant common to the three varieties."""
    intercepts: FloatArray
    """(3,)."""

    def project(self, measurements: FloatArray) -> FloatArray:
        """Return the positions (n, 2) of measurements (n, 4) in cm.

        Straight lines stay straight: the way from a flower to another one is drawn by its ends.
        """
        positions: FloatArray = (measurements - self.center) / self.scale @ self.basis.T
        return positions

    def scores(self, positions: FloatArray) -> FloatArray:
        """Return scores (n, 3) of positions (n, 2), whose differences are exactly the model's."""
        scores: FloatArray = positions @ self.coefficients.T + self.intercepts
        return scores

    def bounds(self, measurements: FloatArray, margin: float = 0.05) -> Bounds:
        """Return the rectangle around measurements (n, 4), wider by a share of its extent."""
        positions = self.project(measurements)
        low, high = positions.min(axis=0), positions.max(axis=0)
        room = margin * (high - low)
        (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
        return Bounds(left, right, bottom, top)

    def regions(self, bounds: Bounds) -> dict[str, FloatArray]:
        """Return for each variety the corners (m, 2) of the part of the rectangle it wins.

        Exact: the rectangle cut by the borders with the two other varieties (Sutherland & Hodgman,
        1974). Counter-clockwise, not closed; (0, 2) where the variety wins nowhere.
        """
        regions = {}
        for code, variety in enumerate(VARIETIES):
            polygon = np.array(
                [
                    (bounds.left, bounds.bottom),
                    (bounds.right, bounds.bottom),
                    (bounds.right, bounds.top),
                    (bounds.left, bounds.top),
                ]
            )
            for other in range(len(VARIETIES)):
                if other != code:
                    polygon = _clip(
                        polygon,
                        self.coefficients[code] - self.coefficients[other],
                        float(self.intercepts[code] - self.intercepts[other]),
                    )
            regions[variety] = polygon
        return regions


def score_plane(model: Model, dataset: Dataset) -> ScorePlane:
    """Return the plane of the score differences, turned so that the training flowers lie flat.

    The first axis is the direction in the plane along which the flowers differ most, rising from
    the first variety to the last; the second rises with sepal length.
    """
    center, scale = dataset.measurements.mean(axis=0), dataset.standard_deviations
    weights = model.coefficients * scale
    basis = np.linalg.svd(weights - weights.mean(axis=0))[2][:2]
    standardised = (dataset.measurements - center) / scale
    basis = np.linalg.svd(standardised @ basis.T, full_matrices=False)[2] @ basis
    ends = model.means[-1] - model.means[0]
    if (ends / scale) @ basis[0] < 0:
        basis[0] *= -1
    if basis[1, 0] < 0:
        basis[1] *= -1
    return ScorePlane(
        center=center,
        scale=scale,
        basis=basis,
        coefficients=weights @ basis.T,
        intercepts=model.scores(center[None])[0],
    )


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
