"""Which column holds which measurement: by the header, by a user's word, or by the values alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

import numpy as np

from iris_model.errors import IrisError
from iris_model.files.reading.cells import (
    columns_by_values,
    common_width,
    find_decimal,
    find_units,
    per_unit,
    sample,
)
from iris_model.files.reading.headers import (
    Named,
    missing_columns,
    no_such_column,
    plain,
    read_name,
    read_unit,
    two_columns,
)
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.records import COMMENT_MARKS, Record
from iris_model.model import Model
from iris_model.schema import Measurement, Schema
from iris_model.validation import parse_number, says_missing, shorten

MAXIMUM_COLUMNS = 1000
_HEADER_WITHIN = 100
"""Records before the header: more than any title page seen."""
_LONG_NUMBER = 12
"""Digits that no row number has."""
_NUMBERS_OF_A_ROW = 4
"""That no title or header has, where the model has so many measurements."""
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_FEWEST_ROWS = 2
"""That show what all rows have in common."""


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their names, and where the measurements are."""

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
    notes: tuple[str, ...] = field(default=())
    row_cells: int = 0
    """Cells of a row where the header has one name more; 0 where they have as many."""


def join_header_lines(
    records: Sequence[Record], overrides: Overrides, schema: Schema
) -> tuple[Sequence[Record], tuple[str, ...]]:
    """Return records with a header of two lines joined to one, and a sentence about it.

    Such are names in two parts, `Sepal` above `Length`, the first perhaps only above the first of
    several columns, and units below the names.
    """
    _, header = find_header(records, overrides, schema)
    if header is not None and _are_units(records, header, schema):
        joined = _joined(records[header], records[header + 1], "{} ({})")
        note = "The line below the header was read as the units of its columns."
        return [*records[:header], joined, *records[header + 2 :]], (note,)
    best = len(_named(records[header].cells, overrides, schema)) if header is not None else 0
    for index, (upper, lower) in enumerate(pairwise(records[:_HEADER_WITHIN])):
        if _is_data(lower.cells, schema):
            break
        for above in (upper, replace(upper, cells=_filled_forward(upper.cells))):
            joined = _joined(above, lower, "{} {}")
            if len(_named(joined.cells, overrides, schema)) == len(schema.names) > best:
                note = "The header has two lines, which were joined."
                return [*records[:index], joined, *records[index + 2 :]], (note,)
    return records, ()


def _are_units(records: Sequence[Record], header: int, schema: Schema) -> bool:
    """Tell whether the record below a header has the units of its measurements, and no others."""
    if header + 1 >= len(records):
        return False
    names, cells = records[header].cells, records[header + 1].cells
    found = []
    for name, cell in zip(names, cells, strict=False):
        named = read_name(name, schema)
        if named and cell.strip():
            found.append(read_unit(cell, schema.measurement(named.measurement)) is not None)
    return bool(found) and all(found)


def _joined(upper: Record, lower: Record, form: str) -> Record:
    cells = [
        form.format(above.strip(), below.strip())
        if above.strip() and below.strip()
        else above or below
        for above, below in zip_longest(upper.cells, lower.cells, fillvalue="")
    ]
    return Record(cells, upper.stray_quote or lower.stray_quote, upper.start, lower.end)


def _filled_forward(cells: Sequence[str]) -> list[str]:
    """Return cells with empty ones like the last before them: a title may span columns."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell if cell.strip() or not filled else filled[-1])
    return filled


def find_header(
    records: Sequence[Record], overrides: Overrides, schema: Schema
) -> tuple[int, int | None]:
    """Return how many measurements the most telling record names, and its index.

    Nothing behind a row of numbers is a header. Without a name the index is None. Columns that a
    user gives by number say nothing about where the header is.
    """
    by_name = {m: name for m, name in overrides.columns.items() if not _is_number(name)}
    best: tuple[int, int | None] = (0, None)
    for index, record in enumerate(records[:_HEADER_WITHIN]):
        if _is_data(record.cells, schema):
            break
        count = len(_named(record.cells, replace(overrides, columns=by_name), schema))
        if count > best[0]:
            best = count, index
    return best


def columns_by_header(
    records: Sequence[Record], header: int, overrides: Overrides, model: Model
) -> Columns:
    """Return the columns as a header names them, a user's word going first.

    Raises IrisError for a measurement without a column or with two, and a column with two.
    """
    schema = model.schema
    names = list(records[header].cells)
    found = _named(names, overrides, schema)
    for measurement, claims in found.items():
        if len(claims) > 1:
            phrase = schema.measurement(measurement).phrase
            raise two_columns(phrase, *(names[index] for index in [*claims][:2]))
    for measurement, wanted in overrides.columns.items():
        if measurement not in found:
            raise no_such_column(schema.measurement(measurement).phrase, wanted, names)
    if len(found) < (1 if overrides.partial else len(schema.names)):
        raise missing_columns(names, list(found), schema)
    measurements = tuple(m for m in schema.measurements if m.name in found)
    chosen = [next(iter(found[m.name].items())) for m in measurements]
    positions = tuple(index for index, _ in chosen)
    _check_distinct(positions)
    named = tuple(named for _, named in chosen)
    columns = Columns(tuple(names), measurements, positions, named, header, header + 1)
    return _fitted_to_rows(columns, [record.cells for record in records[header + 1 :]], model)


def columns_without_header(
    records: Sequence[Record], overrides: Overrides, model: Model
) -> Columns:
    """Return the columns of a table whose first record is a row, by its values or a user's word.

    Raises IrisError when neither settles which column is which.
    """
    schema = model.schema
    first, notes = 0, ["The file has no header: its columns were named by position."]
    if overrides.header is None:
        first = _lines_before_rows(records, schema)
    rows = [record.cells for record in records[first:]]
    if overrides.columns:
        measurements = _given(overrides, schema)
        positions = _named_positions(measurements, overrides, rows, schema)
        if overrides.header is None and _is_header(rows[0], positions):
            return columns_by_header(records, first, overrides, model)
    else:
        measurements = schema.measurements
        by_values = columns_by_values(rows, model) if rows else None
        if by_values is None or (overrides.header is None and _is_header(rows[0], by_values)):
            raise missing_columns(records[0].cells if records else [], [], schema)
        positions = tuple(by_values)
        notes = [_usual_order(measurements)]
    width = common_width(rows)
    if width > MAXIMUM_COLUMNS:
        raise too_many_columns("rows have", width)
    names = [f"column_{index + 1}" for index in range(width)]
    for measurement, index in zip(measurements, positions, strict=True):
        names[index] = measurement.name
    return Columns(tuple(names), measurements, positions, first=first, notes=tuple(notes))


def _usual_order(measurements: Sequence[Measurement]) -> str:
    phrases = ", ".join(m.phrase for m in measurements)
    if len(measurements) == 1:
        return f"The file has no header: its column of numbers was taken for the {phrases}."
    return (
        f"The file has no header: its {_NUMBER_WORDS[len(measurements)]} columns of numbers were "
        f"taken in the usual order, {phrases}."
    )


def refuse_too_many_columns(records: Sequence[Record]) -> None:
    """Raise IrisError for a table with more columns than any table of flowers has."""
    count = len(records[0].cells) if records else 0
    if count > MAXIMUM_COLUMNS:
        raise too_many_columns("first line has", count)


def too_many_columns(what: str, count: int) -> IrisError:
    """Return the error that a table has more columns than are read."""
    return IrisError(
        f"The {what} {count:,} columns, more than the {MAXIMUM_COLUMNS:,} that are read. Keep the "
        "measurements and the columns you need."
    )


def _named(
    cells: Sequence[str], overrides: Overrides, schema: Schema
) -> dict[str, dict[int, Named]]:
    """Return, for each measurement that a record names, the positions of its columns.

    Where one of them writes it out, abbreviations of it mean something else.
    """
    found: dict[str, dict[int, Named]] = {}
    if len(cells) > MAXIMUM_COLUMNS:
        return found
    for index, cell in enumerate(cells):
        named = read_name(cell, schema)
        if named and named.measurement not in overrides.columns:
            found.setdefault(named.measurement, {})[index] = named
    for measurement, claims in found.items():
        full = {index: named for index, named in claims.items() if named.full}
        found[measurement] = full or claims
    for measurement, wanted in overrides.columns.items():
        position = _position(cells, wanted)
        if position is not None:
            named = read_name(cells[position], schema)
            found[measurement] = {position: Named(measurement, named.unit if named else None)}
    return {name: found[name] for name in schema.names if name in found}


def _position(names: Sequence[str], wanted: str | int) -> int | None:
    """Return the position of the column a user means, or None when there is none."""
    if isinstance(wanted, int):
        return _numbered(wanted, len(names))
    same = [i for i, name in enumerate(names) if name.strip() == wanted.strip()]
    alike = [i for i, name in enumerate(names) if plain(name) and plain(name) == plain(wanted)]
    for matches in (same, alike):
        if len(matches) > 1:
            raise IrisError(f"More than one column is called “{shorten(wanted)}”. Rename one.")
        if matches:
            return matches[0]
    return _numbered(wanted, len(names))


def _is_number(wanted: str | int) -> bool:
    return isinstance(wanted, int) or wanted.strip().isdecimal()


def _numbered(wanted: str | int | None, width: int) -> int | None:
    """Return the position that is meant by a position, or by a text such as "1" for the first."""
    if isinstance(wanted, str):
        short = wanted.strip().isdecimal() and len(wanted) < _LONG_NUMBER
        wanted = int(wanted) - 1 if short else None
    return wanted if wanted is not None and 0 <= wanted < width else None


def _given(overrides: Overrides, schema: Schema) -> tuple[Measurement, ...]:
    """Return the measurements that a table without a header has columns for, by a user's word."""
    if not overrides.partial:
        return schema.measurements
    return tuple(m for m in schema.measurements if m.name in overrides.columns)


def _named_positions(
    measurements: Sequence[Measurement],
    overrides: Overrides,
    rows: Sequence[Sequence[str]],
    schema: Schema,
) -> tuple[int, ...]:
    """Return the positions a user gave for the measurements of a table without a header."""
    width = common_width(rows) if rows else 0
    positions = []
    for name, wanted in overrides.columns.items():
        if _numbered(wanted, width) is None:
            phrase = schema.measurement(name).phrase
            raise no_such_column(phrase, wanted, rows[0] if rows else [])
    for measurement in measurements:
        position = _numbered(overrides.columns.get(measurement.name), width)
        if position is None:
            raise IrisError(
                f"The file has no header, so its {width} columns have no names: give the number of "
                f"the column for {measurement.phrase}."
            )
        positions.append(position)
    _check_distinct(positions)
    return tuple(positions)


def _check_distinct(positions: Sequence[int]) -> None:
    if len(set(positions)) < len(positions):
        raise IrisError("One column is given for two measurements. Give each its own column.")


def _fitted_to_rows(columns: Columns, rows: Sequence[Sequence[str]], model: Model) -> Columns:
    """Return the columns of a header that has more or fewer cells than most rows, made to fit.

    R's write.table leaves out the name above the row names, which shifts every other name to the
    left; spreadsheets and other programs end rows, or the header alone, with separators.
    """
    names, positions = columns.names, columns.positions
    widths = Counter(map(len, rows))
    width = common_width(rows) if rows else 0
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
    here = _resemble(usual, columns.measurements, positions, model)
    if more == 1 and not here and _resemble(usual, columns.measurements, moved, model):
        note = "The header has no name for the first column: the other names moved one column on."
        return replace(columns, names=("", *names), positions=moved, notes=(note,))
    if more == -1 and here and max(positions) < width:
        note = "The header has one name more than the rows have cells: the last column is empty."
        return replace(columns, notes=(note,), row_cells=width)
    return columns


def _resemble(
    rows: Sequence[Sequence[str]],
    measurements: Sequence[Measurement],
    positions: Sequence[int],
    model: Model,
) -> bool:
    """Tell whether most rows resemble training specimens, their measurements in these columns."""
    measured = sample(rows, positions, find_decimal(rows, positions))
    try:
        units, _ = find_units(measurements, (), measured)
    except IrisError:
        return False
    values = measured / np.array([per_unit(m, units[m.name]) for m in measurements])
    part = model.knowing([m.name for m in measurements])
    alike = part.distances(values).min(axis=1) <= part.far
    return len(alike) > 0 and float(alike.mean()) >= 0.5


def _are_row_numbers(cells: Sequence[str]) -> bool:
    """Tell whether cells count up from 1, some left out; another table's may begin again."""
    if not all(cell.isdecimal() and len(cell) < _LONG_NUMBER for cell in cells):
        return False
    numbers = [0, *map(int, cells)]
    return numbers[1] == 1 and all(
        after > before or after == 1 for before, after in pairwise(numbers)
    )


def _is_data(cells: Sequence[str], schema: Schema) -> bool:
    """Tell whether a record has enough numbers to be a row."""
    numbers = sum(parse_number(cell.replace(",", ".", 1)) is not None for cell in cells)
    return numbers >= min(len(schema.names), _NUMBERS_OF_A_ROW)


def _is_header(cells: Sequence[str], positions: Sequence[int]) -> bool:
    """Tell whether a record has words, and neither numbers nor signs of missing values, there."""
    return max(positions) < len(cells) and all(
        cells[index].strip()
        and not says_missing(cells[index])
        and parse_number(cells[index].replace(",", ".", 1)) is None
        for index in positions
    )


def _lines_before_rows(records: Sequence[Record], schema: Schema) -> int:
    """Return how many records precede the rows: comments, titles, scikit-learn's first line."""
    width = common_width([record.cells for record in records])
    count = 0
    for record in records:
        cells = record.cells
        comment = cells[0].lstrip().startswith(COMMENT_MARKS)
        title = len(cells) != width and not any(map(parse_number, cells))
        counts = (
            len(cells) >= 2 + len(schema.groups)
            and cells[0].isdecimal()
            and cells[1] == str(len(schema.names))
        )
        if not (comment or title or (counts and not _is_data(cells, schema))):
            break
        count += 1
    return count
