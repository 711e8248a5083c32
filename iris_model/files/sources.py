"""The inputs of the command `classify`: which files are meant, and what is recognised in them."""

import glob
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

from iris_model.errors import IrisError
from iris_model.files.reading.blocks import read_chunks
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.model import Model

STANDARD = "-"


class Recognised(Protocol):
    """An input whose layout is known, wherever it is."""

    @property
    def name(self) -> str:
        """Return what the user calls it."""

    @property
    def size(self) -> int:
        """Return its bytes, or 0 where nobody knows."""

    @property
    def layout(self) -> Layout:
        """Return how its text is laid out."""


@dataclass(frozen=True)
class Source:
    """An input of this process."""

    name: str
    head: bytes
    layout: Layout

    @property
    def size(self) -> int:
        """Return its bytes, or 0 for standard input."""
        return 0 if self.name == STANDARD else Path(self.name).stat().st_size

    def chunks(self, advance: Callable[[int], None]) -> Iterator[bytes]:
        """Yield the bytes from the first on, and tell advance how many they are."""
        with _opened(self.name) as stream:
            head = self.head if self.name == STANDARD else b""
            for chunk in chain([head], read_chunks(stream)):
                advance(len(chunk))
                yield chunk


def expand(inputs: Sequence[str]) -> list[str]:
    """Return the files that the arguments mean, patterns replaced by what they match, in order."""
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


def recognise_source(name: str, model: Model, overrides: Overrides) -> Source:
    """Return an input with its layout; raise IrisError when a model can't classify its rows."""
    with _opened(name) as stream:
        try:
            head = stream.read(HEAD_BYTES)
        except OSError as error:
            raise IrisError(f"Cannot read {name}: {error.strerror}.") from error
    try:
        return Source(name, head, recognise(head, model, overrides=overrides))
    except IrisError as error:
        raise IrisError(f"{name}: {error}") from error


def check_alike(sources: Sequence[Recognised]) -> None:
    """Raise IrisError unless the rows of all inputs fit under one header."""
    first = sources[0]
    for other in sources[1:]:
        for what in ("names", "decimal", "units", "columns"):
            if getattr(first.layout, what) != getattr(other.layout, what):
                words = {"names": "columns", "decimal": "decimal mark", "units": "unit"}.get(
                    what, what
                )
                raise IrisError(
                    f"{other.name} and {first.name} differ in their {words}, so their rows do not "
                    "fit into one table. Classify them one by one."
                )


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Yield an input's bytes; raise IrisError where it cannot be opened or read."""
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
