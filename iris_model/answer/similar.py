"""The training specimens that resemble a given one."""

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
    training = model.training
    gaps = _columns(model) - np.array(specimen)[:, None]
    gaps /= training.standard_deviations[:, None]
    squares = np.square(gaps, out=gaps).sum(axis=0)
    rows = squares.argsort(kind="stable")[:count]
    return [
        Similar(number, training.specimens[row], code, length)
        for row, number, code, length in zip(
            rows.tolist(),
            training.numbers[rows].tolist(),
            training.codes[rows].tolist(),
            np.sqrt(squares[rows]).tolist(),
            strict=True,
        )
    ]


@kept_with_model
def _columns(model: Model) -> FloatArray:
    """(d, n): the training measurements, each contiguous in memory."""
    return np.ascontiguousarray(model.training.measurements.T)
