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
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, NamedTuple

from iris_model.errors import IrisError
from iris_model.files.reading.cell_files import WORKBOOKS, ZIP, read_cells
from iris_model.files.reading.cell_process import COLUMNS, ENCODING, refuse_more
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.phrasing import listed
from iris_model.validation import shorten

LARGEST_UNPACKED, LARGEST_RATIO = 200_000_000, 100
"""Bytes, and times the packed file, that may come out of a packed one: whichever is more."""
_CHUNK = 2**20
_ANY_BYTES = "latin-1"
_GZIP = b"\x1f\x8b"
_DAMAGES = (
    OSError,
    EOFError,
    RuntimeError,
    IndexError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
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


def unpack(
    stream: IO[bytes],
    *,
    sheet: str | None = None,
    recognisable: Recognisable | None = None,
    check: Callable[[], None] = lambda: None,
) -> Unpacked:
    """Return the table in a seekable file as text.

    sheet names one of a workbook's; otherwise the first is taken whose CSV is recognisable, or the
    first with cells. Files of other kinds are returned as they are, for `refuse_other_kinds`. check
    is called repeatedly and may raise. Raises IrisError for a damaged or encrypted file, several
    tables, and a sheet of anything but a workbook; TooLargeError for what would take too much room.
    """
    most = max(LARGEST_UNPACKED, LARGEST_RATIO * stream.seek(0, io.SEEK_END))
    return _Unpacking(sheet, recognisable, check, most).unpack(stream)


def holds_a_table(head: bytes) -> bool:
    """Tell whether `unpack` converts a file with this beginning."""
    return head.startswith((_GZIP, *WORKBOOKS, *COLUMNS)) or bool(_ARFF.match(head))


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
        try:
            if head.startswith(ZIP):
                if found := self._from_zip(stream, inner=inner):
                    return found
            elif head.startswith(WORKBOOKS):
                return self._from_cells(stream)
            if head.startswith(_GZIP) and not inner:
                return self._inside(gzip.GzipFile(fileobj=stream, mode="rb"))
            if self.sheet is not None:
                raise IrisError(
                    f"There is no sheet “{shorten(self.sheet)}”: only workbooks have sheets, and "
                    "this is none."
                )
            if head.startswith(COLUMNS):
                return self._from_cells(stream)
            if _ARFF.match(head):
                return self._from_arff(stream)
        except _DAMAGES as error:
            raise IrisError("The file is damaged: it can't be unpacked.") from error
        except ValueError as error:
            raise IrisError("The file is damaged: its table can't be read.") from error
        stream.seek(0)
        return Unpacked(stream)

    def _from_cells(self, stream: IO[bytes]) -> Unpacked:
        table, notes = read_cells(stream, self.sheet, self.recognisable, self.most, self.check)
        return Unpacked(table, notes, ENCODING)

    def _from_arff(self, stream: IO[bytes]) -> Unpacked:
        with ExitStack() as on_failure:
            target = on_failure.enter_context(tempfile.TemporaryFile())
            text = io.TextIOWrapper(target, _ANY_BYTES, newline="")
            writer = csv.writer(text, lineterminator="\n")
            for row in _arff_rows(stream):
                writer.writerow(row)
                refuse_more(target.tell(), self.most)
            text.detach()  # writes what is left
            target.seek(0)
            on_failure.pop_all()
        return Unpacked(target)

    def _inside(self, packed: gzip.GzipFile | IO[bytes], *notes: str) -> Unpacked:
        """Return the table in a packed stream; raise IrisError if it has none."""
        with ExitStack() as on_failure:
            target = on_failure.enter_context(tempfile.TemporaryFile())
            while chunk := packed.read(_CHUNK):
                self.check()
                refuse_more(target.tell() + len(chunk), self.most)
                target.write(chunk)
            found = self.unpack(target, inner=True)
            if found.stream is target:
                refuse_other_kinds(_head_of(target))
                on_failure.pop_all()
        return found._replace(notes=(*notes, *found.notes))

    def _from_zip(self, stream: IO[bytes], *, inner: bool) -> Unpacked | None:
        archive = zipfile.ZipFile(stream)
        members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
        names = {m.filename for m in members}
        kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
        is_ods = b"opendocument.spreadsheet" in kind
        if is_ods or any(name.startswith("xl/") for name in names):
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
            if not tables:  # perhaps a document of another program
                refuse_other_kinds(_head_of(stream))
            raise IrisError(f"The ZIP archive holds {found}. Unpack it and use one file.")
        if tables[0].flag_bits & 1:
            raise IrisError("The ZIP archive is encrypted. Unpack it and use the file inside.")
        with archive.open(tables[0]) as member:
            place = f"file {1 + members.index(tables[0])} of {len(members)}"
            where = place if len(members) > 1 else "the one file"
            return self._inside(member, f"The table is {where} in the ZIP archive.")


def _head_of(stream: IO[bytes]) -> bytes:
    """Return a file's beginning, and go back there."""
    stream.seek(0)
    head = stream.read(_CHUNK)
    stream.seek(0)
    return head


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
            cells = csv.reader(
                [line.strip("\n")],
                delimiter="," if "," in line else "\t",
                quotechar=quote,
                escapechar="\\",
                skipinitialspace=True,
            )
            yield next(cells, [])
    finally:
        lines.detach()
