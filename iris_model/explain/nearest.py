"""What would change the answer: the nearest flower of each other variety.

With scores linear in the measurements, the flowers of one variety fill a polyhedron: two borders
with the other varieties and the eight ends of the slider ranges. Its nearest point is computed, not
searched for. Distances are in training standard deviations (divisor n).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from iris_model.classifier import Model, classify
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower

_COUNT = len(MEASUREMENTS)
_LOWS, _HIGHS = np.array([measurement.slider_range for measurement in MEASUREMENTS]).T
_STEPS = 10
"""Slider steps a centimetre: suggestions are whole tenths."""
_GRID = [
    np.arange(round(low * _STEPS), round(high * _STEPS) + 1) / _STEPS
    for low, high in zip(_LOWS, _HIGHS, strict=True)
]
_LEAD = 1e-9
"""Score by which a suggestion must win, so that no rounding error turns it into a tie."""
_TOLERANCE = 1e-9


def _faces() -> list[np.ndarray]:
    """Return, for 1 to 4 at a time, the sets of limits that can hold with equality together.

    Limits are numbered as in `_limits`: 0 and 1 the borders, 2 to 5 the lower ends, 6 to 9 the
    upper ends; no measurement is at both its ends.
    """
    limits = range(2 + 2 * _COUNT)
    ends = {(2 + i, 2 + _COUNT + i) for i in range(_COUNT)}
    return [
        np.array(
            [face for face in combinations(limits, size) if not ends & {*combinations(face, 2)}]
        )
        for size in range(1, _COUNT + 1)
    ]


_FACES = _faces()


@dataclass(frozen=True)
class SingleChange:
    """One measurement that alone gives another variety, and its new value in cm."""

    measurement: str
    value: float


@dataclass(frozen=True)
class Change:
    """The nearest flower of another variety."""

    to: str
    flower: Flower
    """In whole tenths of a centimetre, on the far side of the border."""
    distance: float
    """From the given flower to `flower`, in training standard deviations."""
    border: Flower
    """The nearest point of all, unrounded: it lies on the border."""
    single: SingleChange | None
    """The smallest change of one measurement alone, or None where no single one does it."""


def changes(model: Model, dataset: Dataset, flower: Flower) -> list[Change]:
    """Return the nearest flower of each other variety within the slider ranges, nearest first.

    Of all flowers in whole tenths of a centimetre that the model gives to that variety, no other
    one is nearer. A variety that no flower within the slider ranges has is left out. The flower
    itself may lie outside the slider ranges.
    """
    own, _ = classify(model, flower)
    scale = dataset.standard_deviations
    found = (
        _change(model, flower, scale, code)
        for code, variety in enumerate(VARIETIES)
        if variety != own
    )
    return sorted((change for change in found if change), key=lambda change: change.distance)


def nearest_point(model: Model, flower: Flower, scale: FloatArray, code: int) -> FloatArray | None:
    """Return the nearest point (4,), cm, within the slider ranges where a variety leads.

    scale (4,) in cm is the unit of each measurement's distance. The minimum of a convex quadratic
    over a polyhedron is the foot of the perpendicular on the face it lies on, so the nearest
    feasible foot over all faces is exact (Nocedal & Wright, Numerical Optimization, 2006, ch. 16).
    None where the variety leads nowhere within the ranges.
    """
    start = np.array(flower) / scale
    normals, limits = _limits(model, scale, code)
    feet = [start[None]]
    for face in _FACES:
        rows = normals[face]
        gram = rows @ rows.transpose(0, 2, 1)
        independent = np.linalg.det(gram) > _TOLERANCE
        rows, gap = rows[independent], (rows @ start - limits[face])[independent]
        multipliers = np.linalg.solve(gram[independent], gap[..., None])
        feet.append(start - (rows.transpose(0, 2, 1) @ multipliers)[..., 0])
    points = np.concatenate(feet)
    points = points[(points @ normals.T <= limits + _TOLERANCE).all(axis=1)]
    if not len(points):
        return None
    nearest: FloatArray = points[np.argmin(((points - start) ** 2).sum(axis=1))] * scale
    return nearest


def _limits(model: Model, scale: FloatArray, code: int) -> tuple[FloatArray, FloatArray]:
    """Return normals (10, 4) and limits (10,): a variety's region is normals @ point <= limits.

    Points are measurements divided by scale; normals have length 1.
    """
    others = [other for other in range(len(VARIETIES)) if other != code]
    borders = (model.coefficients[others] - model.coefficients[code]) * scale
    lengths = np.linalg.norm(borders, axis=1)
    lengths[lengths == 0] = 1.0
    ends = np.eye(_COUNT)
    normals = np.concatenate([borders / lengths[:, None], -ends, ends])
    offsets = (model.intercepts[code] - model.intercepts[others]) / lengths
    return normals, np.concatenate([offsets, -_LOWS / scale, _HIGHS / scale])


def _change(model: Model, flower: Flower, scale: FloatArray, code: int) -> Change | None:
    border = nearest_point(model, flower, scale, code)
    if border is None:
        return None
    rounded = _nearest_in_tenths(model, flower, scale, code, border)
    if rounded is None:
        return None
    return Change(
        to=VARIETIES[code],
        flower=Flower(*rounded.tolist()),
        distance=float(np.linalg.norm((rounded - flower) / scale)),
        border=Flower(*border.tolist()),
        single=_single_change(model, flower, scale, code),
    )


def _nearest_in_tenths(
    model: Model, flower: Flower, scale: FloatArray, code: int, border: FloatArray
) -> FloatArray | None:
    """Return the nearest flower (4,) in whole tenths that has a variety, or None.

    border is the region's nearest point. As the region is convex, a flower of it at distance D is
    at most √(D² - d²) from the border point, d being that point's own distance: once a window of
    that reach has been looked through, nothing outside it can be nearer.
    """
    least = float((((border - flower) / scale) ** 2).sum())
    reach = float((1 / _STEPS / scale).max())
    while True:
        axes = [
            axis[np.abs(axis - at) <= reach * unit + _TOLERANCE]
            for axis, at, unit in zip(_GRID, border, scale, strict=True)
        ]
        points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, _COUNT)
        points = points[_leads(model, points, code)]
        if len(points):
            squares = (((points - flower) / scale) ** 2).sum(axis=1)
            best = int(np.argmin(squares))
            needed = float(np.sqrt(max(squares[best] - least, 0.0)))
            if needed <= reach:
                nearest: FloatArray = points[best]
                return nearest
            reach = needed
        elif all(len(axis) == len(whole) for axis, whole in zip(axes, _GRID, strict=True)):
            return None
        else:
            reach *= 2


def _single_change(
    model: Model, flower: Flower, scale: FloatArray, code: int
) -> SingleChange | None:
    """Return the smallest change of one measurement, to a whole tenth, that gives a variety."""
    nearest = []
    for i, axis in enumerate(_GRID):
        points = np.tile(np.array(flower), (len(axis), 1))
        points[:, i] = axis
        values = axis[_leads(model, points, code)]
        if len(values):
            value = values[np.argmin(np.abs(values - flower[i]))]
            nearest.append((abs(value - flower[i]) / scale[i], i, float(value)))
    if not nearest:
        return None
    _, column, value = min(nearest)
    return SingleChange(MEASUREMENTS[column].name, value)


def _leads(model: Model, measurements: FloatArray, code: int) -> np.ndarray:
    """Return for measurements (n, 4) whether a variety's score is clearly the highest, (n,)."""
    scores = model.scores(measurements)
    own = scores[:, code].copy()
    scores[:, code] = -np.inf
    leads: np.ndarray = own - scores.max(axis=1) > _LEAD
    return leads
