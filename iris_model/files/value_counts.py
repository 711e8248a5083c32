"""How often each value of a measurement occurs, which takes few kilobytes for any file."""

from functools import lru_cache

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.schema import Measurement, Schema

_MOST_BINS = 4000
"""Of a measurement; more would show nothing new."""


def grid(measurement: Measurement) -> float:
    """Return the step to which values are rounded: the training specimens', or coarser.

    Next to tenths, hundredths would look like another distribution.
    """
    low, high = measurement.accepted_range
    return max(measurement.step, (high - low) / _MOST_BINS)


@lru_cache(32)
def value_grid(schema: Schema) -> tuple[FloatArray, IntArray, int]:
    """Return each measurement's step (d,), its first value in steps (d,), and the number of bins.

    Every measurement has the same number.
    """
    steps = np.array([grid(m) for m in schema.measurements])
    ranges = np.array([m.accepted_range for m in schema.measurements])
    first, last = np.rint(ranges.T / steps).astype(np.int64)
    return steps, first, 1 + int((last - first).max())


def count_values(measurements: FloatArray, codes: IntArray, schema: Schema) -> IntArray:
    """Return how often each value occurs: (k, d, bins), by predicted group and measurement.

    measurements (n, d) are within the accepted ranges; codes are (n,). Counts of blocks add up. An
    even sample of a long file will do: the training specimens limit what can be seen.
    """
    groups, (steps, first, size) = len(schema.groups), value_grid(schema)
    places = (np.rint(measurements / steps).astype(np.int64) - first).clip(0, size - 1)
    counts = [np.bincount(codes * size + column, minlength=groups * size) for column in places.T]
    return np.stack(counts, axis=1).reshape(groups, size, -1).transpose(0, 2, 1)
