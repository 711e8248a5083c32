"""Text split into records with nothing lost: the tolerant reading that decides when in doubt.

A record ends at LF, CRLF or CR outside quotation marks. A quotation mark without its pair affects
only its own line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from iris_model.errors import IrisError
from iris_model.validation import reads_as_number, says_missing

MAXIMUM_LINE = 1_000_000
"""Bytes (here: characters) of the longest record that is read."""
MAXIMUM_COLUMNS = 1000
COMMENT_MARKS = ("#", "%", "//")
"""Begin a line of remarks above a table."""
_ENOUGH = 2
"""Numbers that no line of a remark has that also has as many separators as a row."""
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_EMPTY_LINES = re.compile(r"[\r\n]*")


@dataclass(slots=True)
class Record:
    """One record of a text."""

    cells: list[str]
    stray_quote: bool
    """A quotation mark opens a cell and does not close it: the cells are those of the bare line."""
    start: int
    """Position of its first character in the text."""
    end: int
    """Position behind its line break."""


def split_records(
    text: str, separator: str, width: int | None = None, *, complete: bool = True, fewest: int = 4
) -> Iterator[Record]:
    """Yield the records of a text, without blank lines.

    width is how many cells a record should have; a cell may span lines only in a record of that
    width. complete=False means that the text goes on; the last records are then held back if their
    quotation marks can't be judged yet. fewest is how many numbers a row has at least, if width is
    unknown. Raises IrisError for a line over MAXIMUM_LINE.
    """
    blanks = " " if separator == "\t" else " \t"
    position = _behind_empty_lines(text, 0)
    while position < len(text):
        line = _LINE.match(text, position)
        assert line is not None
        content, end = line[1], line.end()
        if len(content) > MAXIMUM_LINE:
            raise line_too_long()
        if '"' not in content:
            if content.strip(blanks):
                yield Record(content.split(separator), False, position, end)
        else:
            record = _quoted_record(text, position, separator, width, fewest)
            if record is None:
                if not complete and len(text) - position <= MAXIMUM_LINE:
                    return
                cells, _, _ = _cells(text, position, line.end(1), separator)
                record = Record(cells, True, position, end)
            yield record
            end = record.end
        position = _behind_empty_lines(text, end)


def _behind_empty_lines(text: str, position: int) -> int:
    empty = _EMPTY_LINES.match(text, position)
    assert empty is not None
    return empty.end()


def line_too_long() -> IrisError:
    """Return the error for a line over MAXIMUM_LINE."""
    return IrisError(
        "A line is longer than 1 MB, which no table of measurements has. Check that the file is a "
        "CSV file with each row on a line of its own."
    )


@cache
def _cell_pattern(separator: str) -> re.Pattern[str]:
    """Return the pattern of a cell: quoted and closed (group 1), or bare (group 2)."""
    sep = re.escape(separator)
    return re.compile(rf' *"((?>[^"]*+(?:""[^"]*+)*+))" *(?={sep}|[\r\n]|\Z)|([^{sep}\r\n]*)')


def _cells(text: str, position: int, limit: int, separator: str) -> tuple[list[str], int, bool]:
    """Return a record's cells, where it ends, and whether a quote is stray."""
    pattern, cells, stray = _cell_pattern(separator), [], False
    while True:
        match = pattern.match(text, position, limit)
        assert match is not None
        if match[1] is not None:
            cells.append(match[1].replace('""', '"'))
        else:
            cells.append(match[2])
            stray = stray or match[2].lstrip(" ").startswith('"')
        position = match.end()
        if position >= limit or text[position] != separator:
            return cells, position, stray
        position += 1


def _quoted_record(
    text: str, start: int, separator: str, width: int | None, fewest: int
) -> Record | None:
    """Return the record at start if its quotation marks pair properly, else None."""
    limit = min(len(text), start + MAXIMUM_LINE)
    cells, position, stray = _cells(text, start, limit, separator)
    if stray or (position == limit < len(text)):
        return None
    if any(_LINE_BREAK.search(cell) for cell in cells):
        if width not in (None, len(cells)):
            return None
        form = _Form(separator, width, fewest)
        *before, last = cells
        alone = not any(_LINE_BREAK.search(cell) for cell in before)
        first_line, *_, last_line = _LINE_BREAK.split(text[start:position])
        swallowed = (line for cell in cells for line in _LINE_BREAK.split(cell)[1:])
        if not (alone and _is_a_remark(last, form)) and (
            (form.fits(first_line) and form.fits(last_line))  # two stray quotes joined two rows
            or any(map(form.fits, swallowed))
        ):
            return None
    line_break = _LINE_BREAK.match(text, position)
    return Record(cells, False, start, line_break.end() if line_break else position)


class _Form(NamedTuple):
    """What a row looks like."""

    separator: str
    width: int | None
    fewest: int

    def fits(self, line: str) -> bool:
        """Tell whether a line has a row's cells and enough numbers; some values may be bad.

        If the width is unknown, all measurements must be numbers or missing.
        """
        parts = [part.strip('" ') for part in line.split(self.separator)]
        measured = sum(not p or reads_as_number(p) or says_missing(p) for p in parts)
        enough = min(_ENOUGH, self.fewest) if self.width else self.fewest
        return len(parts) >= (self.width or self.fewest) and measured >= enough


def _is_a_remark(cell: str, form: _Form) -> bool:
    """Tell whether a last cell's lines are its own: only the closing one reads as a row.

    Such is a second set of measurements noted below the first. A second stray mark seldom ends the
    very next row.
    """
    *between, last = _LINE_BREAK.split(cell)[1:]
    parts = [part.strip() for part in last.split(form.separator)]
    numbers = sum(reads_as_number(part) for part in parts)
    return numbers >= form.fewest and not any(form.fits(line) for line in between)
