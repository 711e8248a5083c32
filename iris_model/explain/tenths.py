"""The search for flowers in whole tenths of a centimetre, the steps of the sliders.

A flower here is its steps, counted from the low ends of the sliders. Plain numbers: a search looks
at some 30 flowers, too few for arrays to pay.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from iris_model.dataset import MEASUREMENTS

STEPS = 10
"""A centimetre."""
_FIRST = [round(m.slider_range[0] * STEPS) for m in MEASUREMENTS]
_LAST = [round(m.slider_range[1] * STEPS) - f for m, f in zip(MEASUREMENTS, _FIRST, strict=True)]
_LONGEST = _LAST.index(max(_LAST))
"""The measurement with the most steps: its best one is solved for, not looked for."""
_SHORTER = [i for i in range(len(MEASUREMENTS)) if i != _LONGEST]
_LEAD = 1e-9
"""Score by which a flower must win, so that no rounding error turns it into a tie."""


@dataclass(frozen=True)
class Leads:
    """How far one variety's score leads each other one's: a flower is the variety's if both do."""

    start: Sequence[float]
    """(2,): at the low ends of the sliders."""
    slopes: Sequence[Sequence[float]]
    """(4, 2): their growth with a step of each slider."""


def in_steps(flower: Sequence[float]) -> list[float]:
    """Return the steps, not always whole, of measurements in cm."""
    return [value * STEPS - first for value, first in zip(flower, _FIRST, strict=True)]


def in_cm(measurement: int, step: int) -> float:
    """Return the value in cm of a step of one measurement, by its index."""
    return (step + _FIRST[measurement]) / STEPS


def distance(a: Sequence[float], b: Sequence[float], unit: Sequence[float]) -> float:
    """Return the distance of two flowers; unit, in steps, is 1 for each measurement."""
    return math.hypot(*((x - y) / u for x, y, u in zip(a, b, unit, strict=True)))


def nearest_flower(
    leads: Leads, unit: Sequence[float], wanted: Sequence[float], border: Sequence[float]
) -> tuple[int, ...] | None:
    """Return the flower of a variety, in whole steps, nearest to the wanted one, or None.

    border is the nearest point of the variety's region. As the region is convex, a flower of it at
    distance D is at most √(D² - d²) from the border point, d being that point's own distance: once
    a window of that reach has been looked through, nothing outside it can be nearer.
    """
    least = distance(border, wanted, unit)
    reach = 1 / min(unit)
    while True:
        windows = [
            range(
                max(math.ceil(border[i] - reach * unit[i]), 0),
                min(math.floor(border[i] + reach * unit[i]), _LAST[i]) + 1,
            )
            for i in _SHORTER
        ]
        steps = _nearest_in_windows(leads, unit, wanted, windows)
        if steps:
            needed = math.sqrt(max(distance(steps, wanted, unit) ** 2 - least**2, 0.0))
            if needed <= reach:
                return steps
            reach = needed
        elif all(len(w) > _LAST[i] for w, i in zip(windows, _SHORTER, strict=True)):
            return None
        else:
            reach *= 2


def _nearest_in_windows(
    leads: Leads, unit: Sequence[float], wanted: Sequence[float], windows: Sequence[range]
) -> tuple[int, ...] | None:
    """Return the nearest flower whose three shorter measurements lie in windows, or None."""
    best, nearest = math.inf, None
    axes = [
        [(step, ((step - wanted[i]) / unit[i]) ** 2, a * step, b * step) for step in window]
        for i, window, (a, b) in zip(
            _SHORTER, windows, (leads.slopes[i] for i in _SHORTER), strict=True
        )
    ]
    for (i, di, ai, bi), (j, dj, aj, bj), (k, dk, ak, bk) in product(*axes):
        square = di + dj + dk
        if square >= best:
            continue
        rest = (leads.start[0] + ai + aj + ak, leads.start[1] + bi + bj + bk)
        longest = _nearest_leading(_LONGEST, rest, leads.slopes[_LONGEST], wanted[_LONGEST])
        if longest is None:
            continue
        square += ((longest - wanted[_LONGEST]) / unit[_LONGEST]) ** 2
        if square < best:
            best, nearest = square, (*(i, j, k)[:_LONGEST], longest, *(i, j, k)[_LONGEST:])
    return nearest


def nearest_single(
    leads: Leads, unit: Sequence[float], wanted: Sequence[float]
) -> tuple[int, int] | None:
    """Return the smallest change of one measurement that gives a variety, or None.

    That is the measurement's index and its whole step; the others stay as wanted.
    """
    here = [
        start + sum(slopes[other] * step for slopes, step in zip(leads.slopes, wanted, strict=True))
        for other, start in enumerate(leads.start)
    ]
    found = []
    for i, slopes in enumerate(leads.slopes):
        rest = [lead - slope * wanted[i] for lead, slope in zip(here, slopes, strict=True)]
        step = _nearest_leading(i, rest, slopes, wanted[i])
        if step is not None:
            found.append((abs(step - wanted[i]) / unit[i], i, step))
    return min(found)[1:] if found else None


def _nearest_leading(
    measurement: int, rest: Sequence[float], slopes: Sequence[float], wanted: float
) -> int | None:
    """Return the step of a measurement nearest to the wanted one at which both leads are won.

    The leads at a step are rest + slopes · step. None where no step of the slider wins both.
    """
    low, high = 0, _LAST[measurement]
    for lead, slope in zip(rest, slopes, strict=True):
        if slope > 0:
            low = max(low, math.floor((_LEAD - lead) / slope) + 1)
        elif slope < 0:
            high = min(high, math.ceil((_LEAD - lead) / slope) - 1)
        elif lead <= _LEAD:
            return None
    return min(max(round(wanted), low), high) if low <= high else None
