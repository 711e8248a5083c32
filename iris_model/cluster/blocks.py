"""What a worker does: read the lines of one block of a file, classify them, write them as a part.

A file is cut at line breaks, wherever its bytes are. That is right as long as no record spans
lines, which only the reading shows: each block whose last record is still open at its end, or that
holds a record of several lines, reports `IndivisibleError`, and its file is read as one block. So
does a block that ends below another header, on which the next one's rows would depend. Where none
does, every block began with a record: the first did, so it ended with one, and so on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import BinaryIO, ParamSpec, TypeVar

from iris_model.cluster.folder import OutputFolder
from iris_model.cluster.manifest import part_name
from iris_model.cluster.stores import locate
from iris_model.errors import IrisError
from iris_model.files.reading.blocks import IndivisibleError, read_chunks
from iris_model.files.reading.containers import holds_a_table
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.files.results import Options
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import Summary, classify_stream
from iris_model.model import Model

P = ParamSpec("P")
T = TypeVar("T")


def returns_errors(work: Callable[P, T]) -> Callable[P, T | IrisError]:
    """Return work so that it returns an IrisError where it would raise one.

    A scheduler tries again what raises; an IrisError would be the same the next time.
    """

    @wraps(work)
    def attempted(*arguments: P.args, **options: P.kwargs) -> T | IrisError:
        try:
            return work(*arguments, **options)
        except IrisError as error:
            return error

    return attempted


@dataclass(frozen=True)
class Source:
    """An input whose layout is known."""

    name: str
    """As the user gave it."""
    place: str
    """As every worker finds it."""
    size: int
    """In bytes; 0 where the store does not say, and the file is one block."""
    layout: Layout

    @property
    def divisible(self) -> bool:
        """Return whether its bytes can be cut behind line feeds.

        UTF-16 has them within other characters, and where CR ends a line there may be none.
        """
        return self.layout.encoding in ("utf-8", "windows-1252") and "\n" in self.layout.newline


@dataclass(frozen=True)
class Block:
    """The lines of a file that begin within a range of its bytes."""

    source: Source
    file: int
    """Position of the source among the inputs."""
    number: int = 0
    """Position of the block in the file."""
    start: int = 0
    stop: int | None = None
    """None for the end of the file."""

    @property
    def part(self) -> str:
        """Return the name of the part that its rows go to."""
        return part_name(self.file, self.number)

    @property
    def size(self) -> int:
        """Return its length in bytes, but for the line at its end."""
        return (self.source.size if self.stop is None else self.stop) - self.start

    @property
    def whole(self) -> bool:
        """Return whether it is all of its file."""
        return self.start == 0 and self.stop is None

    @property
    def layout(self) -> Layout:
        """Return the layout of its bytes: what stands before the rows is in the first block."""
        layout = self.source.layout
        return layout if self.start == 0 else replace(layout, data_start=0, bom=False)


@dataclass(frozen=True)
class Job:
    """What all blocks of a run have in common."""

    folder: OutputFolder
    dialect: Layout
    """The first input's, or UTF-8 where the inputs differ: in it all parts are written."""
    model: Model
    options: Options


@returns_errors
def recognise_source(file: tuple[str, str], common: tuple[Model, Overrides]) -> Source:
    """Return a file with its layout, or IrisError when the model can't classify its rows.

    file is its name, as the user gave it, and its place, as every worker finds it. common is the
    model, and what the user says about all files.
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
    """Return the blocks of a file, none of them much longer than block_bytes."""
    if not source.divisible:
        return [Block(source, file)]
    mark = 3  # the length of a byte-order mark, which data_start does not count
    cuts = [
        cut
        for cut in range(block_bytes, source.size, block_bytes)
        if cut > source.layout.data_start + mark
    ]
    return [
        Block(source, file, number, start, stop)
        for number, (start, stop) in enumerate(zip([0, *cuts], [*cuts, None], strict=True))
    ]


def lines_between(stream: BinaryIO, start: int, stop: int | None) -> Iterator[bytes]:
    """Yield, in pieces, the lines that begin within bytes start to stop of a stream."""
    position = max(start - 1, 0)  # a line begins at start when a line break is just before it
    stream.seek(position)
    began = start == 0
    for chunk in read_chunks(stream):
        last = len(chunk) if stop is None else stop - 1 - position
        """Of the line breaks from here on, the first ends the block."""
        first = 0
        if not began:
            first = chunk.find(b"\n", 0, max(last, 0)) + 1
            began = first > 0
        if not began and last <= len(chunk):
            return
        position += len(chunk)
        end = chunk.find(b"\n", max(last, 0)) + 1
        if began:
            yield chunk[first : end or None]
        if end:
            return


@returns_errors
def classify_block(block: Block, job: Job) -> Summary:
    """Write the rows of a block as one part, and return what became of them.

    Returns IndivisibleError when a record spans lines or another block depends on this one,
    unless the block is a whole file.
    """
    summary = Summary(job.model.schema, file=block.file)
    store, path = locate(block.source.place)
    with store.open(path, "rb") as stream:
        chunks = lines_between(stream, block.start, block.stop)
        job.folder.write(block.part, _rows(chunks, block, job, summary))
    return summary


def _rows(chunks: Iterator[bytes], block: Block, job: Job, summary: Summary) -> Iterator[bytes]:
    """Yield the classified rows of a block as CSV, under a header where they are the first."""
    if (block.file, block.number) == (0, 0):
        yield csv_header(job.dialect, job.options)
    lines = 0
    for text in classify_stream(
        chunks,
        block.layout,
        job.model,
        summary,
        job.options,
        dialect=job.dialect,
        complete=block.stop is None,
    ):
        lines += text.count(b"\n")
        yield text
    if not block.whole and lines != summary.rows:
        raise IndivisibleError
