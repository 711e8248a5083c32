"""Any table as named text columns."""

import io
from dataclasses import dataclass, replace
from itertools import islice

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.reading.any_form import SAMPLE, Form, form_of
from iris_model.files.reading.containers import holds_a_table, unpack
from iris_model.files.reading.decimals import find_decimal, with_points
from iris_model.files.reading.headers import column_names
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.files.reading.records import Record, split_records
from iris_model.files.reading.text import read_text

MOST_BYTES = 100_000_000
MOST_ROWS = 200_000
_GUESSED = (
    "The text is not UTF-8 and was read as Windows-1252. If its letters look wrong, save the table "
    "as UTF-8."
)
_CHUNK = 20_000
"""Records that are held as Python objects at once."""


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


def read_any_table(data: bytes, sheet: str | None = None, encoding: str | None = None) -> Table:
    """Return the table in a file's bytes: text, or anything that `unpack` turns into text.

    sheet names one of a workbook's; otherwise the first is read that looks like a table. Raises
    IrisError for anything but a table, for one without rows, and for more than MOST_BYTES,
    MOST_ROWS or MAXIMUM_COLUMNS.
    """
    if sheet is None and not holds_a_table(data):
        return _read_text(data, encoding)
    found = unpack(io.BytesIO(data), sheet=sheet, recognisable=_looks_like_a_table)
    with found.stream as stream:
        table = _read_text(stream.read(MOST_BYTES + 1), found.encoding or encoding)
    return replace(table, notes=(*found.notes, *table.notes))


def _looks_like_a_table(head: bytes) -> bool:
    try:
        return form_of(read_text(head, "utf-8")).width > 1
    except IrisError:
        return False


def _read_text(data: bytes, wanted: str | None) -> Table:
    if len(data) > MOST_BYTES:
        raise IrisError(
            f"The table is over {MOST_BYTES // 10**6} MB. Keep only the columns that are needed, "
            f"and at most {MOST_ROWS:,} rows."
        )
    refuse_other_kinds(data)
    text = read_text(data, wanted)
    form = form_of(text)
    frame, broken = _rows(form)
    if not frame.height:
        raise IrisError("The table has a header but no rows below it.")
    names = _names(form)
    frame.columns = list(names)
    sample = [[cell or "" for cell in row] for row in frame.head(SAMPLE).iter_rows()]
    decimal = find_decimal(sample, range(len(names)), form.separator)
    guessed = text.encoding == "windows-1252" and not wanted
    notes = (*form.notes, _GUESSED) if guessed else form.notes
    return Table(names, frame, decimal, frozenset(broken), notes)


def _rows(form: Form) -> tuple[pl.DataFrame, list[int]]:
    """Return the rows as text columns "0", "1", …, and the places of the broken ones."""
    records = islice(split_records(form.text, form.separator, form.width), form.first, None)
    frames, broken, count = [_frame([], form.width)], [], 0
    while chunk := list(islice(records, _CHUNK)):
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


def _fitted(record: Record, width: int) -> list[str | None] | None:
    """Return a record's cells, null where empty, or None if they can't be told apart."""
    cells = record.cells
    if record.stray_quote or len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return None
    return [cell.strip() or None for cell in cells[:width]]


def _frame(rows: list[list[str | None]], width: int) -> pl.DataFrame:
    columns = dict.fromkeys(map(str, range(width)), pl.String)
    return pl.DataFrame(rows, schema=columns, orient="row")


def _names(form: Form) -> tuple[str, ...]:
    return tuple(column_names(form.header or [""] * form.width))


def numbers(table: Table, name: str) -> pl.Series:
    """Return a column as Float64, null unless a cell is a finite number.

    The cast takes `validation.NUMBER_PATTERN`, and also `inf` and `nan`.
    """
    cells = with_points(table.frame.select(name), table.decimal)
    value = pl.col(name).cast(pl.Float64, strict=False)
    return cells.select(pl.when(value.is_finite()).then(value).alias(name)).to_series()
