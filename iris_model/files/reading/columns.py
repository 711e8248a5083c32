"""Which column holds which measurement: by the header, by a user's word, or by the values alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from iris_model.dataset import MEASUREMENTS
from iris_model.errors import IrisError
from iris_model.files.reading.cells import columns_by_values, common_width
from iris_model.files.reading.headers import (
    Named,
    missing_columns,
    no_such_column,
    plain,
    read_name,
    two_columns,
)
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.records import Record
from iris_model.validation import parse_number, says_missing, shorten

MAXIMUM_COLUMNS = 1000
_HEADER_WITHIN = 100
"""Records before the header: more than any title page seen."""
_LONG_NUMBER = 12
"""Digits that no row number has."""
_COMMENT = ("#", "%", "//")


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their names, and where the four measurements are."""

    names: tuple[str, ...]
    positions: tuple[int, ...]
    """In the order of MEASUREMENTS."""
    named: tuple[Named, ...] = ()
    """What the header says about each of the four."""
    header: int | None = None
    """Index of the header among the records."""
    first: int = 0
    """Index of the first row among the records."""
    notes: tuple[str, ...] = field(default=())


def find_header(records: Sequence[Record], overrides: Overrides) -> tuple[int, int | None]:
    """Return how many measurements the most telling record names, and its index.

    Nothing behind a row of numbers is a header. Without a name the index is None. Columns that a
    user gives by number say nothing about where the header is.
    """
    by_name = {m: name for m, name in overrides.columns.items() if not _is_number(name)}
    best: tuple[int, int | None] = (0, None)
    for index, record in enumerate(records[:_HEADER_WITHIN]):
        if _is_data(record.cells):
            break
        count = len(_named(record.cells, replace(overrides, columns=by_name)))
        if count > best[0]:
            best = count, index
    return best


def columns_by_header(records: Sequence[Record], header: int, overrides: Overrides) -> Columns:
    """Return the columns as a header names them, a user's word going first.

    Raises IrisError for a measurement without a column or with two, and a column with two.
    """
    names = list(records[header].cells)
    found = _named(names, overrides)
    for measurement, claims in found.items():
        if len(claims) > 1:
            raise two_columns(measurement, *(names[index] for index in [*claims][:2]))
    for measurement, wanted in overrides.columns.items():
        if measurement not in found:
            raise no_such_column(measurement, wanted, names)
    if len(found) < len(MEASUREMENTS):
        raise missing_columns(names, list(found))
    chosen = [next(iter(found[m.name].items())) for m in MEASUREMENTS]
    positions = tuple(index for index, _ in chosen)
    _check_distinct(positions)
    columns = Columns(
        tuple(names), positions, tuple(named for _, named in chosen), header, header + 1
    )
    return _fitted_to_rows(columns, [record.cells for record in records[header + 1 :]])


def columns_without_header(records: Sequence[Record], overrides: Overrides) -> Columns:
    """Return the columns of a table whose first record is a row, by its values or a user's word.

    Raises IrisError when neither settles which column is which.
    """
    first, notes = 0, ["The file has no header: its columns were named by position."]
    if overrides.header is None:
        first = _lines_before_rows(records)
    rows = [record.cells for record in records[first:]]
    if overrides.columns:
        positions = _named_positions(overrides, rows)
        if overrides.header is None and _is_header(rows[0], positions):
            return columns_by_header(records, first, overrides)
    else:
        by_values = columns_by_values(rows) if rows else None
        if by_values is None or (overrides.header is None and _is_header(rows[0], by_values)):
            raise missing_columns(records[0].cells if records else [], [])
        positions = tuple(by_values)
        notes = [
            "The file has no header: its four columns of numbers were taken in the usual order, "
            "sepal length, sepal width, petal length, petal width."
        ]
    width = common_width(rows)
    if width > MAXIMUM_COLUMNS:
        raise too_many_columns("rows have", width)
    names = [f"column_{index + 1}" for index in range(width)]
    for measurement, index in zip(MEASUREMENTS, positions, strict=True):
        names[index] = measurement.name
    return Columns(tuple(names), positions, first=first, notes=tuple(notes))


def refuse_too_many_columns(records: Sequence[Record]) -> None:
    """Raise IrisError for a table with more columns than any table of flowers has."""
    count = len(records[0].cells) if records else 0
    if count > MAXIMUM_COLUMNS:
        raise too_many_columns("first line has", count)


def too_many_columns(what: str, count: int) -> IrisError:
    """Return the error that a table has more columns than are read."""
    return IrisError(
        f"The {what} {count:,} columns, more than the {MAXIMUM_COLUMNS:,} that are read. Keep the "
        "four measurements and the columns you need."
    )


def _named(cells: Sequence[str], overrides: Overrides) -> dict[str, dict[int, Named]]:
    """Return, for each measurement that a record names, the positions of its columns."""
    found: dict[str, dict[int, Named]] = {}
    if len(cells) > MAXIMUM_COLUMNS:
        return found
    for index, cell in enumerate(cells):
        named = read_name(cell)
        if named and named.measurement not in overrides.columns:
            found.setdefault(named.measurement, {})[index] = named
    for measurement, wanted in overrides.columns.items():
        position = _position(cells, wanted)
        if position is not None:
            named = read_name(cells[position])
            found[measurement] = {position: Named(measurement, named.unit if named else None)}
    return {m.name: found[m.name] for m in MEASUREMENTS if m.name in found}


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
        wanted = int(wanted) - 1 if wanted.strip().isdecimal() else None
    return wanted if wanted is not None and 0 <= wanted < width else None


def _named_positions(overrides: Overrides, rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the four positions a user gave for a table without a header."""
    width = common_width(rows) if rows else 0
    positions = []
    for name, wanted in overrides.columns.items():
        if _numbered(wanted, width) is None:
            raise no_such_column(name, wanted, rows[0] if rows else [])
    for measurement in MEASUREMENTS:
        position = _numbered(overrides.columns.get(measurement.name), width)
        if position is None:
            raise IrisError(
                f"The file has no header, so its {width} columns have no names: give the number of "
                f"the column for {measurement.label.lower()}."
            )
        positions.append(position)
    _check_distinct(positions)
    return tuple(positions)


def _check_distinct(positions: Sequence[int]) -> None:
    if len(set(positions)) < len(positions):
        raise IrisError("One column is given for two measurements. Give each its own column.")


def _fitted_to_rows(columns: Columns, rows: Sequence[Sequence[str]]) -> Columns:
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
    if more == 1 and _are_row_numbers([row[0] for row in usual]):
        note = "The header has no name for the row numbers: the other names moved one column on."
        moved = tuple(index + 1 for index in positions)
        return replace(columns, names=("", *names), positions=moved, notes=(note,))
    return columns


def _are_row_numbers(cells: Sequence[str]) -> bool:
    """Tell whether cells count up from 1, some left out; another table's may begin again."""
    if not all(cell.isdecimal() and len(cell) < _LONG_NUMBER for cell in cells):
        return False
    numbers = [0, *map(int, cells)]
    return numbers[1] == 1 and all(
        after > before or after == 1 for before, after in pairwise(numbers)
    )


def _is_data(cells: Sequence[str]) -> bool:
    """Tell whether a record has enough numbers to be a flower."""
    return sum(parse_number(cell.replace(",", ".", 1)) is not None for cell in cells) >= 4


def _is_header(cells: Sequence[str], positions: Sequence[int]) -> bool:
    """Tell whether a record has words, and neither numbers nor signs of missing values, there."""
    return max(positions) < len(cells) and all(
        cells[index].strip()
        and not says_missing(cells[index])
        and parse_number(cells[index].replace(",", ".", 1)) is None
        for index in positions
    )


def _lines_before_rows(records: Sequence[Record]) -> int:
    """Return how many records precede the rows: comments, titles, scikit-learn's first line."""
    width = common_width([record.cells for record in records])
    count = 0
    for record in records:
        cells = record.cells
        comment = cells[0].lstrip().startswith(_COMMENT)
        title = len(cells) != width and not any(map(parse_number, cells))
        counts = len(cells) >= 5 and cells[0].isdecimal() and cells[1] == str(len(MEASUREMENTS))
        if not (comment or title or (counts and not _is_data(cells))):
            break
        count += 1
    return count
