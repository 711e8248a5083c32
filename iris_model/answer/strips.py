"""Where one measurement leads while the other three stay as they are."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from iris_model.dataset import MEASUREMENTS, VARIETIES, FloatArray, Flower, Measurement
from iris_model.model import Model, softmax


class Crossing(NamedTuple):
    """A value in cm at which the most likely variety changes, and the varieties on either side."""

    at: float
    below: str
    above: str


class Strip(NamedTuple):
    """The three probabilities over one measurement's slider range."""

    measurement: Measurement
    values: FloatArray
    """(n,), cm, evenly spaced over the slider range, both ends included."""
    probabilities: FloatArray
    """(n, 3)."""
    crossings: list[Crossing]
    """In rising order; exact, not read off the values."""


def strip(model: Model, flower: Flower, measurement: Measurement, points: int = 101) -> Strip:
    """Return the probabilities over the slider range of one measurement, the others held."""
    values = _places(measurement, points)
    column = MEASUREMENTS.index(measurement)
    at_zero = flower._replace(**{measurement.name: 0.0})
    starts, slopes = model.scores(np.array([at_zero]))[0], model.coefficients[:, column]
    return Strip(
        measurement=measurement,
        values=values,
        probabilities=softmax(values[:, None] * slopes + starts),
        crossings=_crossings(starts.tolist(), slopes.tolist(), measurement.slider_range),
    )


@cache
def _places(measurement: Measurement, points: int) -> FloatArray:
    values = np.linspace(*measurement.slider_range, points)
    values.flags.writeable = False
    return values


def _crossings(
    starts: Sequence[float], slopes: Sequence[float], limits: tuple[float, float]
) -> list[Crossing]:
    """Return where the highest of three straight lines, starts + slopes · x, changes hands.

    Between two neighbouring intersections of any two lines the order of the lines is fixed, so the
    highest one is asked for in the middle.
    """
    low, high = limits
    meetings = [
        (starts[b] - starts[a]) / (slopes[a] - slopes[b])
        for a, b in combinations(range(len(VARIETIES)), 2)
        if slopes[a] != slopes[b]
    ]
    edges = [low, *sorted(x for x in meetings if low < x < high), high]
    highest = [_highest(starts, slopes, (a + b) / 2) for a, b in pairwise(edges)]
    return [
        Crossing(at, VARIETIES[below], VARIETIES[above])
        for at, (below, above) in zip(edges[1:-1], pairwise(highest), strict=True)
        if below != above
    ]


def _highest(starts: Sequence[float], slopes: Sequence[float], x: float) -> int:
    heights = [start + slope * x for start, slope in zip(starts, slopes, strict=True)]
    return heights.index(max(heights))
