"""Lines of CSV as a frame of text cells: fast where they are regular, else tolerant.

Both ways give the same frame for the same bytes: columns "0", "1", … (String, null for an empty
cell) and `defect` (String), null or why the whole record can't be classified.
"""

from itertools import zip_longest

import numpy as np
import polars as pl
from numpy.typing import NDArray

from iris_model.files.reading.layout import Layout
from iris_model.files.reading.problems import line_problem
from iris_model.files.reading.records import MAXIMUM_LINE, split_records

DEFECT = "defect"
_PIECE_BYTES = 128 * 1024
"""Smaller pieces are not divided in search of the irregular lines."""


def parse_block(
    block: bytes, layout: Layout, *, complete: bool = True
) -> tuple[pl.DataFrame, bytes]:
    """Return the rows of a block, and its unread end.

    block is UTF-8, begins and ends with a record and has no header. With complete=False, its last
    records are left unread if a quotation mark in them is still open.
    """
    rows = parse_regular(block, layout)
    if rows is not None:
        return rows, b""
    middle = block.rfind(b"\n", 0, len(block) // 2) + 1
    if len(block) <= _PIECE_BYTES or not middle or b'"' in block:
        return parse_tolerant(block, layout, complete=complete)
    parts = [parse_block(part, layout)[0] for part in (block[:middle], block[middle:])]
    return pl.concat(parts), b""


def parse_regular(block: bytes, layout: Layout) -> pl.DataFrame | None:
    """Return the rows of a block if every record is beyond doubt, else None.

    No line lacks cells or is too long, and quotation marks enclose only whole cells within a line.
    """
    block = block.replace(b"\r\n", b"\n")
    width, quoted = layout.row_cells or len(layout.names), b'"' in block
    separator = layout.between_cells
    if not quoted:
        block = block.replace(b"\r", b"\n")
    if block.startswith(b"\n") or block.endswith(b"\n\n"):
        block = block.strip(b"\n")
    data = np.frombuffer(block, np.uint8)
    lines = np.count_nonzero(data == ord("\n")) + (not block.endswith(b"\n"))
    separators = _separators_between_cells(data, ord(separator), quoted=quoted)
    if b"\r" in block or separators != lines * (width - 1) or _may_hold_a_long_line(block):
        return None
    try:
        frame = pl.read_csv(
            block,
            has_header=False,
            separator=separator,
            quote_char='"' if quoted else None,
            schema={str(index): pl.String for index in range(width)},
        )
    except pl.exceptions.PolarsError:
        return None  # the tolerant parser judges it
    if frame.height != lines:
        return None
    if b'""' in block:
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    absent = [str(index) for index in range(width, len(layout.names))]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in (*absent, DEFECT))


def parse_tolerant(
    block: bytes, layout: Layout, *, complete: bool = True
) -> tuple[pl.DataFrame, bytes]:
    """Return what `parse_block` returns, for any block."""
    text, width = block.decode(), len(layout.names)
    end, defects = 0, []
    columns: list[list[str | None]] = []
    cells, fewest = layout.row_cells or width, len(layout.columns)
    records = split_records(text, layout.between_cells, cells, complete=complete, fewest=fewest)
    for count, record in enumerate(records):
        end = record.end
        defects.append(line_problem(record, layout))
        known = record.cells[:width]
        columns += ([None] * count for _ in range(len(known) - len(columns)))
        for column, cell in zip_longest(columns, known):
            column.append(cell or None)
    series = [pl.Series(str(index), column, pl.String) for index, column in enumerate(columns)]
    absent = pl.repeat(None, len(defects), dtype=pl.String, eager=True)
    series += (absent.alias(str(index)) for index in range(len(columns), width))
    frame = pl.DataFrame([*series, pl.Series(DEFECT, defects, pl.String)])
    return frame, b"" if complete else text[end:].encode()


def _separators_between_cells(data: NDArray[np.uint8], separator: int, *, quoted: bool) -> int:
    """Return how many separators are outside quotation marks, or -1 for a doubtful mark.

    A pair of marks is beyond doubt if it encloses a whole cell, without a line break or another
    mark.
    """
    if not quoted:
        return int(np.count_nonzero(data == separator))
    marks = np.flatnonzero(data == ord('"'))
    if len(marks) % 2:
        return -1
    opening, closing = marks[::2], marks[1::2]
    border = np.zeros(256, bool)
    border[[separator, ord("\n")]] = True
    before = border[data[opening - 1]] | (opening == 0)
    after = border[data[np.minimum(closing + 1, len(data) - 1)]] | (closing == len(data) - 1)
    breaks = np.flatnonzero(data == ord("\n"))
    same_line = np.searchsorted(breaks, opening) == np.searchsorted(breaks, closing)
    if not (before & after & same_line).all():
        return -1
    separators = np.flatnonzero(data == separator)
    inside = np.searchsorted(separators, closing) - np.searchsorted(separators, opening)
    return len(separators) - int(inside.sum())


def _may_hold_a_long_line(block: bytes) -> bool:
    """Tell whether a stretch of half MAXIMUM_LINE has no line break."""
    step = MAXIMUM_LINE // 2
    return any(block.find(b"\n", i, i + step) < 0 for i in range(0, len(block) - step, step))
