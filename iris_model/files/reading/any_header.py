"""The header of any table: of one line, of two, with units below it, or none."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from iris_model.files.reading.cells import common_width
from iris_model.files.reading.header_lines import MOST_LINES, lines_joined, units_read
from iris_model.units import is_without_unit, known_unit
from iris_model.validation import reads_as_number, says_missing

_NONE = "The file has no header: its columns were numbered."
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
    header, lines, notes = _with_more_lines(header, rows[1:])
    rows = rows[lines:]
    ends = [row[-1] for row in rows if len(row) == width]
    if len(header) == width - 1 and any(cell.strip() for cell in ends):
        header, notes = ["", *header], [*notes, _FIRST_UNNAMED]
    elif len(header) > width and not any(header[width:]):
        header = header[:width]
    elif len(header) == width + 1 and rows and all(len(row) == width for row in rows):
        header, notes = header[:width], [*notes, _ONE_NAME_MORE]
    return Header(tuple(header), lines, len(header), tuple(notes))


def _with_more_lines(
    header: list[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], int, list[str]]:
    """Return the names with what the lines below add to them, how many lines, and notes."""
    lines = 1
    while lines < MOST_LINES and (joined := _with_names(header, rows[lines - 1 :])):
        header, lines = joined, lines + 1
    notes = [lines_joined(lines)] if lines > 1 else []
    if with_units := _with_units(header, rows[lines - 1 :]):
        return with_units, lines + 1, [*notes, units_read("below")]
    return header, lines, notes


def _with_names(header: list[str], rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the names joined with those in the line below, or None if that has none."""
    below = _line(header, rows)
    numbers = _columns_of_numbers(rows[1:], len(header))
    words = [below[place] for place in numbers] if below else []
    if not words or not all(map(_is_word, words)) or _are_units(words) or _recurs(rows):
        return None
    spanning: Iterator[str] = accumulate(header, lambda before, name: name or before)
    return [
        f"{above if place in numbers else name} {more}".strip()
        for place, (above, name, more) in enumerate(zip(spanning, header, below, strict=True))
    ]


def _with_units(header: list[str], rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the names with the units in the line below, or None if that has others."""
    below = _line(header, rows)
    places = _columns_of_numbers(rows[1:], len(header)) if below else []
    if not _are_units([below[place] for place in places]):
        return None
    units = {at: below[at].strip("()[]") for at in places if not is_without_unit(below[at])}
    return [_with_unit(name, units.get(place)) for place, name in enumerate(header)]


def _line(header: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the first row's cells if it may belong to the header, else none."""
    cells = [cell.strip() for cell in rows[0]] if rows else []
    return cells if len(cells) == len(header) and cells != header else []


def _are_units(cells: Sequence[str]) -> bool:
    units = [cell.strip("()[]") for cell in cells if not is_without_unit(cell)]
    return bool(units) and all(map(known_unit, units))


def _with_unit(name: str, unit: str | None) -> str:
    return f"{name} ({unit})" if unit and not name.endswith(f"({unit})") else name


def _recurs(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a cell of the first row is in another row, as no name is."""
    first, *others = rows
    return any(
        cell.strip() and any(cell == row[place] for row in others if place < len(row))
        for place, cell in enumerate(first)
    )


def is_number(cell: str) -> bool:
    """Return whether a cell is a number, with a point or a decimal comma."""
    return reads_as_number(cell.strip())


def _is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record has words above numbers, or above groups, or no number at all."""
    columns = _columns_of_numbers(rows, len(first))
    words = [first[place] for place in columns if _is_word(first[place])]
    if all(_is_word(cell) for cell in first if cell.strip()):
        # One word for all numbers, above a group, says that they were not measured.
        others = [row for row in rows if row != first]
        return len(words) < 2 or len(set(words)) > 1 or not _recurs([first, *others])
    return len(words) * 2 > len(columns) or _heads_groups(first, rows)


def _is_word(cell: str) -> bool:
    return bool(cell.strip()) and not is_number(cell) and not says_missing(cell)


def _heads_groups(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record has another word above each column of words that recur."""
    found = False
    for place, name in enumerate(first):
        below = [row[place] for row in rows if len(row) == len(first)]
        words = [cell for cell in below if _is_word(cell)]
        if len(words) * 2 > len(below) and len(set(words)) * 2 <= len(words):
            found = _is_word(name) and name not in words
            if not found:
                return False
    return found


def _columns_of_numbers(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the columns of which most cells are numbers, in rows of a width."""
    fitting = [row for row in rows if len(row) == width]
    return [
        place
        for place in range(width)
        if sum(is_number(row[place]) for row in fitting) * 2 > len(fitting)
    ]
