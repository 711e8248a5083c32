"""The nearest point of a polyhedron, exact, for a handful of limits."""

from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from iris_model.dataset import FloatArray

_TOLERANCE = 1e-9


def nearest_point(normals: FloatArray, limits: FloatArray, start: FloatArray) -> FloatArray | None:
    """Return the point (d,) of {x : normals @ x <= limits} nearest to start (d,), None if empty.

    normals (m, d) have length 1, limits (m,). The nearest point is the foot of the perpendicular
    on the face it lies on, and every foot that keeps all limits is a candidate, so the best of them
    is exact. Source: Nocedal & Wright (2006), Numerical Optimization, chapter 16.
    """
    feet = [start[None]]
    for face in _faces(*normals.shape):
        rows = normals[face]
        gram = rows @ rows.transpose(0, 2, 1)
        independent = np.linalg.det(gram) > _TOLERANCE
        rows, gaps = rows[independent], (rows @ start - limits[face])[independent]
        multipliers = np.linalg.solve(gram[independent], gaps[..., None])
        feet.append(start - (rows.transpose(0, 2, 1) @ multipliers)[..., 0])
    points = np.concatenate(feet)
    points = points[(points @ normals.T <= limits + _TOLERANCE).all(axis=1)]
    if not len(points):
        return None
    nearest: FloatArray = points[np.argmin(((points - start) ** 2).sum(axis=1))]
    return nearest


@cache
def _faces(count: int, dimension: int) -> list[NDArray[np.intp]]:
    """Return the sets of limits that may hold with equality together, an array (n, size) a size."""
    return [
        np.array(list(combinations(range(count), size)), dtype=np.intp)
        for size in range(1, dimension + 1)
    ]
