"""The nearest specimen of another group, with values that can be typed."""

import math
from collections.abc import Collection, Iterable, Sequence
from operator import add, ge, le, mul, sub, truediv

import numpy as np
from msgspec import Struct

from iris_model.answer.regions import LEAD, Region
from iris_model.answer.typable import MORE_DECIMALS, nearest_step, steps_around
from iris_model.schema import Specimen

BEYOND = 0.05
"""Largest distance of a suggested specimen beyond the border: too small to see, but enough to round
values and leave out small moves."""
_STILL = 1e-9
"""Smaller moves and negative leads are rounding."""


class SingleChange(Struct, frozen=True):
    """The new value of one measurement that alone gives another group."""

    index: int
    value: float


class Wanted:
    """The given specimen, which a suggested one should resemble."""

    def __init__(self, specimen: Specimen, sliders: Region, decimals: Sequence[int]) -> None:
        """Take the specimen, any region, and the decimals (d,) that can be typed."""
        self.specimen, self.decimals = specimen, decimals
        self.start = [*map(truediv, specimen, sliders.scale)]
        """(d,): in training standard deviations."""
        ranges = zip(sliders.lows, specimen, sliders.highs, strict=True)
        self.may_stay = [low <= value <= high for low, value, high in ranges]
        """(d,): whether each measurement is within its slider's range."""


class Nearest:
    """The search for one group's specimen."""

    def __init__(self, target: Region, wanted: Wanted) -> None:
        self.target, self.given, self.start = target, wanted.specimen, wanted.start
        self.decimals, self.may_stay = wanted.decimals, wanted.may_stay
        self.leads = target.leads_at(self.given)
        gaps = [*map(truediv, self.leads, target.lengths)]
        self.farthest = gaps.index(min(gaps))
        """The border that is farthest away."""
        self.most = math.inf
        self.border = self._point(range(len(self.start))) or []
        """(d,): the region's nearest point, in standard deviations; nothing if it is empty."""
        self.least = math.dist(self.start, self.border) if self.border else math.inf
        self.most = self.least + BEYOND

    def distance(self, values: Sequence[float]) -> float:
        """Return the distance from the given specimen."""
        return math.hypot(*map(truediv, map(sub, values, self.given), self.target.scale))

    def _moved(self, leads: list[float], index: int, way: float) -> list[float]:
        slopes = self.target.slopes[index]
        return [lead + slope * way for lead, slope in zip(leads, slopes, strict=True)]

    def _point(self, moving: Collection[int]) -> list[float] | None:
        """Return the nearest point (d,) with only these measurements moved, or None.

        Mostly it is straight across the farthest border, which spares the solver.
        """
        target, lead = self.target, self.leads[self.farthest]
        gradient = target.gradients[self.farthest]
        if len(moving) < len(gradient):
            gradient = [growth if i in moving else 0.0 for i, growth in enumerate(gradient)]
        square = sum(map(mul, gradient, gradient))
        if square * self.most**2 < lead**2:
            return None  # even straight across, the border is too far away
        if square:
            step = -lead / square
            move = [step * growth for growth in gradient]
            point = [*map(add, self.start, move)]
            if all(map(le, target.first, point)) and all(map(le, point, target.last)):
                for start, growth in zip(self.leads, target.gradients, strict=True):
                    if start + sum(map(mul, growth, move)) <= -_STILL:
                        break
                else:
                    return point
        return target.nearest_point(self.start, moving)

    def specimen(self) -> list[float] | None:
        """Return the specimen with as few decimals, then moves, as the limit allows."""
        found = self._with_moves(self._perhaps_enough(), 0)
        if found:
            return found
        every = range(len(self.start))
        for more in range(MORE_DECIMALS + 1):
            found = self._with_moves(every, more)
            if found:
                return self._with_fewer_moves(found, more)
        return None

    def _perhaps_enough(self) -> list[int]:
        """Return the fewest moves that may be enough, leaving out the smallest first.

        Even without sliders, no point is nearer than the nearest beyond each border.
        """
        # To make up a lead of -x takes a move of at least x over its growth in the directions left.
        needed = [(lead / self.most) ** 2 if lead < 0 else 0.0 for lead in self.leads]
        growths, left = self.target.growths, []
        for i in self._smallest_first(range(len(self.start))):
            without = [*map(sub, growths, self.target.squares[i])]
            if self.may_stay[i] and all(map(ge, without, needed)):
                growths = without
            else:
                left.append(i)
        return left

    def _smallest_first(self, moves: Iterable[int]) -> list[int]:
        gaps = [*map(abs, map(sub, self.border, self.start))]
        return sorted(moves, key=gaps.__getitem__)

    def _with_fewer_moves(self, best: list[float], more: int) -> list[float]:
        left = [i for i, value in enumerate(best) if value != self.given[i]]
        for i in self._smallest_first(left):
            if self.may_stay[i]:
                simpler = self._with_moves([j for j in left if j != i], more)
                if simpler:
                    best = simpler
                    left = [j for j in left if best[j] != self.given[j]]
        return best

    def _with_moves(self, moving: Collection[int], more: int) -> list[float] | None:
        """Return a near enough specimen with only these measurements moved, or None."""
        point = self.border if len(moving) == len(self.start) else self._point(moving)
        if point is None or math.dist(self.start, point) > self.most:
            return None
        return self._rounded(point, moving, more) or self._carried(moving, more)

    def _rounded(
        self, point: Sequence[float], moving: Collection[int], more: int
    ) -> list[float] | None:
        """Return a specimen rounded away from the given one, then back a step if possible."""
        target, values = self.target, [*self.given]
        backs = []
        for i in moving:
            way = abs(point[i] - self.start[i])
            if way < _STILL:
                continue
            value, low, high = point[i] * target.scale[i], target.lows[i], target.highs[i]
            beyond, back = steps_around(values[i], value, self.decimals[i] + more)
            values[i] = low if beyond < low else high if beyond > high else beyond
            if low <= back <= high:
                backs.append((way, i, back))
        leads = target.leads_at(values)
        if min(leads) <= LEAD:
            return None
        for _, i, back in sorted(backs, reverse=True):
            trial = self._moved(leads, i, back - values[i])
            if min(trial) > LEAD:
                leads, values[i] = trial, back
        return values if self.distance(values) <= self.most else None

    def _carried(self, moving: Collection[int], more: int) -> list[float] | None:
        """Return a specimen rounded from far enough beyond all borders to stay there.

        For ties, and corners that no single direction enters.
        """
        target, decimals = self.target, [count + more for count in self.decimals]
        steps = [0.1**count / 2 if i in moving else 0.0 for i, count in enumerate(decimals)]
        margins = [
            sum([abs(a) * step for a, step in zip(growth, steps, strict=True)])
            for growth, _ in target.leads
        ]
        point = target.nearest_point(self.start, moving, np.array(margins) + 2 * LEAD)
        if point is None:
            return None
        values = [*self.given]
        for i, (place, count) in enumerate(zip(point, decimals, strict=True)):
            value = round(place * target.scale[i], count)
            if i in moving and value != round(values[i], count):
                values[i] = min(max(value, target.lows[i]), target.highs[i])
        if min(target.leads_at(values)) <= LEAD:
            return None
        return values if self.distance(values) <= self.most else None

    def single(self) -> SingleChange | None:
        """Return the smallest change of one measurement that gives the group, or None."""
        target, needs = self.target, [LEAD - lead for lead in self.leads]
        best, nearest = math.inf, None
        for i in target.steepest[self.farthest]:
            if best * abs(target.gradients[self.farthest][i]) <= needs[self.farthest]:
                break  # this one and those that follow would have to move farther
            here, low, high = self.given[i], target.lows[i], target.highs[i]
            for need, slope in zip(needs, target.slopes[i], strict=True):
                if slope > 0:
                    low = max(low, here + need / slope)
                elif slope < 0:
                    high = min(high, here + need / slope)
                elif need >= 0:
                    low = math.inf
            reach = best * target.scale[i]
            if low > high or low - here >= reach or here - high >= reach:
                continue
            value = nearest_step(here, low, high, self.decimals[i])
            if value is not None and abs(value - here) < reach:
                best, nearest = abs(value - here) / target.scale[i], SingleChange(i, value)
        return nearest

    def alone(self, single: SingleChange) -> list[float] | None:
        """Return a single change's specimen if near enough and within the sliders."""
        i = single.index
        way = single.value - self.given[i]
        if abs(way) / self.target.scale[i] > self.most:
            return None
        beyond = min(self._moved(self.leads, i, way)) > LEAD
        if not beyond or not all(self.may_stay[:i] + self.may_stay[i + 1 :]):
            return None
        return [*self.given[:i], single.value, *self.given[i + 1 :]]
