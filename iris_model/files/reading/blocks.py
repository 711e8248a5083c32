"""A file's bytes as frames of text cells, block by block: fast where regular, else tolerant.

Both ways give the same frame for the same bytes: columns "0", "1", … (String, null for an empty
cell) and `defect` (String), null or why the whole record can't be classified.
"""

import codecs
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, pairwise, zip_longest
from typing import IO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from iris_model.errors import IrisError
from iris_model.files.reading.encoding import utf8_lines
from iris_model.files.reading.forms import as_csv
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.problems import line_problem
from iris_model.files.reading.records import MAXIMUM_LINE, split_records
from iris_model.files.reading.tables_below import judge_lower_headers

BLOCK_BYTES = 2 * 2**20
"""Larger blocks do not fit into a core's own memory, and several are in memory at once."""
_MOST_ROWS = 150_000
"""Of a block: what is said of rows takes far more memory than they do."""
_MOST_CELLS = 1_500_000
"""Of a block, absent cells of short rows included: a cell takes 16 bytes and more, several times
over, however short its text is."""
_PIECE_BYTES = BLOCK_BYTES // 16
"""Smaller pieces are not divided in search of the irregular lines."""
DEFECT = "defect"


class IndivisibleError(IrisError):
    """What follows depends on what was read: a record or another table goes on."""


def read_chunks(stream: IO[bytes], size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Yield the rest of a stream in pieces."""
    while chunk := stream.read(size):
        yield chunk


def read_rows(
    chunks: Iterable[bytes], layout: Layout, block_bytes: int = BLOCK_BYTES
) -> Generator[pl.DataFrame]:
    """Yield the rows of a file, given in pieces from its first byte on.

    Memory grows with block_bytes, not with the file. Raises IrisError for a line over 1 MB.
    """
    reader = BlockReader(layout, complete=True)
    for block, is_last in row_blocks(chunks, layout, block_bytes):
        yield from reader.read(block, is_last=is_last)
    reader.finish()


class BlockReader:
    """Reads blocks in order, since one may decide how the next is read.

    complete=False means that the file goes on after the last block; IndivisibleError is then raised
    if that ends within a record or in a table whose header has another order of columns.
    """

    def __init__(self, layout: Layout, *, complete: bool) -> None:
        self._layout = layout
        self._complete = complete
        self._pending = b""
        """The end of what was read, which goes on in the next block."""
        self._below = False
        """The next row is below a header with another order of columns."""

    @property
    def is_between_records(self) -> bool:
        """Return whether what follows can be read independently."""
        return not (self._pending or self._below)

    def read(self, block: bytes, *, is_last: bool) -> Iterator[pl.DataFrame]:
        """Yield the rows of the next block of whole lines, if it has any."""
        complete = is_last and self._complete
        rows, self._pending = parse_block(self._pending + block, self._layout, complete=complete)
        if rows.height:
            texts, self._below = judge_lower_headers(rows, self._layout, below=self._below)
            yield rows if texts is None else rows.with_columns(pl.coalesce(DEFECT, texts))

    def finish(self) -> None:
        """Raise IndivisibleError if a record or table goes on after what was read."""
        if self._pending.strip(b" \r\n") or (self._below and not self._complete):
            raise IndivisibleError("A record or a table goes on behind the end of what was read.")


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


def row_blocks(
    chunks: Iterable[bytes], layout: Layout, size: int = BLOCK_BYTES
) -> Generator[tuple[bytes, bool]]:
    """Yield the rows as UTF-8 in blocks, and whether each is the last."""
    for block, following in pairwise(chain(_blocks(chunks, layout, size), [None])):
        assert block is not None
        yield block, following is None


def _blocks(chunks: Iterable[bytes], layout: Layout, size: int) -> Iterator[bytes]:
    skip = layout.data_start + (len(codecs.BOM_UTF8) if layout.bom else 0)
    for lines in utf8_lines(chunks, layout.encoding, size):
        block = as_csv(lines, layout.form)
        yield from _with_few_rows(block[skip:], layout)
        skip = max(0, skip - len(block))


def _with_few_rows(block: bytes, layout: Layout) -> Iterator[bytes]:
    """Yield a block in pieces of whole lines, of about _MOST_ROWS rows and _MOST_CELLS or fewer."""
    most = min(_MOST_ROWS, max(1, _MOST_CELLS // len(layout.names)))
    data = np.frombuffer(block, np.uint8)
    pieces = 1 + max(int(np.count_nonzero(data == ord(mark))) for mark in "\n\r") // most
    start = 0
    for middle in range(1, pieces):
        limit = len(block) * middle // pieces
        cut = 1 + max(block.rfind(mark, start, limit) for mark in (b"\n", b"\r"))
        if cut > start:
            yield block[start:cut]
            start = cut
    yield block[start:]
