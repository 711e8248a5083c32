"""Which column has which measurement: by the header, a user's word, or the values."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from iris_model.errors import IrisError
from iris_model.files.reading.cells import columns_by_values, common_width, resemble
from iris_model.files.reading.given_columns import LONG_NUMBER, check_distinct, given_positions
from iris_model.files.reading.header_lines import lines_before_rows, may_be_header, named_columns
from iris_model.files.reading.headers import Named, missing_columns, no_such_column
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.records import MAXIMUM_COLUMNS, Record
from iris_model.model import Model
from iris_model.schema import Measurement, Schema
from iris_model.validation import shorten

_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_FEWEST_ROWS = 2
"""That show what all rows have in common."""


@dataclass(frozen=True)
class Columns:
    """The columns of a table and the places of the measurements."""

    names: tuple[str, ...]
    measurements: tuple[Measurement, ...]
    """Those that have a column: all, unless some are enough."""
    positions: tuple[int, ...]
    """Of these measurements."""
    named: tuple[Named, ...] = ()
    """What the header says about each of them."""
    header: int | None = None
    """Index of the header among the records."""
    first: int = 0
    """Index of the first row among the records."""
    notes: tuple[str, ...] = ()
    row_cells: int = 0
    """Cells of a row where the header has one name more; 0 where they have as many."""


def columns_by_header(
    records: Sequence[Record], header: int, overrides: Overrides, model: Model
) -> Columns:
    """Return the columns as a header names them, unless a user corrects it.

    Raises IrisError unless each measurement has a column of its own.
    """
    schema = model.schema
    names = list(records[header].cells)
    found = named_columns(names, overrides, schema)
    for measurement, claims in found.items():
        if len(claims) > 1:
            first, second = (shorten(names[index]) for index in [*claims][:2])
            raise IrisError(
                f"Two columns for {schema.measurement(measurement).phrase}: “{first}” and "
                f"“{second}”. Rename or remove one of them, or say which one to take."
            )
    for measurement, wanted in overrides.columns.items():
        if measurement not in found:
            raise no_such_column(schema.measurement(measurement).phrase, wanted, names)
    if len(found) < (1 if overrides.partial else len(schema.names)):
        raise missing_columns(names, list(found), schema)
    measurements = tuple(m for m in schema.measurements if m.name in found)
    chosen = [next(iter(found[m.name].items())) for m in measurements]
    positions = tuple(index for index, _ in chosen)
    check_distinct(positions)
    named = tuple(named for _, named in chosen)
    columns = Columns(tuple(names), measurements, positions, named, header, header + 1)
    return _fitted_to_rows(columns, [record.cells for record in records[header + 1 :]], model)


def columns_without_header(
    records: Sequence[Record], overrides: Overrides, model: Model
) -> Columns:
    """Return the columns of a table without a header, by its values or a user's word.

    Raises IrisError if neither settles them.
    """
    schema = model.schema
    first, notes = 0, ["The file has no header: its columns were named by position."]
    if overrides.header is None:
        first = lines_before_rows(records, schema)
    rows = [record.cells for record in records[first:]]
    if overrides.columns:
        given = overrides.columns if overrides.partial else schema.names
        measurements = tuple(m for m in schema.measurements if m.name in given)
        positions = given_positions(measurements, overrides, rows, schema)
        if overrides.header is None and may_be_header(rows[0], positions):
            return columns_by_header(records, first, overrides, model)
    else:
        measurements = schema.measurements
        by_values = columns_by_values(rows, model) or _by_number(rows, schema) if rows else None
        if by_values is None or (overrides.header is None and may_be_header(rows[0], by_values)):
            raise missing_columns(records[0].cells if records else [], [], schema)
        positions = tuple(by_values)
        notes = [_usual_order(measurements)]
    width = common_width(rows)
    refuse_too_many_columns("rows have", width)
    names = [f"column_{index + 1}" for index in range(width)]
    for measurement, index in zip(measurements, positions, strict=True):
        names[index] = measurement.name
    return Columns(tuple(names), measurements, positions, first=first, notes=tuple(notes))


def _by_number(rows: Sequence[Sequence[str]], schema: Schema) -> list[int] | None:
    """Return the positions in names such as `column_3`, which a table without a header gave."""
    found = [re.fullmatch(r"column_(\d{1,4})", name) for name in schema.names]
    positions = [int(match[1]) - 1 for match in found if match]
    fits = len(positions) == len(found) and max(positions) < common_width(rows)
    return positions if fits else None


def _usual_order(measurements: Sequence[Measurement]) -> str:
    phrases = ", ".join(m.phrase for m in measurements)
    if len(measurements) == 1:
        return f"The file has no header: its column of numbers was taken for the {phrases}."
    return (
        f"The file has no header: its {_NUMBER_WORDS[len(measurements)]} columns of numbers were "
        f"taken in the usual order, {phrases}."
    )


def refuse_too_many_columns(what: str, count: int) -> None:
    """Raise IrisError for more than MAXIMUM_COLUMNS columns."""
    if count > MAXIMUM_COLUMNS:
        raise IrisError(
            f"The {what} {count:,} columns, more than the {MAXIMUM_COLUMNS:,} that are read. Keep "
            "the measurements and the columns you need."
        )


def _fitted_to_rows(columns: Columns, rows: Sequence[Sequence[str]], model: Model) -> Columns:
    """Return columns whose header has more or fewer cells than most rows, made to fit.

    R's write.table omits the name above the row names. Other programs end rows, or the header
    alone, with separators.
    """
    names, positions = columns.names, columns.positions
    widths = Counter(map(len, rows))
    width = common_width(rows)
    more = width - len(names)
    if not more or widths[width] <= widths[len(names)] or width > MAXIMUM_COLUMNS:
        return columns
    usual = [row for row in rows if len(row) == width]
    if more < 0 and width > max(positions) and not "".join(names[width:]).strip():
        note = "The header ends with separators that the rows do not have."
        return replace(columns, names=names[:width], notes=(note,))
    if more > 0 and not any(cell.strip() for row in usual for cell in row[len(names) :]):
        note = "The rows end with separators that the header does not have."
        return replace(columns, names=(*names, *[""] * more), notes=(note,))
    moved = tuple(index + 1 for index in positions)
    if more == 1 and _are_row_numbers([row[0] for row in usual]):
        note = "The header has no name for the row numbers: the other names moved one column on."
        return replace(columns, names=("", *names), positions=moved, notes=(note,))
    if len(usual) < max(len(rows), _FEWEST_ROWS):
        return columns
    here = resemble(usual, columns.measurements, positions, model)
    if more == 1 and not here and resemble(usual, columns.measurements, moved, model):
        note = "The header has no name for the first column: the other names moved one column on."
        return replace(columns, names=("", *names), positions=moved, notes=(note,))
    if more == -1 and here and max(positions) < width:
        note = "The header has one name more than the rows have cells: the last column is empty."
        return replace(columns, notes=(note,), row_cells=width)
    return columns


def _are_row_numbers(cells: Sequence[str]) -> bool:
    """Tell whether cells count up from 1, perhaps with gaps or starting again."""
    if not all(cell.isdecimal() and len(cell) < LONG_NUMBER for cell in cells):
        return False
    numbers = [0, *map(int, cells)]
    return numbers[1] == 1 and all(
        after > before or after == 1 for before, after in pairwise(numbers)
    )
