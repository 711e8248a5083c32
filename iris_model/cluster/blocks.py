"""A worker's task: one block of a file, classified into a part.

If a block depends on another, or has a record of several lines, its file is read as one block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from dask.local import SynchronousExecutor
from fsspec.utils import read_block

from iris_model.cluster.folder import OutputFolder
from iris_model.cluster.stores import locate
from iris_model.errors import IrisError
from iris_model.files.reading.blocks import IndivisibleError, read_chunks
from iris_model.files.reading.containers import holds_a_table
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.files.results import Options
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import classify_stream
from iris_model.model import Model


@dataclass(frozen=True)
class Source:
    """An input whose layout is known."""

    name: str
    """As the user gave it."""
    place: str
    """Its place for every worker."""
    size: int
    """In bytes; 0 if the store does not say, which makes the file one block."""
    layout: Layout

    @property
    def divisible(self) -> bool:
        """Return whether its bytes can be cut after line feeds.

        UTF-16 has them inside other characters; with CR as line break there may be none.
        """
        return self.layout.encoding in ("utf-8", "windows-1252") and "\n" in self.layout.newline


@dataclass(frozen=True)
class Block:
    """The lines of a file that begin after byte `start`, at most at byte `stop`.

    The first line of the file begins at 0, and belongs to the first block.
    """

    source: Source
    file: int
    """Position of the source among the inputs."""
    number: int = 0
    """Names its part."""
    start: int = 0
    stop: int | None = None
    """None at the end of the file."""

    @property
    def size(self) -> int:
        """Return its bytes, without the rest of its last line."""
        return (self.source.size if self.stop is None else self.stop) - self.start

    @property
    def whole(self) -> bool:
        """Return whether it is the whole file."""
        return self.start == 0 and self.stop is None

    @property
    def layout(self) -> Layout:
        """Return its layout; only the first block has what precedes the rows."""
        layout = self.source.layout
        return layout if self.start == 0 else replace(layout, data_start=0, bom=False)

    def read(self, stream: BinaryIO) -> bytes:
        """Return its lines."""
        length = None if self.stop is None else self.stop - self.start
        lines: bytes = read_block(stream, self.start, length, b"\n")
        return lines


@dataclass(frozen=True)
class Job:
    """What all blocks of a run share."""

    folder: OutputFolder
    dialect: Layout
    """Of all parts: the first input's, or UTF-8 if the inputs differ."""
    model: Model
    options: Options


def recognise_source(file: tuple[str, str], common: tuple[Model, Overrides]) -> Source:
    """Return a file, given by its name and its place for workers, with its layout.

    Raises IrisError if its rows can't be classified.
    """
    name, place = file
    model, overrides = common
    store, path = locate(place)
    with store.open(path, "rb") as stream:
        head = stream.read(HEAD_BYTES)
    if holds_a_table(head):
        raise IrisError(
            "Workbooks and packed files can't be cut into blocks for a cluster. Classify it "
            "without --dask, or save its table as CSV."
        )
    layout = recognise(head, model, overrides=overrides)
    return Source(name, place, store.size(path) or 0, layout)


def split(source: Source, file: int, block_bytes: int) -> list[Block]:
    """Return a file's blocks, none much longer than block_bytes."""
    if not source.divisible:
        return [Block(source, file)]
    mark = 3  # length of a byte-order mark, which data_start does not count
    cuts = [
        cut
        for cut in range(block_bytes, source.size, block_bytes)
        if cut > source.layout.data_start + mark
    ]
    return [
        Block(source, file, number, start, stop)
        for number, (start, stop) in enumerate(zip([0, *cuts], [*cuts, None], strict=True))
    ]


def classify_block(block: Block, job: Job) -> Summary:
    """Write a block's rows as one part; return their figures.

    Raises IndivisibleError if a record spans lines or the next block depends on it.
    """
    summary = Summary(job.model.schema, file=block.file)
    store, path = locate(block.source.place)
    with store.open(path, "rb") as stream:
        lines = stream if block.whole else BytesIO(block.read(stream))
        part = job.folder.part(block.file, block.number)
        job.folder.write(part, _rows(read_chunks(lines), block, job, summary))
    return summary


def _rows(chunks: Iterator[bytes], block: Block, job: Job, summary: Summary) -> Iterator[bytes]:
    if block.file == 0 and block.start == 0:
        yield csv_header(job.dialect, job.options)
    lines = 0
    for found in classify_stream(
        chunks,
        block.layout,
        job.model,
        summary,
        job.options,
        dialect=job.dialect,
        complete=block.stop is None,
        executor=SynchronousExecutor(),  # a worker's thread is one core
    ):
        text = bytes(found)
        lines += text.count(b"\n")
        yield text
    if not block.whole and lines != summary.rows:
        raise IndivisibleError
