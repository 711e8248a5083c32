"""A measurement's ranges and step, from its training values."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.schema import Range

SMALLEST_RANGE, LARGEST_VALUE = 1e-9, 1e12
"""Limits of numbers that fit a slider; the smallest range is for values up to 1."""
_ON_STEP = 0.95
_TOLERANCE = 1e-6


class Ranges(NamedTuple):
    """The ranges and step of a `Measurement`."""

    decimals: int
    step: float
    training_range: Range
    slider_range: Range
    accepted_range: Range


def ranges(values: FloatArray) -> Ranges:
    """Return the ranges of training values (n,), not all the same."""
    low, high = float(values.min()), float(values.max())
    exponent = _step_exponent(values)
    decimals = max(0, -exponent)
    accepted = _accepted_range(low, high)
    return Ranges(
        decimals=decimals,
        step=float(f"1e{exponent}"),
        training_range=(low, high),
        slider_range=_slider_range(low, high, accepted, exponent),
        accepted_range=accepted,
    )


def _accepted_range(low: float, high: float) -> Range:
    if low > 0:
        return low / 2, high * 2
    width = high - low
    return float(f"{low - width:.12g}"), float(f"{high + width:.12g}")


def _step_exponent(values: FloatArray) -> int:
    """Return e, where 10^e is the coarsest step of nearly all values."""
    width = float(np.ptp(values))
    finest = math.ceil(math.log10(width / 1000) - _TOLERANCE)
    coarsest = math.floor(math.log10(width / 10) + _TOLERANCE)
    for exponent in range(coarsest, finest, -1):
        multiples = values / 10.0**exponent
        if (np.abs(multiples - np.round(multiples)) < _TOLERANCE).mean() >= _ON_STEP:
            return exponent
    return finest


def _slider_range(low: float, high: float, accepted: Range, exponent: int) -> Range:
    """Return the range widened by a tenth on both sides, to multiples of ten steps."""
    margin = (high - low) / 10
    smallest = accepted[0] if low < 0 else max(accepted[0], 0.0)
    start, end = low - margin, high + margin
    lower = next(
        value
        for value in (
            _rounded(max(start, smallest), exponent + 1, math.floor),
            _rounded(max(start, smallest), exponent, math.ceil),
            _rounded(max(start, smallest), exponent - 1, math.ceil),
            smallest,
        )
        if smallest <= value <= low
    )
    upper = next(
        value
        for value in (
            _rounded(end, exponent + 1, math.ceil),
            _rounded(min(end, accepted[1]), exponent, math.floor),
            accepted[1],
        )
        if high <= value <= accepted[1]
    )
    return lower, upper


def _rounded(value: float, exponent: int, direction: Callable[[float], int]) -> float:
    """Return a value rounded up or down to a multiple of 10^exponent."""
    scaled = float(f"{value / 10.0**exponent:.12g}")
    return float(f"{direction(scaled)}e{exponent}")
