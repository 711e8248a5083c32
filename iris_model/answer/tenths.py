"""The search for flowers in whole tenths of a centimetre, the steps of the sliders.

A flower here is its steps, counted from the low ends of the sliders. Plain numbers: a search looks
at some 40 places, too few for arrays to pay.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from iris_model.dataset import MEASUREMENTS

STEPS = 10
"""A centimetre."""
_FIRST = [round(m.slider_range[0] * STEPS) for m in MEASUREMENTS]
_LAST = [round(m.slider_range[1] * STEPS) - f for m, f in zip(MEASUREMENTS, _FIRST, strict=True)]
_LONGEST = _LAST.index(max(_LAST))
"""The measurement with the most steps: its best one is solved for, not looked for."""
_SHORTER = [i for i in range(len(MEASUREMENTS)) if i != _LONGEST]
_COUNTS = [_LAST[i] + 1 for i in _SHORTER]
_NOWHERE = _LAST[_LONGEST] + 1
_LEAD = 1e-9
"""Score by which a flower must win, so that no rounding error turns it into a tie."""


@dataclass(frozen=True)
class Leads:
    """How far one variety's score leads each other one's: a flower is the variety's if both do."""

    start: Sequence[float]
    """(2,): at the low ends of the sliders."""
    slopes: Sequence[Sequence[float]]
    """(2, 4): their growth with a step of each slider."""

    @cached_property
    def winning(self) -> tuple[bytes, bytes]:
        """From which step of the longest slider, and to which, the flower is the variety's.

        One byte for every three steps of the shorter ones, (46, 36, 30) in C order; from `_NOWHERE`
        where no step is. Bytes, since a search reads some 40 of 50,000.
        """
        a, b, c = np.ix_(*map(np.arange, _COUNTS))
        low = np.zeros(_COUNTS)
        high = np.full_like(low, _LAST[_LONGEST])
        for start, slopes in zip(self.start, self.slopes, strict=True):
            of_a, of_b, of_c = (slopes[i] for i in _SHORTER)
            lead, slope = start + of_a * a + of_b * b + of_c * c, slopes[_LONGEST]
            if slope > 0:
                np.maximum(low, np.floor((_LEAD - lead) / slope) + 1, out=low)
            elif slope < 0:
                np.minimum(high, np.ceil((_LEAD - lead) / slope) - 1, out=high)
            else:
                high[lead <= _LEAD] = -1
        nowhere = low > high
        low[nowhere] = high[nowhere] = _NOWHERE
        return low.astype(np.uint8).tobytes(), high.astype(np.uint8).tobytes()


class Wanted:
    """The flower to stay near."""

    def __init__(self, flower: Sequence[float], scale: Sequence[float]) -> None:
        """Take the measurements (4,) in cm, and the length (4,) in cm that counts as 1."""
        self.unit = [length * STEPS for length in scale]
        """(4,): the same length in steps."""
        self.steps = in_steps(flower)

    def squares(self, measurement: int, window: range) -> list[float]:
        """Return the squared distances of some steps of one measurement."""
        wanted, unit = self.steps[measurement], self.unit[measurement]
        return [((step - wanted) / unit) ** 2 for step in window]

    def distance(self, steps: Sequence[float]) -> float:
        """Return the distance of another flower, in steps."""
        gaps = zip(steps, self.steps, self.unit, strict=True)
        return math.hypot(*[(step - wanted) / unit for step, wanted, unit in gaps])


def in_steps(flower: Sequence[float]) -> list[float]:
    """Return the steps, not always whole, of measurements in cm."""
    return [value * STEPS - first for value, first in zip(flower, _FIRST, strict=True)]


def in_cm(measurement: int, step: int) -> float:
    """Return the value in cm of a step of one measurement, by its index."""
    return (step + _FIRST[measurement]) / STEPS


def nearest_flower(
    leads: Leads, wanted: Wanted, border: Sequence[float]
) -> tuple[list[int], float] | None:
    """Return the flower of a variety that is nearest to the wanted one, and its distance, or None.

    In whole steps. border is the nearest point of the variety's region, in steps. As the region is
    convex, a flower of it at distance D is at most √(D² - d²) from the border point, d being that
    point's own distance: once a window of that reach has been looked through, nothing outside it
    can be nearer.
    """
    least = wanted.distance(border)
    reach = 1 / min(wanted.unit)
    while True:
        windows = [_window(i, border[i], reach * wanted.unit[i]) for i in _SHORTER]
        steps = _nearest_in_windows(leads, wanted, windows)
        if steps:
            distance = wanted.distance(steps)
            needed = math.sqrt(max(distance**2 - least**2, 0.0))
            if needed <= reach:
                return steps, distance
            reach = needed
        elif [len(window) for window in windows] == _COUNTS:
            return None
        else:
            reach *= 2


def _window(measurement: int, middle: float, spread: float) -> range:
    """Return the steps of a slider within a spread of the middle."""
    first = max(math.ceil(middle - spread), 0)
    last = min(math.floor(middle + spread), _LAST[measurement])
    return range(first, last + 1)


def _nearest_in_windows(leads: Leads, wanted: Wanted, windows: Sequence[range]) -> list[int] | None:
    """Return the nearest flower whose three shorter measurements lie in windows, or None.

    Of flowers equally near, the one with the lowest steps.
    """
    lows, highs = leads.winning
    middle, unit = wanted.steps[_LONGEST], wanted.unit[_LONGEST]
    closest = round(middle)
    of_a, of_b, of_c = map(wanted.squares, _SHORTER, windows)
    _, count_b, count_c = _COUNTS
    first_a, first_b, first_c = (window.start for window in windows)
    best, nearest = math.inf, None
    for (a, square_a), (b, square_b) in product(enumerate(of_a, first_a), enumerate(of_b, first_b)):
        square_ab = square_a + square_b
        if square_ab >= best:
            continue
        for place, square_c in enumerate(of_c, (a * count_b + b) * count_c + first_c):
            square = square_ab + square_c
            if square >= best or (low := lows[place]) == _NOWHERE:
                continue
            longest = closest if closest > low else low
            if longest > (high := highs[place]):
                longest = high
            square += ((longest - middle) / unit) ** 2
            if square < best:
                best, nearest = square, (a, b, place, longest)
    if nearest is None:
        return None
    a, b, place, longest = nearest
    steps = [a, b, place % count_c]
    steps.insert(_LONGEST, longest)
    return steps


def nearest_single(leads: Leads, wanted: Wanted) -> tuple[int, int] | None:
    """Return the smallest change of one measurement that gives a variety, or None.

    That is the measurement's index and its whole step; the others stay as wanted.
    """
    here = [
        start + sum([slope * step for slope, step in zip(growth, wanted.steps, strict=True)])
        for start, growth in zip(leads.start, leads.slopes, strict=True)
    ]
    found = []
    for i, (present, unit) in enumerate(zip(wanted.steps, wanted.unit, strict=True)):
        low, high = 0, _LAST[i]
        for lead, growth in zip(here, leads.slopes, strict=True):
            slope = growth[i]
            without = lead - slope * present
            if slope > 0:
                low = max(low, math.floor((_LEAD - without) / slope) + 1)
            elif slope < 0:
                high = min(high, math.ceil((_LEAD - without) / slope) - 1)
            elif without <= _LEAD:
                high = -1
        if low <= high:
            step = min(max(round(present), low), high)
            found.append((abs(step - present) / unit, i, step))
    return min(found)[1:] if found else None
