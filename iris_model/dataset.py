"""The shipped irises as constants, for code that is not handed its model yet.

Views of `iris_model/model.json`: each goes when the last module that needs it has its model passed.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.model import Model, load_model
from iris_model.schema import Measurement

__all__ = ["FloatArray", "IntArray", "Measurement"]

DATA_DIR = Path(__file__).resolve().parent.parent / "data"
DATA_FILE = DATA_DIR / "iris.csv"
VARIETY_COLUMN = "variety"


@cache
def default_model() -> Model:
    """Return the model that ships with the program, read once a process."""
    return load_model()


VARIETIES = default_model().schema.group_names
MEASUREMENTS = default_model().schema.measurements


@cache
def other_codes(code: int) -> list[int]:
    """Return the places in `VARIETIES` of all varieties but one."""
    return [other for other in range(len(VARIETIES)) if other != code]


class Flower(NamedTuple):
    """The four measurements of one flower, in centimetres."""

    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float


@dataclass(frozen=True, eq=False)
class Dataset:
    """Flowers whose variety is known: measurements (n, 4) in cm, codes (n,) into VARIETIES."""

    measurements: FloatArray
    codes: IntArray

    def of_variety(self, code: int) -> FloatArray:
        """Return the measurements (m, 4) of the flowers of one variety."""
        flowers: FloatArray = self.measurements[self.codes == code]
        return flowers

    @cached_property
    def flowers(self) -> list[Flower]:
        """The measurements row by row, cm."""
        return [Flower(*row) for row in self.measurements.tolist()]

    @cached_property
    def columns(self) -> FloatArray:
        """(4, n): the measurements, cm, each next to each other in memory."""
        return np.ascontiguousarray(self.measurements.T)

    @cached_property
    def standard_deviations(self) -> FloatArray:
        """(4,): of all flowers together, cm, divisor n; the yardstick of every distance shown."""
        deviations: FloatArray = self.measurements.std(axis=0)
        return deviations


def column(measurement: Measurement) -> str:
    """Return the name of a measurement's column in data/iris.csv."""
    return measurement.name.replace("_", ".")


@cache
def load_dataset() -> Dataset:
    """Return the 150 flowers of data/iris.csv, in the file's order; the arrays are read-only."""
    with DATA_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    measurements = np.array([[float(row[column(m)]) for m in MEASUREMENTS] for row in rows])
    codes = np.array([VARIETIES.index(row[VARIETY_COLUMN]) for row in rows], dtype=np.int64)
    measurements.flags.writeable = codes.flags.writeable = False
    return Dataset(measurements, codes)


def data_sha256() -> str:
    """Return the SHA-256 of data/iris.csv, as it is stored with the model trained on it."""
    return hashlib.sha256(DATA_FILE.read_bytes()).hexdigest()


def classify(model: Model, flower: Flower) -> tuple[str, FloatArray]:
    """Return the most likely variety of one flower, and its probabilities (3,)."""
    code, probabilities = model.classify(flower)
    return VARIETIES[code], np.array(probabilities)
