"""What would change the answer: the nearest flower of each other variety.

With scores linear in the measurements, the flowers of one variety fill a polyhedron: two borders
with the other varieties and the eight ends of the slider ranges. Its nearest point is computed, not
searched for. Distances are in training standard deviations (divisor n).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from iris_model.classifier import Model, classify
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower
from iris_model.explain.polyhedron import Polyhedron

_LOWS, _HIGHS = np.array([measurement.slider_range for measurement in MEASUREMENTS]).T
_STEPS = 10
"""Slider steps a centimetre: suggestions are whole tenths, counted from the slider's low end."""
_FIRST = np.rint(_LOWS * _STEPS)
_LAST = np.rint(_HIGHS * _STEPS) - _FIRST
_LONGEST = int(_LAST.argmax())
"""The measurement with the most steps: its best one is solved for, not looked for."""
_SHORTER = [i for i in range(len(MEASUREMENTS)) if i != _LONGEST]
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


@dataclass(frozen=True)
class _Region:
    """The flowers of one variety, as seen from the two others."""

    polyhedron: Polyhedron
    """In training standard deviations."""
    start: FloatArray
    """(2,): how far its score leads each other one's at the low ends of the sliders."""
    slopes: FloatArray
    """(2, 4): how the leads grow with a step of each slider."""


def changes(model: Model, dataset: Dataset, flower: Flower) -> list[Change]:
    """Return the nearest flower of each other variety within the slider ranges, nearest first.

    Of all flowers in whole tenths of a centimetre that the model gives to that variety, no other
    one is nearer. A variety that no flower within the slider ranges has is left out. The flower
    itself may lie outside the slider ranges.
    """
    own, _ = classify(model, flower)
    found = (
        _change(model, dataset, flower, code)
        for code, variety in enumerate(VARIETIES)
        if variety != own
    )
    return sorted((change for change in found if change), key=lambda change: change.distance)


def border_point(model: Model, dataset: Dataset, flower: Flower, code: int) -> FloatArray | None:
    """Return the nearest point (4,), cm, within the slider ranges where a variety leads or ties.

    None where it never does.
    """
    scale = dataset.standard_deviations
    nearest = _region(model, dataset, code).polyhedron.nearest_point(np.array(flower) / scale)
    return None if nearest is None else nearest * scale


@lru_cache(maxsize=len(VARIETIES))
def _region(model: Model, dataset: Dataset, code: int) -> _Region:
    others = [other for other in range(len(VARIETIES)) if other != code]
    coefficients = model.coefficients[code] - model.coefficients[others]
    intercepts = model.intercepts[code] - model.intercepts[others]
    scale = dataset.standard_deviations
    borders = coefficients * scale
    lengths = np.linalg.norm(borders, axis=1)
    lengths[lengths == 0] = 1.0
    ends = np.eye(len(MEASUREMENTS))
    normals = np.concatenate([-borders / lengths[:, None], -ends, ends])
    limits = np.concatenate([intercepts / lengths, -_LOWS / scale, _HIGHS / scale])
    return _Region(
        polyhedron=Polyhedron(normals, limits),
        start=intercepts + coefficients @ _LOWS,
        slopes=coefficients / _STEPS,
    )


def _change(model: Model, dataset: Dataset, flower: Flower, code: int) -> Change | None:
    border = border_point(model, dataset, flower, code)
    if border is None:
        return None
    region, scale = _region(model, dataset, code), dataset.standard_deviations
    rounded = _nearest_in_tenths(region, np.array(flower), border, scale)
    if rounded is None:
        return None
    return Change(
        to=VARIETIES[code],
        flower=Flower(*rounded.tolist()),
        distance=math.dist(rounded / scale, flower / scale),
        border=Flower(*border.tolist()),
        single=_single_change(region, np.array(flower), scale),
    )


def _nearest_in_tenths(
    region: _Region, flower: FloatArray, border: FloatArray, scale: FloatArray
) -> FloatArray | None:
    """Return the flower (4,) of a region in whole tenths nearest to a flower (4,), or None.

    border is the region's nearest point. As the region is convex, a flower of it at distance D is
    at most √(D² - d²) from the border point, d being that point's own distance: once a window of
    that reach has been looked through, nothing outside it can be nearer.
    """
    wanted, middle = flower * _STEPS - _FIRST, border * _STEPS - _FIRST
    unit = scale * _STEPS
    least = float((((middle - wanted) / unit) ** 2).sum())
    reach = float((1 / unit).max())
    while True:
        lows = np.maximum(np.ceil(middle - reach * unit), 0)[_SHORTER]
        highs = np.minimum(np.floor(middle + reach * unit), _LAST)[_SHORTER]
        axes = [np.arange(low, high + 1) for low, high in zip(lows, highs, strict=True)]
        leads = _every_sum(
            [region.slopes[:, i, None] * axis for i, axis in zip(_SHORTER, axes, strict=True)]
        )
        steps = _nearest_leading(
            region.start[:, None, None, None] + leads,
            region.slopes[:, _LONGEST, None, None, None],
            wanted[_LONGEST],
            _LAST[_LONGEST],
        )
        squares = _every_sum(
            [((axis - wanted[i]) / unit[i]) ** 2 for i, axis in zip(_SHORTER, axes, strict=True)]
        )
        squares += ((steps - wanted[_LONGEST]) / unit[_LONGEST]) ** 2
        place = np.unravel_index(squares.argmin(), squares.shape)
        needed = math.sqrt(max(squares[place] - least, 0.0))
        if needed <= reach:
            found = [float(axis[i]) for axis, i in zip(axes, place, strict=True)]
            found.insert(_LONGEST, float(steps[place]))
            nearest: FloatArray = (np.array(found) + _FIRST) / _STEPS
            return nearest
        if math.isfinite(needed):
            reach = needed
        elif (lows == 0).all() and (highs == _LAST[_SHORTER]).all():
            return None
        else:
            reach *= 2


def _single_change(region: _Region, flower: FloatArray, scale: FloatArray) -> SingleChange | None:
    """Return the smallest change of one measurement, to a whole tenth, that reaches a region."""
    wanted = flower * _STEPS - _FIRST
    alone = region.slopes * wanted
    rest = (region.start + alone.sum(axis=1))[:, None] - alone
    steps = _nearest_leading(rest, region.slopes, wanted, _LAST)
    column = int(np.argmin(np.abs(steps - wanted) / scale))
    if not math.isfinite(steps[column]):
        return None
    value = float((steps[column] + _FIRST[column]) / _STEPS)
    return SingleChange(MEASUREMENTS[column].name, value)


def _nearest_leading(
    rest: FloatArray, slopes: FloatArray, wanted: FloatArray, last: FloatArray
) -> FloatArray:
    """Return the step nearest to wanted, 0 to last, at which both leads are won; inf without one.

    The leads at a step are rest + slopes · step, (2, …).
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # a slope of 0 never or always leads
        limits = (_LEAD - rest) / slopes
    low = np.where(slopes >= 0, np.floor(limits) + 1, 0).max(axis=0).clip(0)
    high = np.where(slopes < 0, np.ceil(limits) - 1, last).min(axis=0)
    nearest = np.minimum(np.maximum(np.rint(wanted), low), np.minimum(high, last))
    steps: FloatArray = np.where(low <= np.minimum(high, last), nearest, np.inf)
    return steps


def _every_sum(parts: Sequence[FloatArray]) -> FloatArray:
    """Return the sums of every choice of one term from each of three parts, (…, n0, n1, n2)."""
    first, second, third = parts
    sums: FloatArray = (
        first[..., :, None, None] + second[..., None, :, None] + third[..., None, None, :]
    )
    return sums
