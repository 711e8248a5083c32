"""The nearest point of a polyhedron, exact, for a handful of limits."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from iris_model.dataset import FloatArray

_TOLERANCE = 1e-9
_PIVOTS = 8


@dataclass(frozen=True)
class _Face:
    """Where some limits hold with equality.

    The perpendicular from x on it meets it at map @ x + shift.
    """

    map: FloatArray
    """(d, d)."""
    shift: FloatArray
    """(d,)."""
    tests: FloatArray
    """(m, d): see `tested`."""
    tested: FloatArray
    """(m,): x's nearest point of all is on this face if tests @ x <= tested.

    For a limit of this face that says that it pulls x towards the polyhedron, not away from it; for
    any other one, that the foot of the perpendicular keeps it.
    """


class Polyhedron:
    """{x : normals @ x <= limits}, prepared for many questions."""

    def __init__(self, normals: FloatArray, limits: FloatArray) -> None:
        """Take normals (m, d) of length 1 and limits (m,)."""
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
        self._maps = np.concatenate([face.map for face in self._faces.values()])
        self._shifts = np.array([face.shift for face in self._faces.values()])

    def nearest_point(self, start: FloatArray) -> FloatArray | None:
        """Return the point (d,) nearest to start (d,), or None when there is no point at all.

        From face to face: whatever limit fails its test joins or leaves. This takes two or three
        steps as a rule; for the few starts where it goes astray, all faces are tried. The first
        face that passes all tests is the right one. Source: Nocedal & Wright (2006), Numerical
        Optimization, chapter 16 (the tests, known as KKT conditions); Júdice & Pires (1994), A
        block principal pivoting algorithm (the exchange).
        """
        members: frozenset[int] = frozenset()
        for _ in range(_PIVOTS):
            face = self._faces.get(members)
            if face is None:
                break
            failed = (face.tests @ start > face.tested).nonzero()[0].tolist()
            if not failed:
                nearest: FloatArray = face.map @ start + face.shift
                return nearest
            members ^= frozenset(failed)
        return self.nearest_foot(start)

    def nearest_foot(self, start: FloatArray) -> FloatArray | None:
        """Return the same by trying every face: of the feet that keep all limits, the nearest."""
        feet = (self._maps @ start).reshape(self._shifts.shape) + self._shifts
        points = feet[(feet @ self._normals.T <= self._limits).all(axis=1)]
        if not len(points):
            return None
        nearest: FloatArray = points[np.argmin(((points - start) ** 2).sum(axis=1))]
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
    return _Face(foot, shift, tests, tested)
