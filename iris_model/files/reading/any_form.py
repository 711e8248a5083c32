"""How a table's text is divided into records and cells, and where its header is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from iris_model.errors import IrisError
from iris_model.files.reading.cells import common_width
from iris_model.files.reading.forms import BLANKS, as_csv
from iris_model.files.reading.records import COMMENT_MARKS, MAXIMUM_COLUMNS, split_records
from iris_model.files.reading.text import BLANK, SEPARATORS, Text
from iris_model.validation import reads_as_number, says_missing

SAMPLE = 500
"""Records that tell how the text is laid out."""


@dataclass(frozen=True)
class Form:
    """How a text is divided into records and cells."""

    text: str
    separator: str
    first: int
    """Records before the header, or before the first row where there is none."""
    header: tuple[str, ...] | None
    width: int
    notes: tuple[str, ...]


def form_of(table: Text) -> Form:
    """Return the form that fits a table best; raise IrisError if none does."""
    text = table.body
    marks = [table.separator] if table.separator else [*SEPARATORS, BLANK]
    samples = {mark: _sample(text, mark) for mark in marks}
    separator = max(samples, key=lambda mark: _fit(samples[mark]))
    # A number is found in “13 mm,21 mm,a” if blanks separate, and none if commas do.
    separator = next((mark for mark in marks if _tears(separator, mark, samples)), separator)
    rows = samples[separator]
    if not rows:
        raise IrisError("The file has no line that could be a row of a table.")
    if max(map(len, rows)) > MAXIMUM_COLUMNS:
        raise IrisError(
            f"A line has more than {MAXIMUM_COLUMNS:,} cells. Keep only the columns that are "
            "needed."
        )
    first = _lines_before(rows)
    text = _tabbed(text) if separator == BLANK else text
    mark = "\t" if separator == BLANK else separator
    names = _otherwise_separated(rows[first - 1], rows[first:]) if first else None
    if names:
        form = _with_header(text, mark, first - 1, [names, *rows[first:]])
        return replace(form, notes=("The header has another separator than the rows.", *form.notes))
    return _with_header(text, mark, first, rows[first:])


def _sample(text: str, separator: str) -> list[list[str]]:
    if separator == BLANK:
        text, separator = _tabbed(text[: 100 * SAMPLE]), "\t"
    return [record.cells for record in islice(split_records(text, separator), SAMPLE)]


def _tears(separator: str, mark: str, samples: Mapping[str, Sequence[Sequence[str]]]) -> bool:
    """Tell whether a separator cuts through the cells of a mark that fits the header too."""
    if mark in (separator, BLANK):
        return False
    rows, torn = samples[mark], samples[separator]
    words = [any(mark in cell and not _is_number(cell) for cell in row) for row in torn]
    # What blanks separate has no tabs.
    between = (separator, mark) == (BLANK, "\t") or sum(words) > len(torn) / 2
    return between and _fit(rows)[0] and _lines_before(rows) == 0


def _tabbed(text: str) -> str:
    return as_csv(text.encode(), BLANKS).decode()


def _otherwise_separated(line: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the names in a single cell that other separators divide, or None."""
    found = [line[0].split(mark) for mark in SEPARATORS] if len(line) == 1 else []
    names = [cells for cells in found if len(cells) == common_width(rows)]
    return names[0] if names and not any(map(_is_number, names[0])) else None


def _fit(rows: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """Return how well a separator fits.

    Rows of one width of at least two count first, then numbers, then few lines above the table.
    """
    if not rows:
        return False, 0.0, 0
    before = _lines_before(rows)
    body = rows[before:]
    width = common_width(body)
    alike = sum(len(row) == width for row in body) / len(body)
    regular = width > 1 and alike > 0.5 and abs(len(body[0]) - width) <= 1
    below = [row for row in body[1:] if len(row) == width]
    numbers = sum(_is_number(cell) for row in below for cell in row) / max(len(below), 1)
    return regular, numbers, -before


def _is_number(cell: str) -> bool:
    return reads_as_number(cell.strip())


def _lines_before(rows: Sequence[Sequence[str]]) -> int:
    width = common_width(rows)
    for index, row in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in row)
        comment = row[0].lstrip().startswith(COMMENT_MARKS) and len(row) != width
        if width == 1 or not (comment or filled <= 1):
            return index
    return 0


def _with_header(text: str, separator: str, first: int, rows: list[list[str]]) -> Form:
    width = common_width(rows[1:] or rows)
    if not _is_header(rows[0], rows[1:]):
        note = "The file has no header: its columns were numbered."
        return Form(text, separator, first, None, width, (note,))
    header, notes = [cell.strip(' \t"\ufeff') for cell in rows[0]], []
    header[0] = header[0].removeprefix("#")  # as NumPy's savetxt writes it
    ends = [row[-1] for row in rows[1:] if len(row) == width]
    if len(header) == width - 1 and any(cell.strip() for cell in ends):
        header = ["", *header]
        notes.append("The header has no name for the first column: its names moved one column on.")
    elif len(header) > width and not any(header[width:]):
        header = header[:width]
    elif len(header) == width + 1 and rows[1:] and all(len(row) == width for row in rows[1:]):
        header = header[:width]
        notes.append("The last name of the header was left out: no row has a cell for it.")
    return Form(text, separator, first, tuple(header), len(header), tuple(notes))


def _is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record has words above numbers, or no number at all."""
    numbers = [_is_number(cell) or says_missing(cell) for cell in first if cell.strip()]
    if not any(numbers):
        return True
    below = [row for row in rows if len(row) == len(first)]
    columns = [
        index
        for index in range(len(first))
        if sum(_is_number(row[index]) for row in below) * 2 > len(below)
    ]
    named = sum(not _is_number(first[index]) and bool(first[index].strip()) for index in columns)
    return bool(columns) and named * 2 > len(columns)
