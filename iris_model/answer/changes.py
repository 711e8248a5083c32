"""What would change the answer: the nearest specimen of each other group.

With scores linear in the measurements, the specimens of one group fill a polyhedron: its borders
with the other groups, and the ends of the slider ranges. Its nearest point is computed, not
searched for, and then rounded to values that can be typed. Distances are in training standard
deviations (divisor n).
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from iris_model.answer.regions import LEAD, Region, region
from iris_model.model import Model, kept_with_model
from iris_model.schema import Specimen

BEYOND = 0.05
"""How far beyond the border, at most, a suggested specimen lies: too little to be seen, and enough
to round values and to leave small moves out."""
_MORE_DECIMALS = 4
"""More than the exact fields have, at most, where a region is too narrow for fewer."""
_STILL = 1e-9
"""A move of less is the solver's rounding."""


class SingleChange(Struct, frozen=True):
    """One measurement, by its index, that alone gives another group, and its new value."""

    index: int
    value: float


class Change(NamedTuple):
    """The nearest specimen of another group."""

    code: int
    specimen: Specimen
    """Beyond the border, with values that can be typed."""
    distance: float
    """From the given specimen to `specimen`."""
    border: Specimen
    """The nearest point of all, unrounded: it lies on the border."""
    border_distance: float
    moves: tuple[int, ...]
    """The indices of the measurements that change."""
    single: SingleChange | None
    """The smallest change of one measurement alone, or None where no single one does it."""


def changes(model: Model, specimen: Specimen) -> list[Change]:
    """Return the nearest specimen of each other group within the slider ranges, nearest first.

    It lies at most 0.05 beyond the border, and none of its moves can be left out. A group that has
    no such specimen within the slider ranges is left out. The given specimen itself may lie outside
    the slider ranges.
    """
    own, _ = model.classify(specimen)
    codes = [code for code in range(len(model.schema.groups)) if code != own]
    found = [_change(model, specimen, code) for code in codes]
    return sorted([change for change in found if change], key=lambda change: change.distance)


def _change(model: Model, specimen: Specimen, code: int) -> Change | None:
    target = region(model, code)
    if target is None:
        return None
    start = [value / unit for value, unit in zip(specimen, target.scale, strict=True)]
    border = target.nearest_point(start)
    if border is None:
        return None
    search = _Search(target, specimen, start, border, _decimals(model))
    single = search.single()
    found = search.alone(single) if single else None
    found = found or search.nearest()
    if found is None:
        return None
    values = tuple(found)
    return Change(
        code=code,
        specimen=values,
        distance=search.distance(values),
        border=tuple([place * unit for place, unit in zip(border, target.scale, strict=True)]),
        border_distance=search.least,
        moves=tuple([i for i, value in enumerate(values) if value != specimen[i]]),
        single=single,
    )


@kept_with_model
def _decimals(model: Model) -> list[int]:
    """Return the decimals (d,) of the exact fields."""
    return [measurement.decimals + 1 for measurement in model.schema.measurements]


class _Search:
    """The search for one group's specimen nearest to a given one, with values that can be typed."""

    def __init__(
        self,
        target: Region,
        specimen: Specimen,
        start: Sequence[float],
        border: Sequence[float],
        decimals: Sequence[int],
    ) -> None:
        """Take the specimen and the border point, the latter in standard deviations as start is."""
        self.target, self.specimen, self.start, self.border = target, specimen, start, border
        self.decimals = decimals
        self.least = math.dist(start, border)
        self.most = self.least + BEYOND

    def distance(self, values: Sequence[float]) -> float:
        """Return how far a specimen is from the given one."""
        gaps = zip(values, self.specimen, self.target.scale, strict=True)
        return math.hypot(*[(a - b) / unit for a, b, unit in gaps])

    def suits(self, values: Sequence[float]) -> bool:
        """Return whether a specimen is the group's, and not too far."""
        return self.target.lead(values) > LEAD and self.distance(values) <= self.most

    def nearest(self) -> list[float] | None:
        """Return the suggested specimen: with as few decimals, then moves, as the limit allows."""
        border = self.border
        moving = [i for i, a in enumerate(border) if abs(a - self.start[i]) > _STILL]
        for more in range(_MORE_DECIMALS + 1):
            best = self.rounded(border, moving, more) or self.carried(more)
            if best is not None:
                return self.with_fewer_moves(best, moving, more)
        return None

    def with_fewer_moves(self, best: list[float], moving: Sequence[int], more: int) -> list[float]:
        """Return the specimen without the moves that it can do without, the smallest first."""
        target, start = self.target, self.start
        left = [i for i in moving if best[i] != self.specimen[i]]
        for i in sorted(left, key=lambda i: abs(self.border[i] - start[i])):
            if not target.lows[i] <= self.specimen[i] <= target.highs[i]:
                continue
            if target.least_distance(start, i, left) > self.most:
                continue
            remaining = [j for j in left if j != i]
            held = [j for j in range(len(start)) if j not in remaining]
            point = target.nearest_point(start, held)
            simpler = point and self.rounded(point, remaining, more)
            if simpler:
                best, left = simpler, [j for j in remaining if simpler[j] != self.specimen[j]]
        return best

    def rounded(
        self, point: Sequence[float], moving: Iterable[int], more: int
    ) -> list[float] | None:
        """Return a specimen near a border point that suits, or None.

        Rounded away from the given specimen first, then back by one step where that is enough.
        """
        values = [*self.specimen]
        backs = []
        for i in moving:
            scale, decimals = self.target.scale[i], self.decimals[i] + more
            value, here = point[i] * scale, values[i]
            values[i], back = _steps_around(here, value, decimals)
            values[i] = min(max(values[i], self.target.lows[i]), self.target.highs[i])
            backs.append((abs(value - here) / scale, i, back))
        if self.target.lead(values) <= LEAD:
            return None
        for _, i, back in sorted(backs, reverse=True):
            if self.target.lows[i] <= back <= self.target.highs[i]:
                beyond, values[i] = values[i], back
                if self.target.lead(values) <= LEAD:
                    values[i] = beyond
        return values if self.distance(values) <= self.most else None

    def carried(self, more: int) -> list[float] | None:
        """Return a specimen that suits, rounded from so far beyond all borders that it stays there.

        For a corner of the region, from which no single direction leads inside, and for a tie.
        """
        target, decimals = self.target, [count + more for count in self.decimals]
        margins = [
            sum([abs(a) * 0.1**count / 2 for a, count in zip(growth, decimals, strict=True)])
            for growth, _ in target.leads
        ]
        point = target.nearest_point(self.start, margins=np.array(margins) + 2 * LEAD)
        if point is None:
            return None
        values = [*self.specimen]
        for i, (place, count) in enumerate(zip(point, decimals, strict=True)):
            value = round(place * target.scale[i], count)
            if value != round(values[i], count):
                values[i] = min(max(value, target.lows[i]), target.highs[i])
        return values if self.suits(values) else None

    def single(self) -> SingleChange | None:
        """Return the smallest change of one measurement alone that gives the group, or None."""
        leads = [
            start + sum([a * b for a, b in zip(growth, self.specimen, strict=True)])
            for growth, start in self.target.leads
        ]
        best, nearest = math.inf, None
        for i, (here, scale) in enumerate(zip(self.specimen, self.target.scale, strict=True)):
            low, high = self.target.lows[i], self.target.highs[i]
            for lead, (growth, _) in zip(leads, self.target.leads, strict=True):
                slope = growth[i]
                if slope > 0:
                    low = max(low, here + (LEAD - lead) / slope)
                elif slope < 0:
                    high = min(high, here + (LEAD - lead) / slope)
                elif lead <= LEAD:
                    low = math.inf
            value = _nearest_step(here, low, high, self.decimals[i])
            if value is not None and abs(value - here) / scale < best:
                best, nearest = abs(value - here) / scale, SingleChange(i, value)
        return nearest

    def alone(self, single: SingleChange) -> list[float] | None:
        """Return the specimen of a single change, if it suits and is within the slider ranges."""
        values = [*self.specimen]
        values[single.index] = single.value
        ranges = zip(self.target.lows, values, self.target.highs, strict=True)
        within = all(low <= value <= high for low, value, high in ranges)
        return values if within and self.suits(values) else None


def _steps_around(here: float, value: float, decimals: int) -> tuple[float, float]:
    """Return the first typed value beyond a value on the way from here, and the one before it.

    The first differs from here when both are typed; the second is here itself where it does not.
    """
    steps = 10.0**decimals
    origin = round(here * steps)
    if value >= here:
        beyond = max(math.floor(value * steps), origin) + 1
        before = beyond - 1
    else:
        beyond = min(math.ceil(value * steps), origin) - 1
        before = beyond + 1
    return beyond / steps, here if before == origin else before / steps


def _nearest_step(here: float, low: float, high: float, decimals: int) -> float | None:
    """Return the typed value from low to high that is nearest to here, outside, or None.

    With more decimals where there is none with these.
    """
    for steps in [10.0 ** (decimals + more) for more in range(_MORE_DECIMALS + 1)]:
        if not low <= high:
            return None
        origin = round(here * steps)
        if here < low:
            step = max(math.ceil(low * steps), origin + 1)
        else:
            step = min(math.floor(high * steps), origin - 1)
        if low <= step / steps <= high:
            return step / steps
    return None
