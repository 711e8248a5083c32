"""The nearest point of a polyhedron in four dimensions, exact, for a handful of limits."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from iris_model.dataset import FloatArray

_TOLERANCE = 1e-9
_PIVOTS = 8
_Row = tuple[float, float, float, float, float]


class _Face(NamedTuple):
    """Where some limits hold with equality; rows of plain numbers, as arrays this small don't pay.

    The perpendicular from x on it meets it at map @ x + shift.
    """

    foot: list[_Row]
    """(4, 5): map and shift."""
    tests: list[_Row]
    """(m, 5): x's nearest point of all is on this face if, in each row, the first four times x are
    at most the fifth.

    For a limit of this face that says that it pulls x towards the polyhedron, not away from it; for
    any other one, that the foot of the perpendicular keeps it.
    """


class Polyhedron:
    """{x : normals @ x <= limits}, prepared for many questions."""

    def __init__(self, normals: FloatArray, limits: FloatArray) -> None:
        """Take normals (m, 4) of length 1 and limits (m,)."""
        self._normals = normals
        self._limits = limits + _TOLERANCE
        count, dimension = normals.shape
        members = (
            members for size in range(dimension + 1) for members in combinations(range(count), size)
        )
        self._faces = {
            frozenset(chosen): face
            for chosen in members
            if (face := _face(normals, limits, [*chosen])) is not None
        }
        self._feet = np.array([face.foot for face in self._faces.values()])

    def nearest_point(
        self, start: Sequence[float], members: frozenset[int] = frozenset()
    ) -> list[float] | None:
        """Return the point (4,) nearest to start (4,), or None when there is no point at all.

        From face to face, first that of the members, a guess: whatever limit fails its test joins
        or leaves. This takes one to three steps as a rule; for the few starts where it goes astray,
        all faces are tried. The first face that passes all tests is the right one. Source: Nocedal
        & Wright (2006), Numerical Optimization, chapter 16 (the tests, known as KKT conditions);
        Júdice & Pires (1994), A block principal pivoting algorithm (the exchange).
        """
        x, y, z, w = start
        for _ in range(_PIVOTS):
            face = self._faces.get(members)
            if face is None:
                break
            failed = [
                i
                for i, (a, b, c, d, most) in enumerate(face.tests)
                if a * x + b * y + c * z + d * w > most
            ]
            if not failed:
                return [a * x + b * y + c * z + d * w + shift for a, b, c, d, shift in face.foot]
            members = members.symmetric_difference(failed)
        return self.nearest_foot(start)

    def nearest_foot(self, start: Sequence[float]) -> list[float] | None:
        """Return the same by trying every face: of the feet that keep all limits, the nearest."""
        feet = self._feet @ np.array([*start, 1.0])
        points = feet[(feet @ self._normals.T <= self._limits).all(axis=1)]
        if not len(points):
            return None
        nearest: list[float] = points[((points - start) ** 2).sum(axis=1).argmin()].tolist()
        return nearest


def _face(normals: FloatArray, limits: FloatArray, members: list[int]) -> _Face | None:
    """Return the face of some limits, or None where they can't hold with equality together."""
    rows = normals[members]
    gram = rows @ rows.T
    if np.linalg.det(gram) <= _TOLERANCE:
        return None
    inverse = np.linalg.inv(gram)
    pulls = rows.T @ inverse
    foot, shift = np.eye(normals.shape[1]) - pulls @ rows, pulls @ limits[members]
    tests, tested = normals @ foot, limits + _TOLERANCE - normals @ shift
    # x lies rows.T @ multipliers off the foot, where multipliers = inverse @ (rows @ x - limits).
    tests[members], tested[members] = -pulls.T, -inverse @ limits[members]
    return _Face(_rows(foot, shift), _rows(tests, tested))


def _rows(matrix: FloatArray, vector: FloatArray) -> list[_Row]:
    return [tuple(row) for row in np.column_stack([matrix, vector]).tolist()]
