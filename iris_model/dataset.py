"""Fisher's 150 flowers, and the one place for their measurements, varieties, units and ranges."""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DATA_DIR = Path(__file__).resolve().parent.parent / "data"
DATA_FILE = DATA_DIR / "iris.csv"
VARIETY_COLUMN = "variety"
VARIETIES = ("Setosa", "Versicolor", "Virginica")
"""In the order of every probability vector, table and chart."""


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


@dataclass(frozen=True)
class Measurement:
    """One of the four measurements; every range is (smallest, largest) in centimetres."""

    name: str
    label: str
    parameter: str
    """Name in links and in the HTTP API, kept from the program this one replaces."""
    column: str
    """Name in data/iris.csv."""
    training_range: tuple[float, float]
    slider_range: tuple[float, float]

    @property
    def accepted_range(self) -> tuple[float, float]:
        """Half the smallest to twice the largest training value; nothing else is classified."""
        low, high = self.training_range
        return low / 2, high * 2


MEASUREMENTS = (
    Measurement("sepal_length", "Sepal length", "slen", "sepal.length", (4.3, 7.9), (4.0, 8.5)),
    Measurement("sepal_width", "Sepal width", "swid", "sepal.width", (2.0, 4.4), (1.5, 5.0)),
    Measurement("petal_length", "Petal length", "plen", "petal.length", (1.0, 6.9), (0.5, 7.5)),
    Measurement("petal_width", "Petal width", "pwid", "petal.width", (0.1, 2.5), (0.1, 3.0)),
)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Flowers whose variety is known: measurements (n, 4) in cm, codes (n,) into VARIETIES.

    Equal only to itself, so that what is computed from it can be kept for it.
    """

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


@cache
def load_dataset() -> Dataset:
    """Return the 150 flowers of data/iris.csv, in the file's order; the arrays are read-only."""
    with DATA_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    measurements = np.array([[float(row[m.column]) for m in MEASUREMENTS] for row in rows])
    codes = np.array([VARIETIES.index(row[VARIETY_COLUMN]) for row in rows], dtype=np.int64)
    measurements.flags.writeable = codes.flags.writeable = False
    return Dataset(measurements, codes)


def data_sha256() -> str:
    """Return the SHA-256 of data/iris.csv, as it is stored with the model trained on it."""
    return hashlib.sha256(DATA_FILE.read_bytes()).hexdigest()
