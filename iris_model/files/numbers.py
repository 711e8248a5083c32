"""The measurements of rows as numbers, and which of them can be classified."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from iris_model.arrays import FloatArray
from iris_model.files.reading.decimals import AS_TEXT, with_points
from iris_model.files.reading.layout import Layout
from iris_model.files.row_problems import says_missing_cell


def read_numbers(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return the measurements in the schema's units (Float64), null where a cell is no number.

    The cast takes `validation.NUMBER_PATTERN` without blanks around it, and also `inf` and `nan`,
    which no range accepts.
    """
    came = frame.select(
        pl.col(str(column.index)).alias(name) for name, column in layout.columns.items()
    )
    numbers = with_points(came, layout.decimal).cast(pl.Float64, strict=False)
    if numbers.null_count().sum_horizontal().item():
        bare = came.select(pl.all().str.replace(AS_TEXT.pattern, "$1").str.strip_chars(" \t"))
        numbers = with_points(bare, layout.decimal).cast(pl.Float64, strict=False)
    return in_units(numbers, layout)


def in_units(numbers: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return measurements in the schema's units."""
    converted = [
        pl.col(name) / per_unit for name, per_unit in layout.per_unit.items() if per_unit != 1.0
    ]
    return numbers.with_columns(converted) if converted else numbers


def accepted(
    columns: Sequence[FloatArray],
    layout: Layout,
    missing: Sequence[NDArray[np.bool_]] | None = None,
) -> NDArray[np.bool_]:
    """Return which of n rows have all measurements within the accepted ranges, or missing.

    columns are d (n,), NaN for what is no number, as are the missing cells.
    """
    rows = np.ones(len(columns[0]), bool)
    for place, (column, measurement) in enumerate(zip(columns, layout.measurements, strict=True)):
        low, high = measurement.accepted_range
        fine = (column >= low) & (column <= high)
        rows &= fine if missing is None else fine | missing[place]
    return rows


def accepted_partly(
    numbers: pl.DataFrame, frame: pl.DataFrame, layout: Layout
) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Return the numbers, null where a cell says it is missing, and which rows have enough.

    Enough: at least one measurement, and all within the accepted ranges.
    """
    columns = [column.to_numpy() for column in numbers]
    if all(np.isfinite(column).all() for column in columns):
        return numbers, accepted(columns, layout)  # many times faster than looking at each cell
    missing = frame.select(
        says_missing_cell(pl.col(str(column.index))).alias(name)
        for name, column in layout.columns.items()
    )
    numbers = numbers.select(
        pl.when(~missing[name]).then(name).alias(name) for name in numbers.columns
    )
    some = numbers.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    columns = [column.to_numpy() for column in numbers]
    return numbers, some & accepted(columns, layout, [cells.to_numpy() for cells in missing])
