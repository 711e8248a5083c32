"""Where classified rows go: CSV, plain or compressed, Parquet, or standard output."""

import gzip
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import IO, TYPE_CHECKING, cast

import polars as pl

from iris_model.files.reading.layout import Layout
from iris_model.files.results import NO_OPTIONS, Options
from iris_model.files.tables import distinct_names, output_names
from iris_model.writing import whole_or_nothing

if TYPE_CHECKING:
    import pyarrow as pa

_EVERY = 0.1
"""Seconds."""
_GROUP_ROWS = 25_000
_GROUP_CELLS = 5_000_000
"""A row group is written, and later read, as a whole."""


@contextmanager
def open_csv(output: str) -> Iterator[IO[bytes]]:
    """Yield a stream whose bytes become the output if the block ends well.

    output is `-` or ends in `.csv` or `.csv.gz`. Standard output waits in a temporary file.
    """
    if output == "-":
        with tempfile.TemporaryFile() as spooled:
            yield spooled
            spooled.seek(0)
            shutil.copyfileobj(spooled, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    with whole_or_nothing(Path(output)) as temporary, temporary.open("wb") as file:
        if not output.lower().endswith(".gz"):
            with _sent_to_disk(file):
                yield file
            return
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as compressed:
            yield cast("IO[bytes]", compressed)


@contextmanager
def _sent_to_disk(file: IO[bytes]) -> Iterator[None]:
    """Have what is written sent to the disk in the meantime, not all of it when the file closes."""
    ended = Event()

    def send() -> None:
        while not ended.wait(_EVERY):
            os.fsync(file.fileno())

    with ThreadPoolExecutor(1) as executor:
        executor.submit(send)
        try:
            yield
        finally:
            ended.set()


def write_parquet(
    output: Path, tables: Iterable[pl.DataFrame], layout: Layout, options: Options = NO_OPTIONS
) -> None:
    """Write classified rows as Parquet, all as text, whole or not at all."""
    import pyarrow as pa  # a tenth of the start of a process, for this kind of output alone
    import pyarrow.parquet as pq

    names = distinct_names(output_names(layout, options))
    schema = pa.schema([(name, pa.large_string()) for name in names])
    with whole_or_nothing(output) as temporary, pq.ParquetWriter(temporary, schema) as writer:
        cells = (table.to_arrow().rename_columns(names).cast(schema) for table in tables)
        for group in _row_groups(cells):
            writer.write_table(group)


def _row_groups(tables: "Iterable[pa.Table]") -> "Iterator[pa.Table]":
    """Yield tables joined until they are worth a row group.

    Each group takes nearly a kilobyte a column until all is written: with many columns, small ones
    would take more memory than their rows.
    """
    import pyarrow as pa

    waiting: list[pa.Table] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        if rows >= _GROUP_ROWS or rows * table.num_columns >= _GROUP_CELLS:
            yield pa.concat_tables(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting)
