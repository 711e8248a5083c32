"""The text of a file: its own bytes, or the unpacked text of a workbook or archive."""

import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

import streamlit as st

from iris_model.files.reading.containers import holds_a_table
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.recognition import HEAD_BYTES
from iris_model.files.sources import unpack_for
from iris_model.model import Model
from ui import cached
from ui.batch.uploads import File

_TEXTS = "unpacked_texts"
_START = 2**16


@dataclass(frozen=True)
class Text:
    """A table as delimited text."""

    path: Path
    size: int
    """In bytes."""
    notes: tuple[str, ...] = ()
    """Sentences about where the table was found."""
    encoding: str | None = None
    """Of text made from cells; else None, and still unknown."""

    def open(self) -> BinaryIO:
        """Return its bytes as a stream, to be closed."""
        return self.path.open("rb")

    def head(self) -> bytes:
        """Return the beginning, enough to recognise the layout."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)


def text_of(file: File, model: Model, overrides: Overrides, sheet: str | None) -> Text:
    """Return the text of a file, or of a workbook's sheet, by default the first that fits.

    Raises IrisError if it can't be unpacked.
    """
    with file.open() as stream:
        if not holds_a_table(stream.read(_START)):
            return Text(file.path, file.size)
        kept: dict[tuple[str, str, str | None], Text] = st.session_state.setdefault(_TEXTS, {})
        key = file.key, model.digest, sheet
        if key not in kept or not kept[key].path.exists():
            stream.seek(0)
            unpacked = unpack_for(stream, model, overrides, sheet)
            kept[key] = Text(*_stored(unpacked.stream), unpacked.notes, unpacked.encoding)
        return kept[key]


def _stored(stream: IO[bytes]) -> tuple[Path, int]:
    """Return the path and the bytes of a stream's copy in the session's folder."""
    with stream, tempfile.NamedTemporaryFile(dir=cached.session_folder(), delete=False) as copy:
        shutil.copyfileobj(stream, copy)
        return Path(copy.name), copy.tell()


def forget_texts(but: Collection[str]) -> None:
    """Remove all unpacked files but those with these keys."""
    kept: dict[tuple[str, str, str | None], Text] = st.session_state.setdefault(_TEXTS, {})
    for key in [key for key in kept if key[0] not in but]:
        kept.pop(key).path.unlink(missing_ok=True)
