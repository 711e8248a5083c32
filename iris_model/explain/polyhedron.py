"""The nearest point of a polyhedron, exact, for a handful of limits."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from iris_model.dataset import FloatArray

_TOLERANCE = 1e-9


class Polyhedron:
    """{x : normals @ x <= limits}, prepared for many questions."""

    def __init__(self, normals: FloatArray, limits: FloatArray) -> None:
        """Take normals (m, d) of length 1 and limits (m,)."""
        self._normals = normals
        self._limits = limits + _TOLERANCE
        # The perpendicular from x on a face meets it at map @ x + shift; on no face at x itself.
        dimension = normals.shape[1]
        maps, shifts = [np.eye(dimension)[None]], [np.zeros((1, dimension))]
        for face in _faces(*normals.shape):
            rows = normals[face]
            gram = rows @ rows.transpose(0, 2, 1)
            independent = np.linalg.det(gram) > _TOLERANCE
            rows, ends = rows[independent], limits[face][independent]
            pulls = rows.transpose(0, 2, 1) @ np.linalg.inv(gram[independent])
            maps.append(np.eye(dimension) - pulls @ rows)
            shifts.append((pulls @ ends[..., None])[..., 0])
        self._maps = np.concatenate(maps).reshape(-1, dimension)
        self._shifts = np.concatenate(shifts)

    def nearest_point(self, start: FloatArray) -> FloatArray | None:
        """Return the point (d,) nearest to start (d,), or None when there is no point at all.

        The nearest point is the foot of the perpendicular on the face it lies on, and every foot
        that keeps all limits is a candidate, so the best of them is exact. Source: Nocedal & Wright
        (2006), Numerical Optimization, chapter 16.
        """
        feet = (self._maps @ start).reshape(self._shifts.shape) + self._shifts
        points = feet[(feet @ self._normals.T <= self._limits).all(axis=1)]
        if not len(points):
            return None
        nearest: FloatArray = points[np.argmin(((points - start) ** 2).sum(axis=1))]
        return nearest


def _faces(count: int, dimension: int) -> list[NDArray[np.intp]]:
    """Return the sets of limits that may hold with equality together, an array (n, size) a size."""
    return [
        np.array(list(combinations(range(count), size)), dtype=np.intp)
        for size in range(1, dimension + 1)
    ]
