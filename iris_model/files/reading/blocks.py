"""A file's bytes as rows, block by block."""

import codecs
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, pairwise
from typing import IO

import numpy as np
import polars as pl

from iris_model.errors import IrisError
from iris_model.files.reading.encoding import utf8_lines
from iris_model.files.reading.forms import as_csv
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import DEFECT, parse_block
from iris_model.files.reading.tables_below import judge_lower_headers

BLOCK_BYTES = 2 * 2**20
"""Larger blocks do not fit into a core's own memory, and several are in memory at once."""
_MOST_ROWS = 150_000
"""Of a block: what is said of rows takes far more memory than they do."""
_MOST_CELLS = 1_500_000
"""Of a block, absent cells of short rows included: a cell takes 16 bytes and more, several times
over, however short its text is."""


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
