"""What would change the answer: the nearest flower of each other variety.

With scores linear in the measurements, the flowers of one variety fill a polyhedron: two borders
with the other varieties and the eight ends of the slider ranges. Its nearest point is computed, not
searched for. Distances are in training standard deviations (divisor n).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from iris_model.classifier import Model, classify
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower
from iris_model.explain.polyhedron import nearest_point

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


def border_point(model: Model, flower: Flower, scale: FloatArray, code: int) -> FloatArray | None:
    """Return the nearest point (4,), cm, within the slider ranges where a variety leads or ties.

    scale (4,) in cm is the unit of each measurement's distance. None where it never does.
    """
    others = [other for other in range(len(VARIETIES)) if other != code]
    borders = (model.coefficients[others] - model.coefficients[code]) * scale
    lengths = np.linalg.norm(borders, axis=1)
    lengths[lengths == 0] = 1.0
    ends = np.eye(_COUNT)
    normals = np.concatenate([borders / lengths[:, None], -ends, ends])
    offsets = (model.intercepts[code] - model.intercepts[others]) / lengths
    limits = np.concatenate([offsets, -_LOWS / scale, _HIGHS / scale])
    nearest = nearest_point(normals, limits, np.array(flower) / scale)
    return None if nearest is None else nearest * scale


def _change(model: Model, flower: Flower, scale: FloatArray, code: int) -> Change | None:
    border = border_point(model, flower, scale, code)
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
            axis[np.abs(axis - at) <= reach * unit]
            for axis, at, unit in zip(_GRID, border, scale, strict=True)
        ]
        squares = _every_sum(((axes[i] - flower[i]) / scale[i]) ** 2 for i in range(_COUNT))
        squares[~_leads(model, axes, code)] = np.inf
        best = float(squares.min(initial=np.inf))
        if np.isfinite(best):
            needed = math.sqrt(max(best - least, 0.0))
            if needed <= reach:
                place = np.unravel_index(squares.argmin(), squares.shape)
                return np.array([axis[i] for axis, i in zip(axes, place, strict=True)])
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
        axes = [np.array([value]) for value in flower]
        axes[i] = axis
        values = axis[_leads(model, axes, code).ravel()]
        if len(values):
            value = float(values[np.argmin(np.abs(values - flower[i]))])
            nearest.append((abs(value - flower[i]) / scale[i], i, value))
    if not nearest:
        return None
    _, column, value = min(nearest)
    return SingleChange(MEASUREMENTS[column].name, value)


def _leads(model: Model, axes: Sequence[FloatArray], code: int) -> NDArray[np.bool_]:
    """Return for every combination of values, an axis a measurement, whether a variety leads."""
    leads = np.full([len(axis) for axis in axes], fill_value=True)
    for other in range(len(VARIETIES)):
        if other != code:
            slopes = model.coefficients[code] - model.coefficients[other]
            start = model.intercepts[code] - model.intercepts[other]
            leads &= start + _every_sum(slopes[i] * axes[i] for i in range(_COUNT)) > _LEAD
    return leads


def _every_sum(parts: Iterable[FloatArray]) -> FloatArray:
    """Return the sums of every choice of one term from each part, (n0, n1, n2, n3)."""
    sums: FloatArray = reduce(np.add.outer, parts)
    return sums
