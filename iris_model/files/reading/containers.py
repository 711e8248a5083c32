"""Tables inside other files: packed ones, workbooks, Parquet, Arrow, Weka's ARFF.

They become CSV of limited size, with cells as they are shown.
"""

import csv
import gzip
import io
import lzma
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, NamedTuple, cast

from iris_model.errors import IrisError
from iris_model.files.reading.cell_files import read_cells
from iris_model.files.reading.cell_process import COLUMNS, ENCODING, refuse_more, write_rows
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.phrasing import listed
from iris_model.validation import shorten

LARGEST_UNPACKED, LARGEST_RATIO = 200_000_000, 100
"""Bytes, and times the packed file, that may come out of a packed one: whichever is more."""
_HEAD = 2**16
"""Longer than the remarks before an ARFF file's name."""
_CHUNK = 2**20
_ANY_BYTES = "latin-1"
_OLD_EXCEL = (b"\xd0\xcf\x11\xe0", b"\x09\x08\x10\x00")
_DAMAGES = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    RuntimeError,
    IndexError,
)
"""What Python's own readers raise on damaged archives."""
_TABLES = (
    *(".csv", ".tsv", ".txt", ".tab", ".dat", ".data", ".arff"),
    *(".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".feather", ".arrow"),
)
_DESCRIPTION = re.compile(r"(?:readme|licen[cs]e|metadata|description)[^/]*\.txt$", re.IGNORECASE)
_ARFF = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r]*(?:%[^\n]*)?\n)*[ \t]*@relation\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"@attribute\s+('(?:[^'\\]|\\.)*'|\"[^\"]*\"|\S+)\s", re.IGNORECASE)

Recognisable = Callable[[bytes], bool]


class Unpacked(NamedTuple):
    """A table as delimited text."""

    stream: IO[bytes]
    """At its beginning."""
    notes: tuple[str, ...] = ()
    """Sentences about where the table was found."""
    encoding: str | None = None
    """Of the text, where it was written here; else it is the file's own, as yet unknown."""


def _nothing() -> None:
    """Let the work go on."""


def unpack(
    stream: IO[bytes],
    *,
    sheet: str | None = None,
    recognisable: Recognisable | None = None,
    check: Callable[[], None] = _nothing,
) -> Unpacked:
    """Return the table in a seekable file as text.

    sheet names one of a workbook's; otherwise the first is taken whose CSV is recognisable, or the
    first with cells. Files of other kinds are returned as they are, for `refuse_other_kinds`. check
    is called repeatedly and may raise. Raises IrisError for a damaged or encrypted file, several
    tables, and a sheet of anything but a workbook; TooLargeError for what would take too much room.
    """
    return _Unpacking(sheet, recognisable, check, _most(_size(stream))).unpack(stream)


def holds_a_table(head: bytes) -> bool:
    """Tell whether `unpack` converts a file with this beginning."""
    packed = (b"\x1f\x8b", b"PK\x03\x04")
    return head.startswith((*packed, *COLUMNS, *_OLD_EXCEL)) or bool(_ARFF.match(head[:_HEAD]))


def may_be_a_workbook(head: bytes) -> bool:
    """Tell whether a file with this beginning may have sheets."""
    return head.startswith((b"PK\x03\x04", *_OLD_EXCEL))


def _size(stream: IO[bytes]) -> int:
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return end


def _most(size: int) -> int:
    return max(LARGEST_UNPACKED, LARGEST_RATIO * size)


@contextmanager
def _new_file() -> Iterator[IO[bytes]]:
    """Yield a temporary file, then rewind it; close it only after a failure."""
    with ExitStack() as on_failure:
        target = on_failure.enter_context(tempfile.TemporaryFile())
        yield target
        target.seek(0)
        on_failure.pop_all()


@dataclass(frozen=True)
class _Unpacking:
    sheet: str | None
    recognisable: Recognisable | None
    check: Callable[[], None]
    most: int
    """Bytes that may come out."""

    def unpack(self, stream: IO[bytes], *, inner: bool = False) -> Unpacked:
        """Return what `containers.unpack` does; unpack an inner file no further."""
        head = _head_of(stream)
        stream.seek(0)
        try:
            if head.startswith(b"PK\x03\x04") and (found := self._from_zip(stream, inner=inner)):
                return found
            if head.startswith(_OLD_EXCEL):
                return self._from_cells(stream)
            if head.startswith(b"\x1f\x8b") and not inner:
                return self._inside(gzip.GzipFile(fileobj=stream, mode="rb"))
            self._refuse_sheet()
            if head.startswith(COLUMNS):
                return self._from_cells(stream)
            if _ARFF.match(head):
                with _new_file() as target:
                    write_rows(_arff_rows(stream), target, self.most, _ANY_BYTES)
                return Unpacked(target)
        except _DAMAGES as error:
            raise IrisError("The file is damaged: it can't be unpacked.") from error
        except ValueError as error:
            raise IrisError("The file is damaged: its table can't be read.") from error
        stream.seek(0)
        return Unpacked(stream)

    def _refuse_sheet(self) -> None:
        if self.sheet is not None:
            raise IrisError(
                f"There is no sheet “{shorten(self.sheet)}”: only workbooks have sheets, and this "
                "is none."
            )

    def _from_cells(self, stream: IO[bytes]) -> Unpacked:
        table, notes = read_cells(stream, self.sheet, self.recognisable, self.most, self.check)
        return Unpacked(table, notes, ENCODING)

    def _inside(self, packed: object, *notes: str) -> Unpacked:
        """Return the table in a packed stream; raise IrisError if it has none."""
        source = cast("IO[bytes]", packed)
        with _new_file() as target:
            while chunk := source.read(_CHUNK):
                self.check()
                refuse_more(target.tell() + len(chunk), self.most)
                target.write(chunk)
        with ExitStack() as on_failure:
            on_failure.enter_context(target)
            found = self.unpack(target, inner=True)
            if found.stream is target:
                refuse_other_kinds(_head_of(target))
                target.seek(0)
                on_failure.pop_all()
        return found._replace(notes=(*notes, *found.notes))

    def _from_zip(self, stream: IO[bytes], *, inner: bool) -> Unpacked | None:
        archive = zipfile.ZipFile(stream)
        members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
        names = {m.filename for m in members}
        if any(name.startswith("xl/") for name in names) or _is_ods(archive, names):
            return self._from_cells(stream)
        if any(name.endswith((".iwa", "Index.zip")) for name in names):
            raise IrisError(
                "This is a Numbers document, not a table. Export it as CSV and use that."
            )
        if inner:
            return None
        tables = [m for m in members if m.filename.lower().endswith(_TABLES)]
        if len(tables) > 1:  # a description is no table
            tables = [m for m in tables if not _DESCRIPTION.search(m.filename)] or tables
        elif not tables:  # a name without ending may be anything
            tables = [m for m in members if "." not in m.filename]
        if len(tables) != 1:
            shown = listed([f"“{shorten(m.filename)}”" for m in tables[:5]])
            found = f"several tables: {shown}" if tables else "no table"
            if not tables:
                refuse_other_kinds(_head_of(stream))
            raise IrisError(f"The ZIP archive holds {found}. Unpack it and use one file.")
        if tables[0].flag_bits & 1:
            raise IrisError("The ZIP archive is encrypted. Unpack it and use the file inside.")
        with archive.open(tables[0]) as member:
            where = f"file {1 + members.index(tables[0])} of {len(members)}"
            where = "the one file" if len(members) == 1 else where
            return self._inside(member, f"The table is {where} in the ZIP archive.")


def _head_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(_CHUNK)


def _is_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    return b"opendocument.spreadsheet" in kind


def _arff_rows(stream: IO[bytes]) -> Iterator[Sequence[str]]:
    """Yield an ARFF file's header and rows, its bytes as characters."""
    lines = io.TextIOWrapper(stream, _ANY_BYTES, newline=None)
    names: list[str] = []
    try:
        for line in lines:
            if attribute := _ATTRIBUTE.match(line.strip() + " "):
                names.append(attribute[1].strip("'\""))
            elif line.strip().lower() == "@data":
                break
        yield names
        rows = (line for line in lines if line.strip() and not line.lstrip().startswith("%"))
        for line in rows:
            if line.lstrip().startswith("{"):
                raise IrisError("The ARFF file is sparse. Save it as CSV and use that.")
            quote = '"' if "'" not in line else "'"
            mark = "," if "," in line else "\t"
            cells = csv.reader(
                [line.strip("\n")],
                delimiter=mark,
                quotechar=quote,
                escapechar="\\",
                skipinitialspace=True,
            )
            yield next(cells, [])
    finally:
        lines.detach()
