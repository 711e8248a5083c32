"""The measurements of rows as numbers, and which of them can be classified."""

import polars as pl

from iris_model.files.reading.decimals import AS_TEXT, with_points
from iris_model.files.reading.layout import Layout
from iris_model.files.row_problems import says_missing_cell

_MASK = "mask"


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


def within(layout: Layout) -> pl.Expr:
    """Return whether all measurements are within the accepted ranges."""
    return pl.all_horizontal(
        pl.col(m.name).is_between(*m.accepted_range).fill_null(value=False)
        for m in layout.measurements
    )


def accepted_partly(
    numbers: pl.DataFrame, frame: pl.DataFrame, layout: Layout
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the numbers, null where a cell says it is missing, and whether a row has enough.

    Enough: at least one measurement, and all within the accepted ranges.
    """
    absent = frame.select(
        says_missing_cell(pl.col(str(column.index))).alias(name)
        for name, column in layout.columns.items()
    )
    numbers = numbers.select(
        pl.when(~absent[name]).then(pl.col(name)).alias(name) for name in numbers.columns
    )
    fine = pl.all_horizontal(
        pl.col(m.name).is_between(*m.accepted_range).fill_null(value=False) | absent[m.name]
        for m in layout.measurements
    )
    some = pl.any_horizontal(pl.col(name).is_not_null() for name in numbers.columns)
    return numbers, numbers.select((fine & some).alias(_MASK)).to_series()
