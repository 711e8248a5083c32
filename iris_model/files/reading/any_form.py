"""How a table's text is divided into records and cells, and where its header is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from iris_model.errors import IrisError
from iris_model.files.reading.any_header import is_number, read_header
from iris_model.files.reading.cells import common_width
from iris_model.files.reading.forms import BLANKS, as_csv
from iris_model.files.reading.records import COMMENT_MARKS, MAXIMUM_COLUMNS, split_records
from iris_model.files.reading.text import BLANK, SEPARATORS, Text

SAMPLE = 500
"""Records that tell how the text is laid out."""


@dataclass(frozen=True)
class Form:
    """How a text is divided into records and cells."""

    text: str
    separator: str
    first: int
    """Records before the first row."""
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
        header = read_header([names, *rows[first:]])
        notes = ("The header has another separator than the rows.", *header.notes)
        first -= 1
    else:
        header = read_header(rows[first:])
        notes = header.notes
    return Form(text, mark, first + header.lines, header.names, header.width, notes)


def _sample(text: str, separator: str) -> list[list[str]]:
    if separator == BLANK:
        text, separator = _tabbed(text[: 100 * SAMPLE]), "\t"
    return [record.cells for record in islice(split_records(text, separator), SAMPLE)]


def _tears(separator: str, mark: str, samples: Mapping[str, Sequence[Sequence[str]]]) -> bool:
    """Tell whether a separator cuts through the cells of a mark that fits the header too."""
    if mark in (separator, BLANK):
        return False
    rows, torn = samples[mark], samples[separator]
    words = [any(mark in cell and not is_number(cell) for cell in row) for row in torn]
    # What blanks separate has no tabs.
    between = (separator, mark) == (BLANK, "\t") or sum(words) > len(torn) / 2
    return between and _fit(rows)[0] and _lines_before(rows) == 0


def _tabbed(text: str) -> str:
    return as_csv(text.encode(), BLANKS).decode()


def _otherwise_separated(line: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the names in a single cell that other separators divide, or None."""
    found = [line[0].split(mark) for mark in SEPARATORS] if len(line) == 1 else []
    names = [cells for cells in found if len(cells) == common_width(rows)]
    return names[0] if names and not any(map(is_number, names[0])) else None


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
    numbers = sum(is_number(cell) for row in below for cell in row) / max(len(below), 1)
    return regular, numbers, -before


def _lines_before(rows: Sequence[Sequence[str]]) -> int:
    width = common_width(rows)
    for index, row in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in row)
        comment = row[0].lstrip().startswith(COMMENT_MARKS) and len(row) != width
        if width == 1 or not (comment or filled <= 1):
            return index
    return 0
