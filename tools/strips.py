"""The answers along one measurement's slider while the others stay."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.model import Model, softmax
from iris_model.schema import Range, Specimen


class Crossing(NamedTuple):
    """A value at which the likeliest group changes, and the codes on either side."""

    at: float
    below: int
    above: int


class Strip(NamedTuple):
    """The probabilities over one measurement's slider range."""

    values: FloatArray
    """(n,), in the measurement's unit, evenly spaced over the slider range, both ends included."""
    probabilities: FloatArray
    """(n, k)."""
    crossings: list[Crossing]
    """In rising order, exact."""


def strip(model: Model, specimen: Specimen, index: int, points: int = 101) -> Strip:
    """Return the probabilities over one measurement's slider range, the others held."""
    limits = model.schema.measurements[index].slider_range
    values = _places(limits, points)
    at_zero = [*specimen[:index], 0.0, *specimen[index + 1 :]]
    starts, slopes = model.scores(np.array([at_zero]))[0], model.coefficients[:, index]
    return Strip(
        values=values,
        probabilities=softmax(values[:, None] * slopes + starts),
        crossings=_crossings(starts.tolist(), slopes.tolist(), limits),
    )


@cache
def _places(limits: Range, points: int) -> FloatArray:
    values = np.linspace(*limits, points)
    values.flags.writeable = False
    return values


def _crossings(starts: Sequence[float], slopes: Sequence[float], limits: Range) -> list[Crossing]:
    """Return where the highest of the lines starts + slopes · x changes.

    Between intersections the order is fixed, so the middle shows it.
    """
    low, high = limits
    meetings = {
        (starts[b] - starts[a]) / (slopes[a] - slopes[b])
        for a, b in combinations(range(len(starts)), 2)
        if slopes[a] != slopes[b]
    }
    edges = [low, *sorted(x for x in meetings if low < x < high), high]
    highest = [_highest(starts, slopes, (a + b) / 2) for a, b in pairwise(edges)]
    return [
        Crossing(at, below, above)
        for at, (below, above) in zip(edges[1:-1], pairwise(highest), strict=True)
        if below != above
    ]


def _highest(starts: Sequence[float], slopes: Sequence[float], x: float) -> int:
    heights = [start + slope * x for start, slope in zip(starts, slopes, strict=True)]
    return heights.index(max(heights))
