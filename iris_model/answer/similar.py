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
    columns, units = _columns(model)
    gaps = (columns - np.array(specimen)[:, None]) / units
    squares = np.add.reduce(gaps * gaps)
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
def _columns(model: Model) -> tuple[FloatArray, FloatArray]:
    """(d, n): the training measurements, each contiguous in memory; (d, 1): their units here."""
    training = model.training
    return np.ascontiguousarray(training.measurements.T), training.standard_deviations[:, None]
