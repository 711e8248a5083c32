"""Whole files classified block by block, in memory that does not grow.

Every record is a row of the output, in order, its cells as they came.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.classify import Classified, classify_rows
from iris_model.files.in_order import in_order, quick_first, workers
from iris_model.files.lines import ClassifiedLines, classify_lines, keeps_lines
from iris_model.files.reading.blocks import BLOCK_BYTES, BlockReader, read_rows, row_blocks
from iris_model.files.reading.layout import Layout
from iris_model.files.results import NO_OPTIONS, PROBLEM, WARNING, Options
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_rows
from iris_model.model import Model

LARGEST_RESULT, LARGEST_GROWTH = 500_000_000, 20
"""A result ends the work when it is larger than so many bytes and so many times its file."""


def classify_blocks(
    chunks: Iterable[bytes],
    layout: Layout,
    model: Model,
    summary: Summary,
    options: Options = NO_OPTIONS,
    *,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Classified]:
    """Yield a file's rows classified, in order, and count them in summary.

    chunks are pieces of any size. Memory grows with block_bytes.
    """

    def work(rows: pl.DataFrame) -> Classified:
        return classify_rows(rows, layout, model, options)

    summary.file += 1
    growth = _Growth()
    rows = read_rows(growth.counted(chunks), layout, block_bytes)
    with closing(rows), workers() as executor:
        for block in in_order(executor.submit(work, part) for part in rows):
            growth.check(block)
            summary.add(block, layout)
            yield block


def classify_stream(
    chunks: Iterable[bytes],
    layout: Layout,
    model: Model,
    summary: Summary,
    options: Options = NO_OPTIONS,
    *,
    dialect: Layout | None = None,
    complete: bool = True,
    executor: Executor | None = None,
) -> Iterator[bytes | memoryview]:
    """Yield the rows of `classify_blocks` as CSV without header, by default in the input's dialect.

    complete=False says that the file goes on; raises IndivisibleError as `BlockReader` does.
    executor does the work, by default several threads.
    """
    written_as = dialect or layout

    def quick(block: bytes) -> ClassifiedLines | None:
        return classify_lines(block, layout, model, options, dialect=written_as)

    def tolerant(rows: pl.DataFrame) -> tuple[Classified, bytes]:
        block = classify_rows(rows, layout, model, options)
        return block, csv_rows(block, written_as, options)

    summary.file += 1
    growth = _Growth()
    regular = not summary.needs_cells and keeps_lines(layout, options, dialect=written_as)
    reader = BlockReader(layout, complete=complete)
    blocks = row_blocks(growth.counted(chunks), layout)
    with closing(blocks), workers(executor) as threads:
        for found in in_order(
            quick_first(blocks, reader, threads, quick if regular else None, tolerant)
        ):
            if isinstance(found, ClassifiedLines):
                if found.special:
                    growth.check(found.special)
                summary.add_lines(found, layout)
                yield found.text
            else:
                growth.check(found[0])
                summary.add(found[0], layout)
                yield found[1]


class _Growth:
    """How much larger than its file a result becomes."""

    def __init__(self) -> None:
        self._read = self._written = 0

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._read += len(chunk)
            yield chunk

    def check(self, block: Classified) -> None:
        """Raise IrisError if one more block makes the result too large.

        Rows with few cells or with problems alone make much of very little.
        """
        table = block.table
        said = table.select(pl.col(WARNING, PROBLEM).str.len_bytes().sum()).sum_horizontal().item()
        self._written += table.height * table.width + (said or 0)
        if self._written > LARGEST_RESULT + LARGEST_GROWTH * self._read:
            raise IrisError(
                f"The result would be over {self._written / 1e6:,.0f} MB, more than "
                f"{LARGEST_GROWTH} times the file: nearly all of its rows lack cells or cannot be "
                "classified. Check that the file is the right one, and keep only the columns you "
                "need."
            )
