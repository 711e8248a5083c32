"""Why rows cannot be classified, and when not to trust the answer.

Only the rows concerned are looked at, and each distinct cell is judged once.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
import polars as pl

from iris_model.arrays import FloatArray, IntArray
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import DEFECT
from iris_model.files.reading.problems import cell_problem
from iris_model.schema import Measurement
from iris_model.validation import MISSING_PATTERN, reads_as_number

_SPLIT_DECIMALS = (
    ", but the numbers would be usual measurements if some of the commas between them were decimal "
    "marks. Write decimal points, or put numbers with a comma in quotation marks."
)
_MISSING = f"^(?i:{MISSING_PATTERN})?$"
"""A cell that says so, and a blank one."""


def doubt_split_decimals(frame: pl.DataFrame, layout: Layout, warned: pl.Series) -> pl.DataFrame:
    """Mark rows such as `5,1,3,5` in a file of commas, if something else is wrong too.

    Such a row resembles no specimen (warned) or has a number for a group's name. It may be right,
    or have unquoted decimal commas and lack its last cells: nobody can tell.
    """
    if not may_split_decimals(layout):
        return frame
    first, count = min(column.index for column in layout.columns.values()), len(layout.columns)
    measurements, schema = layout.measurements, layout.schema
    nameless = numbers_for_names(frame, layout)
    odd = warned | nameless
    if not odd.any():
        return frame
    half = measurements[: count // 2]
    readings = [_all_usual(first, half, range(len(half)))] if count == 2 * len(half) else []
    for more in range(1, min(count, len(layout.names) - first - count) + 1):
        for split in combinations(range(count), more):
            readings.append(_all_usual(first, measurements, split))
    if not readings:
        return frame
    rows = frame.filter(odd).select(pl.any_horizontal(readings)).to_series()
    if not rows.any():
        return frame
    no_name = f"A number stands in the place of the {schema.group.singular}'s name"
    unlikely = f"The numbers resemble no {schema.specimen.singular}"
    why = pl.when(nameless).then(pl.lit(no_name)).otherwise(pl.lit(unlikely)) + _SPLIT_DECIMALS
    return frame.with_columns(pl.coalesce(DEFECT, pl.when(spread(rows, odd)).then(why)))


def may_split_decimals(layout: Layout) -> bool:
    """Tell whether two cells of a row may be the halves of one number."""
    positions = [column.index for column in layout.columns.values()]
    adjacent = positions == list(range(positions[0], positions[0] + len(positions)))
    converted = any(per_unit != 1.0 for per_unit in layout.per_unit.values())
    return layout.separator == "," and layout.decimal == "." and adjacent and not converted


def numbers_for_names(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return which rows have a number in a column of groups' names.

    Comparing first characters is cheap, and most files need no more.
    """
    names = layout.schema.group_names
    if layout.truth is None or not layout.names_groups or any(map(reads_as_number, names)):
        return pl.repeat(value=False, n=frame.height, eager=True)
    label = pl.col(str(layout.truth.index))
    digits = frame.select(((label >= "0") & (label < ":")).fill_null(value=False)).to_series()
    if not digits.any():
        return digits
    return frame.select(
        label.str.contains(r"^[0-9]+(?:\.[0-9]+)?$").fill_null(value=False)
    ).to_series()


def _all_usual(first: int, measurements: Sequence[Measurement], split: Sequence[int]) -> pl.Expr:
    """Return whether measurements are usual if some of them fill two cells, `5` and `1`.

    first is the position of the first cell; split holds the indices of those measurements.
    """
    usual = pl.lit(value=True)
    position = first
    for index, measurement in enumerate(measurements):
        text = pl.col(str(position))
        if index in split:
            if not measurement.decimals:  # its usual values are whole numbers
                return pl.lit(value=False)
            position += 1
            joined = pl.concat_str(text, pl.lit("."), pl.col(str(position)))
            whole = len(str(int(max(map(abs, measurement.training_range)))))
            digits = rf"^[0-9]{{1,{whole}}}\.[0-9]{{1,{measurement.decimals}}}$"
            text = pl.when(joined.str.contains(digits)).then(joined)
        value = text.cast(pl.Float64, strict=False)
        usual &= value.is_between(*measurement.training_range).fill_null(value=False)
        position += 1
    return usual


def says_missing_cell(cell: pl.Expr) -> pl.Expr:
    """Return whether a cell is blank or says that its value is missing."""
    return cell.str.strip_chars().str.contains(_MISSING).fill_null(value=True)


def say_warnings(numbers: pl.DataFrame, chosen: pl.Series, layout: Layout) -> pl.Series:
    """Say how the chosen rows are unlike any training specimen; null for the others."""
    if not chosen.any():
        return pl.repeat(None, len(chosen), dtype=pl.String, eager=True)
    measurements = layout.measurements
    columns = [numbers[m.name].filter(chosen).to_numpy() for m in measurements]
    texts = pl.Series(warning_texts(measurements, layout.schema.specimen.singular))
    return spread(texts.gather(warnings_of(columns, measurements)), chosen)


def warnings_of(columns: Sequence[FloatArray], measurements: Sequence[Measurement]) -> IntArray:
    """Return the places in `warning_texts` for n specimens; columns are d (n,), NaN for missing."""
    beyond = np.zeros(len(columns[0]), np.int64)
    for place, (column, measurement) in enumerate(zip(columns, measurements, strict=True)):
        low, high = measurement.training_range
        beyond += ((column < low) | (column > high)) * np.int64(1 << place)
    return beyond


@lru_cache(32)
def warning_texts(measurements: tuple[Measurement, ...], specimen: str) -> list[str]:
    """Return every warning, by the sum of 2^place of the measurements beyond training's range."""
    texts = []
    for beyond in range(1 << len(measurements)):
        outside = [m.phrase for place, m in enumerate(measurements) if beyond >> place & 1]
        range_ = ", ".join(outside) + " beyond their range"
        why = range_ if outside else "this combination of measurements does not occur among them"
        texts.append(f"Unlike any training {specimen}: {why}.")
    return texts


def say_problems(
    frame: pl.DataFrame, chosen: pl.Series, layout: Layout, *, partial: bool = False
) -> pl.Series:
    """Say why the chosen rows cannot be classified; null for the others.

    frame has the cells and DEFECT. With partial, a missing value is a problem only if all are
    missing.
    """
    if not chosen.any():
        return pl.repeat(None, len(chosen), dtype=pl.String, eager=True)
    rows = frame.filter(chosen)
    return spread(rows.select(_problem(rows, layout, partial=partial)).to_series(), chosen)


def spread(texts: pl.Series, chosen: pl.Series) -> pl.Series:
    """Return the texts, in order, where chosen is true, and null elsewhere."""
    nulls = pl.repeat(None, len(chosen), dtype=texts.dtype, eager=True)
    return nulls.scatter(chosen.arg_true(), texts)


def _problem(frame: pl.DataFrame, layout: Layout, *, partial: bool) -> pl.Expr:
    cells = {m: pl.col(str(layout.columns[m.name].index)) for m in layout.measurements}
    repeated = pl.all_horizontal(
        (cell.str.strip_chars() == layout.columns[m.name].name.strip()).fill_null(value=False)
        for m, cell in cells.items()
    )
    reasons = []
    for measurement, cell in cells.items():
        texts = frame.select(cell.fill_null("").unique()).to_series()
        if partial:
            texts = texts.filter(~texts.to_frame().select(says_missing_cell(pl.all())).to_series())
        said = pl.Series([cell_problem(measurement, layout, t) for t in texts], dtype=pl.String)
        reasons.append(cell.fill_null("").replace_strict(texts, said, default=None))
    nothing = pl.all_horizontal(says_missing_cell(cell) for cell in cells.values())
    return (
        pl.when(pl.col(DEFECT).is_not_null())
        .then(DEFECT)
        .when(repeated)
        .then(pl.lit("This line repeats the header."))
        .when(nothing)
        .then(pl.lit("All measurements are missing."))
        .otherwise(pl.concat_str(reasons, separator=" ", ignore_nulls=True))
    )
