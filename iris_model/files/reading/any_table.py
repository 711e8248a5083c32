"""Any table as named text columns, whatever its measurements are."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.reading.containers import holds_a_table, unpack
from iris_model.files.reading.encoding import decode, detect_encoding, named_encoding
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.files.reading.records import Record, split_records
from iris_model.validation import NUMBER_PATTERN, parse_number, says_missing, shorten

MOST_BYTES = 100_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 1000
_SAMPLE = 500
"""Records that tell how the text is laid out."""
_CHUNK = 20_000
"""Records that are held as Python objects at once."""
_BLANKS = " "
_SEPARATORS = (",", ";", "\t", "|", _BLANKS)
_DECLARED = re.compile(r'"?sep=([,;|\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_QUOTED_OR_BLANKS = re.compile(r'("[^"\r\n]*")|[ \t]+')
_COMMENT = ("#", "%", "//")
_DECIMAL = re.compile(r"[ \t]*[+-]?[0-9]*([.,])[0-9]+(?:[eE][+-]?[0-9]+)?[ \t]*")


@dataclass(frozen=True)
class Table:
    """A table as text."""

    names: tuple[str, ...]
    """Of the columns, each once: `column_3` where the file has no name, `_2` for a second one."""
    frame: pl.DataFrame
    """String columns by these names; null for an empty cell, and in every cell of a broken row."""
    decimal: str
    """The mark that most numbers have, `.` or `,`."""
    broken: frozenset[int]
    """Places of the rows whose cells can't be told apart."""
    notes: tuple[str, ...]
    """Sentences about what was assumed rather than read, free of the file's own text."""


@dataclass(frozen=True)
class _Form:
    """How a text is divided into records and cells."""

    text: str
    separator: str
    first: int
    """Records before the header, or before the first row where there is none."""
    header: tuple[str, ...] | None
    width: int
    notes: tuple[str, ...]


def read_any_table(data: bytes, sheet: str | None = None, encoding: str | None = None) -> Table:
    """Return the table in the bytes of a file: text, or anything that `unpack` makes text of.

    Commas, semicolons, tabs, | or blanks separate the cells of text; of a workbook the first sheet
    is read that is named, or that looks like a table; encoding is that of text, where it is known.
    Raises IrisError for what is no table, has no rows, or is
    larger than MOST_BYTES, MOST_ROWS or MOST_COLUMNS.
    """
    if sheet is None and not holds_a_table(data):
        return _read_text(data, encoding)
    found = unpack(io.BytesIO(data), sheet=sheet, recognisable=_looks_like_a_table)
    with found.stream as stream:
        table = _read_text(stream.read(MOST_BYTES + 1), found.encoding or encoding)
    return replace(table, notes=(*found.notes, *table.notes))


def _looks_like_a_table(head: bytes) -> bool:
    """Tell whether text that begins so has several columns, with names or with numbers."""
    try:
        form = _form(decode(head, "utf-8"))
    except IrisError:
        return False
    return form.width > 1


def _read_text(data: bytes, wanted: str | None) -> Table:
    if len(data) > MOST_BYTES:
        raise IrisError(
            f"The table is over {MOST_BYTES // 10**6} MB. Keep only the columns that are needed, "
            f"and at most {MOST_ROWS:,} rows."
        )
    refuse_other_kinds(data)
    encoding, mark = detect_encoding(data)
    if wanted and not mark:
        encoding = named_encoding(wanted)
    text = decode(data[mark:], encoding)
    if not text.strip(" \t\r\n\x00\ufeff"):
        raise IrisError("The file is empty. It needs a header and one specimen a line.")
    form = _form(text)
    frame, broken = _rows(form)
    if not frame.height:
        raise IrisError("The table has a header but no rows below it.")
    names = _distinct_names(form.header or [""] * form.width)
    frame.columns = list(names)
    return Table(names, frame, _decimal(frame), frozenset(broken), form.notes)


def _form(text: str) -> _Form:
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    marks = [declared[1]] if declared else _SEPARATORS
    samples = {mark: _sample(text, mark) for mark in marks}
    separator = max(samples, key=lambda mark: _fit(samples[mark]))
    rows = samples[separator]
    if not rows:
        raise IrisError("The file has no line that could be a row of a table.")
    if max(map(len, rows)) > MOST_COLUMNS:
        raise IrisError(
            f"A line has more than {MOST_COLUMNS:,} cells. Keep only the columns that are needed."
        )
    first = _lines_before(rows)
    text = _tabbed(text) if separator == _BLANKS else text
    mark = "\t" if separator == _BLANKS else separator
    return _with_header(text, mark, first, rows[first:])


def _sample(text: str, separator: str) -> list[list[str]]:
    """Return the cells of the first records."""
    if separator == _BLANKS:
        text, separator = _tabbed(text[: 100 * _SAMPLE]), "\t"
    return [record.cells for record in islice(split_records(text, separator), _SAMPLE)]


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
        comment = row[0].lstrip().startswith(_COMMENT) and len(row) != width
        if width == 1 or not (comment or filled <= 1):
            return index
    return 0


def _with_header(text: str, separator: str, first: int, rows: list[list[str]]) -> _Form:
    """Return the form of a text whose table begins with these rows."""
    width = _usual_width(rows[1:] or rows)
    if not _is_header(rows[0], rows[1:]):
        note = "The file has no header: its columns were numbered."
        return _Form(text, separator, first, None, width, (note,))
    header, notes = [cell.strip(' \t"\ufeff') for cell in rows[0]], []
    ends = [row[-1] for row in rows[1:] if len(row) == width]
    if len(header) == width - 1 and any(cell.strip() for cell in ends):
        header = ["", *header]
        notes.append("The header has no name for the first column: its names moved one column on.")
    elif len(header) > width and not any(header[width:]):
        header = header[:width]
    return _Form(text, separator, first, tuple(header), len(header), tuple(notes))


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


def _rows(form: _Form) -> tuple[pl.DataFrame, list[int]]:
    """Return the rows as text columns "0", "1", …, and the places of the broken ones."""
    skipped = form.first + (form.header is not None)
    records = islice(split_records(form.text, form.separator, form.width), skipped, None)
    frames, broken, count = [_frame([], form.width)], [], 0
    for chunk in _chunks(records):
        cells = []
        for record in chunk:
            whole = _fitted(record, form.width)
            if whole is None:
                broken.append(count)
            cells.append(whole or [None] * form.width)
            count += 1
        if count > MOST_ROWS:
            raise IrisError(
                f"The table has more than {MOST_ROWS:,} rows, the most that are trained on. "
                "Draw some of them at random."
            )
        frames.append(_frame(cells, form.width))
    return pl.concat(frames), broken


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(records, _CHUNK)):
        yield chunk


def _fitted(record: Record, width: int) -> list[str | None] | None:
    """Return a record's cells, null where empty, or None where they can't be told apart."""
    cells = record.cells
    if record.stray_quote or len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return None
    return [cell.strip() or None for cell in cells[:width]]


def _frame(rows: list[list[str | None]], width: int) -> pl.DataFrame:
    columns = [str(index) for index in range(width)]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _distinct_names(names: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for index, text in enumerate(names):
        name = " ".join(text.split()) or f"column_{index + 1}"
        count, distinct = 1, name
        while distinct in found:
            count += 1
            distinct = f"{name}_{count}"
        found.append(distinct)
    return tuple(found)


def _decimal(frame: pl.DataFrame) -> str:
    """Return the decimal mark that most cells of a sample have."""
    marks = Counter(
        match[1]
        for row in frame.head(_SAMPLE).iter_rows()
        for cell in row
        if cell and (match := _DECIMAL.fullmatch(cell))
    )
    return "," if marks[","] > marks["."] else "."


def numbers(table: Table, name: str) -> pl.Series:
    """Return a column as numbers (Float64), null for what is none, is missing or infinite."""
    text = pl.col(name)
    if table.decimal == ",":
        plain = text.str.replace(",", ".", literal=True)
        text = pl.when(~text.str.contains(".", literal=True)).then(plain)
    number = pl.when(text.str.contains(f"^(?:{NUMBER_PATTERN})$")).then(text)
    value = number.str.strip_chars(" \t").cast(pl.Float64, strict=False)
    return table.frame.select(pl.when(value.is_finite()).then(value).alias(name)).to_series()


def quoted(names: Sequence[str], most: int = 20) -> str:
    """Return names as a message lists them, shortened."""
    shown = ", ".join(f"“{shorten(name)}”" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
