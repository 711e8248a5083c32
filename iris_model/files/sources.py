"""The inputs of the command `classify`: which files are meant, and their layouts."""

import glob
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Protocol

from iris_model.errors import IrisError
from iris_model.files.reading.blocks import read_chunks
from iris_model.files.reading.containers import Unpacked, holds_a_table, unpack
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.model import Model

STANDARD = "-"
_ALIKE = {"names": "columns", "decimal": "decimal mark", "units": "unit", "columns": "columns"}
"""What layouts must share for one table, in words."""


class Recognised(Protocol):
    """An input whose layout is known, in this process or another."""

    @property
    def name(self) -> str:
        """Return what the user calls it."""

    @property
    def layout(self) -> Layout:
        """Return how its text is laid out."""


@dataclass(frozen=True)
class Source:
    """An input of this process."""

    name: str
    head: bytes
    layout: Layout
    unpacked: IO[bytes] | None = None
    """The table as text, where the input is a workbook or packed."""

    @property
    def size(self) -> int:
        """Return its bytes, or 0 if unknown."""
        if self.name == STANDARD or self.unpacked:
            return 0
        return Path(self.name).stat().st_size

    def chunks(self, advance: Callable[[int], None]) -> Iterator[bytes]:
        """Yield all bytes, and tell advance how many they are."""
        read_already = self.head if self.name == STANDARD and not self.unpacked else b""
        with self.unpacked or _opened(self.name) as stream:
            for chunk in chain([read_already], read_chunks(stream)):
                advance(len(chunk))
                yield chunk


def expand(inputs: Sequence[str]) -> list[str]:
    """Return the files that the arguments and patterns mean, in order."""
    files: list[str] = []
    for name in inputs:
        if name == STANDARD or Path(name).exists() or not glob.has_magic(name):
            files.append(name)
        else:
            found = glob.glob(name, recursive=True)  # noqa: PTH207  a pattern may be absolute
            matches = [match for match in found if Path(match).is_file()]
            if not matches:
                raise IrisError(f"No file matches {name}.")
            files += sorted(matches)
    if files.count(STANDARD) > 1:
        raise IrisError("Standard input can be read only once: give - once.")
    return files


def recognise_source(
    name: str, model: Model, overrides: Overrides, sheet: str | None = None
) -> Source:
    """Return an input with its layout; raise IrisError if the model can't classify its rows."""
    with _opened(name) as stream:
        try:
            head = stream.read(HEAD_BYTES)
        except OSError as error:
            raise IrisError(f"Cannot read {name}: {error.strerror}.") from error
        try:
            if sheet is None and not holds_a_table(head):
                return Source(name, head, recognise(head, model, overrides=overrides))
            with _searchable(stream, head) as whole:
                table = unpack_for(whole, model, overrides, sheet)
            with ExitStack() as on_failure:
                on_failure.enter_context(table.stream)
                head = table.stream.read(HEAD_BYTES)
                table.stream.seek(0)
                layout = layout_of(table, head, model, overrides)
                on_failure.pop_all()
            return Source(name, head, layout, table.stream)
        except IrisError as error:
            raise IrisError(f"{name}: {error}") from error


def unpack_for(
    stream: IO[bytes],
    model: Model,
    overrides: Overrides,
    sheet: str | None = None,
    check: Callable[[], None] = lambda: None,
) -> Unpacked:
    """Return the table in a file as text, of a workbook the sheet that a model can classify.

    check is called again and again and may raise to end the work.
    """

    def recognisable(head: bytes) -> bool:
        try:
            recognise(head, model, overrides=replace(overrides, encoding=None))
        except IrisError:
            return False
        return True

    return unpack(stream, sheet=sheet, recognisable=recognisable, check=check)


def layout_of(table: Unpacked, head: bytes, model: Model, overrides: Overrides) -> Layout:
    """Return the layout of an unpacked table that begins with head, and where it was found.

    An encoding named by the user is the file's; text that was unpacked here has its own.
    """
    own = replace(overrides, encoding=table.encoding or overrides.encoding)
    layout = recognise(head, model, overrides=own)
    return replace(layout, notes=(*table.notes, *layout.notes))


@contextmanager
def _searchable(stream: IO[bytes], head: bytes) -> Iterator[IO[bytes]]:
    """Yield a stream, whose head has been read, from its beginning; a copy of standard input."""
    if stream.seekable():
        stream.seek(0)
        yield stream
        return
    with TemporaryFile() as copy:
        copy.write(head)
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


def dialect_of(sources: Sequence[Recognised]) -> Layout:
    """Return the layout in which all inputs' rows are written: the first one's.

    If their encodings differ, it is UTF-8, which has the characters of all.
    """
    first = sources[0].layout
    alike = all(source.layout.encoding == first.encoding for source in sources)
    return first if alike else replace(first, encoding="utf-8")


def check_alike(sources: Sequence[Recognised]) -> None:
    """Raise IrisError unless the rows of all inputs fit under one header."""
    first, *others = sources
    for other in others:
        for what, in_words in _ALIKE.items():
            if getattr(first.layout, what) != getattr(other.layout, what):
                raise IrisError(
                    f"{other.name} and {first.name} differ in their {in_words}, so their rows do "
                    "not fit into one table. Classify them one by one."
                )


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == STANDARD:
        yield sys.stdin.buffer
        return
    path = Path(name)
    if path.exists() and not (path.is_file() or path.is_dir()):
        # Read twice, first to recognise it: what has gone through a pipe would be missing.
        raise IrisError(f"{name} is not a regular file. Pipe it into this command and give -.")
    try:
        stream = path.open("rb")
    except OSError as error:
        raise IrisError(f"Cannot read {name}: {error.strerror}.") from error
    with stream:
        yield stream
