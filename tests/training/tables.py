"""Labelled tables as CSV text, as people might have them."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from iris_model.files.reading.any_table import read_any_table
from iris_model.training.columns import Choice
from iris_model.training.table import recognise_table


def csv(columns: Mapping[str, Sequence[object]], **options: object) -> bytes:
    """Return columns as the bytes of a CSV file."""
    return pl.DataFrame(columns, strict=False).write_csv(**options).encode()


def groups(*sizes: int, names: Sequence[str] = "abcdefghijkl") -> list[str]:
    """Return labels: so many of the first name, so many of the second."""
    return [name for name, size in zip(names, sizes, strict=False) for _ in range(size)]


def numbers(labels: Sequence[object], seed: int = 0, apart: float = 1.5) -> np.ndarray:
    """Return one measurement whose mean differs by group, with two decimals."""
    codes = np.unique(np.array(labels, dtype=str), return_inverse=True)[1]
    return np.random.default_rng(seed).normal(10 + apart * codes, 1).round(2)


def recognised(data, name="table.csv", choice=None):
    """Return what is found in the bytes of a table."""
    choice = choice or Choice()
    return recognise_table(read_any_table(data, choice.sheet, choice.encoding), data, name, choice)
