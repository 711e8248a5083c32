"""The header of any table: of one line, of two, with units below it, or none."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from iris_model.files.reading.cells import common_width
from iris_model.units import known_unit
from iris_model.validation import reads_as_number, says_missing

_NONE = "The file has no header: its columns were numbered."
_UNITS = "The line below the header was read as the units of its columns."
_TWO_LINES = "The header has two lines, which were joined."
_FIRST_UNNAMED = "The header has no name for the first column: its names moved one column on."
_ONE_NAME_MORE = "The last name of the header was left out: no row has a cell for it."


class Header(NamedTuple):
    """What a table's first records name."""

    names: tuple[str, ...] | None
    """Of the columns, perhaps empty; None without a header."""
    lines: int
    """Records that the header takes."""
    width: int
    """Of the table, in columns."""
    notes: tuple[str, ...]
    """Sentences about what was assumed, without text of the file."""


def read_header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the header of a table's records, those above it left out."""
    width = common_width(rows[1:] or rows)
    if not _is_header(rows[0], rows[1:]):
        return Header(None, 0, width, (_NONE,))
    header = [cell.strip(' \t"\ufeff') for cell in rows[0]]
    header[0] = header[0].removeprefix("#")  # as NumPy's savetxt writes it
    header, lines, notes = _with_second_line(header, rows[1:])
    rows = rows[lines:]
    ends = [row[-1] for row in rows if len(row) == width]
    if len(header) == width - 1 and any(cell.strip() for cell in ends):
        header, notes = ["", *header], [*notes, _FIRST_UNNAMED]
    elif len(header) > width and not any(header[width:]):
        header = header[:width]
    elif len(header) == width + 1 and rows and all(len(row) == width for row in rows):
        header, notes = header[:width], [*notes, _ONE_NAME_MORE]
    return Header(tuple(header), lines, len(header), tuple(notes))


def _with_second_line(
    header: list[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], int, list[str]]:
    """Return the names with what the line below adds, how many lines that are, and notes."""
    below = [cell.strip() for cell in rows[0]] if rows else []
    numbers = _columns_of_numbers(rows[1:], len(header))
    if len(below) != len(header) or not numbers:
        return header, 1, []
    units = {place: unit for place in numbers if (unit := below[place].strip("()[]"))}
    if units and all(map(known_unit, units.values())):
        named = enumerate(header)
        return [f"{n} ({units[at]})" if at in units else n for at, n in named], 2, [_UNITS]
    words = [below[place] for place in numbers]
    if _recurs(rows) or any(not w or is_number(w) or says_missing(w) for w in words):
        return header, 1, []
    spanning: Iterator[str] = accumulate(header, lambda before, name: name or before)
    pairs = zip(spanning, below, strict=True)
    return [" ".join(filter(None, pair)) for pair in pairs], 2, [_TWO_LINES]


def _recurs(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a cell of the first row is in another one, as no name is."""
    first, *others = rows
    return any(
        cell.strip() and cell in {row[place] for row in others if place < len(row)}
        for place, cell in enumerate(first)
    )


def is_number(cell: str) -> bool:
    """Return whether a cell is a number, with a point or a decimal comma."""
    return reads_as_number(cell.strip())


def _is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record has words above numbers, or no number at all."""
    numbers = [is_number(cell) or says_missing(cell) for cell in first if cell.strip()]
    if not any(numbers):
        return True
    columns = _columns_of_numbers(rows, len(first))
    named = sum(not is_number(first[index]) and bool(first[index].strip()) for index in columns)
    return bool(columns) and named * 2 > len(columns)


def _columns_of_numbers(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the columns of which most cells are numbers, in rows of a width."""
    fitting = [row for row in rows if len(row) == width]
    return [
        place
        for place in range(width)
        if sum(is_number(row[place]) for row in fitting) * 2 > len(fitting)
    ]
