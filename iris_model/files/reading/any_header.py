"""The header of any table: of up to three lines, with units below it, or none."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from iris_model.files.reading.cells import common_width
from iris_model.files.reading.header_lines import MOST_LINES, lines_joined, units_read
from iris_model.units import is_without_unit, known_unit, without_brackets
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
    lines, units = 1, False
    while not units and len(rows) >= lines:
        below = [cell.strip() for cell in rows[lines - 1]]
        if len(below) != len(header) or below == header:
            break
        numbers = _columns_of_numbers(rows[lines:], len(header))
        cells = [below[place] for place in numbers]
        units = _are_units(cells)
        if units:
            header = _with_units(header, dict(zip(numbers, cells, strict=True)))
        elif (
            lines < MOST_LINES
            and cells
            and all(map(_is_word, cells))
            and not _recurs(rows[lines - 1 :])
        ):
            header = _with_names(header, below, numbers)
        else:
            break
        lines += 1
    joined = lines - units
    notes = [lines_joined(joined)] if joined > 1 else []
    return header, lines, [*notes, units_read("below")] if units else notes


def _with_names(header: list[str], below: list[str], numbers: list[int]) -> list[str]:
    """Return the names joined with those below; one may span several columns of numbers."""
    spanning: Iterator[str] = accumulate(header, lambda before, name: name or before)
    return [
        f"{above if place in numbers else name} {more}".strip()
        for place, (above, name, more) in enumerate(zip(spanning, header, below, strict=True))
    ]


def _with_units(header: list[str], units: Mapping[int, str]) -> list[str]:
    """Return the names with their units, by place, except those that have them."""
    written = {at: f"({without_brackets(u)})" for at, u in units.items() if not is_without_unit(u)}
    return [
        f"{name} {written[at]}" if at in written and not name.endswith(written[at]) else name
        for at, name in enumerate(header)
    ]


def _are_units(cells: Sequence[str]) -> bool:
    units = [without_brackets(cell) for cell in cells if not is_without_unit(cell)]
    return bool(units) and all(map(known_unit, units))


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
    fitting = [row for row in rows if len(row) == len(first)]
    for place, name in enumerate(first):
        words = [row[place] for row in fitting if _is_word(row[place])]
        if len(words) * 2 > len(fitting) and len(set(words)) * 2 <= len(words):
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
