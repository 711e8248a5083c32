"""The training specimens that resemble a given one."""

import math
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.model import Model, kept_with_model
from iris_model.schema import Specimen


class Similar(NamedTuple):
    """A training specimen that resembles the given one."""

    number: int
    """Its row in the file that the model was trained on, counted from 1."""
    specimen: Specimen
    code: int
    distance: float
    """In training standard deviations (divisor n)."""


def similar(model: Model, specimen: Specimen, count: int = 5) -> list[Similar]:
    """Return the nearest training specimens, nearest first, ties in the file's order."""
    columns, units, known = _training(model)
    gaps = (columns - np.array(specimen)[:, None]) / units
    gaps *= gaps
    squares = np.add.reduce(gaps)
    last = min(count, len(squares)) - 1
    rows = (squares <= np.partition(squares, last)[last]).nonzero()[0]
    nearest = sorted(zip(squares[rows].tolist(), rows.tolist(), strict=True))[:count]
    return [
        Similar(number, values, code, math.sqrt(square))
        for square, row in nearest
        for number, values, code in [known[row]]
    ]


@kept_with_model
def _training(model: Model) -> tuple[FloatArray, FloatArray, list[tuple[int, Specimen, int]]]:
    """Return the columns (d, n), contiguous, their units (d, 1); number, values and code by row."""
    training = model.training
    known = zip(training.numbers.tolist(), training.specimens, training.codes.tolist(), strict=True)
    columns = np.ascontiguousarray(training.measurements.T)
    return columns, training.standard_deviations[:, None], [*known]
