"""How the text of any table is divided into records and cells, and where its header is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from iris_model.errors import IrisError
from iris_model.files.reading.records import COMMENT_MARKS, MAXIMUM_COLUMNS, split_records
from iris_model.validation import parse_number, says_missing

SAMPLE = 500
"""Records that tell how the text is laid out."""
_BLANKS = " "
_SEPARATORS = (",", ";", "\t", "|", _BLANKS)
_DECLARED = re.compile(r'"?sep=([,;|\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_QUOTED_OR_BLANKS = re.compile(r'("[^"\r\n]*")|[ \t]+')


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


def form_of(text: str) -> Form:
    """Return how a text is divided, by what fits best; raise IrisError where nothing does."""
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    marks = [declared[1]] if declared else _SEPARATORS
    samples = {mark: _sample(text, mark) for mark in marks}
    separator = max(samples, key=lambda mark: _fit(samples[mark]))
    rows = samples[separator]
    if not rows:
        raise IrisError("The file has no line that could be a row of a table.")
    if max(map(len, rows)) > MAXIMUM_COLUMNS:
        raise IrisError(
            f"A line has more than {MAXIMUM_COLUMNS:,} cells. Keep only the columns that are "
            "needed."
        )
    first = _lines_before(rows)
    text = _tabbed(text) if separator == _BLANKS else text
    mark = "\t" if separator == _BLANKS else separator
    return _with_header(text, mark, first, rows[first:])


def _sample(text: str, separator: str) -> list[list[str]]:
    """Return the cells of the first records."""
    if separator == _BLANKS:
        text, separator = _tabbed(text[: 100 * SAMPLE]), "\t"
    return [record.cells for record in islice(split_records(text, separator), SAMPLE)]


def _tabbed(text: str) -> str:
    """Return text with a tab for every run of blanks outside quotation marks."""
    lines = "\n".join(line.strip(" \t") for line in text.splitlines())
    return _QUOTED_OR_BLANKS.sub(lambda found: found[1] or "\t", lines)


def _fit(rows: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """Return how well a separator fits.

    Rows of one width of at least two, then their numbers, then the fewest lines before them.
    """
    if not rows:
        return False, 0.0, 0
    before = _lines_before(rows)
    body = rows[before:]
    width = _usual_width(body)
    alike = sum(len(row) == width for row in body) / len(body)
    regular = width > 1 and alike > 0.5 and abs(len(body[0]) - width) <= 1
    below = [row for row in body[1:] if len(row) == width]
    numbers = sum(_is_number(cell) for row in below for cell in row) / max(len(below), 1)
    return regular, numbers, -before


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0]


def _is_number(cell: str) -> bool:
    return parse_number(cell.strip().replace(",", ".", 1)) is not None


def _lines_before(rows: Sequence[Sequence[str]]) -> int:
    """Return how many records precede the table: comments, and titles of a single cell."""
    width = _usual_width(rows)
    for index, row in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in row)
        comment = row[0].lstrip().startswith(COMMENT_MARKS) and len(row) != width
        if width == 1 or not (comment or filled <= 1):
            return index
    return 0


def _with_header(text: str, separator: str, first: int, rows: list[list[str]]) -> Form:
    """Return the form of a text whose table begins with these rows."""
    width = _usual_width(rows[1:] or rows)
    if not _is_header(rows[0], rows[1:]):
        note = "The file has no header: its columns were numbered."
        return Form(text, separator, first, None, width, (note,))
    header, notes = [cell.strip(' \t"\ufeff') for cell in rows[0]], []
    ends = [row[-1] for row in rows[1:] if len(row) == width]
    if len(header) == width - 1 and any(cell.strip() for cell in ends):
        header = ["", *header]
        notes.append("The header has no name for the first column: its names moved one column on.")
    elif len(header) > width and not any(header[width:]):
        header = header[:width]
    return Form(text, separator, first, tuple(header), len(header), tuple(notes))


def _is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record names columns: words above numbers, or no number at all."""
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
