"""Tables inside other files: packed ones, workbooks, Parquet, Arrow, Weka's ARFF.

They become CSV in UTF-8, cells as they are shown, and go the same way as CSV from there. Everything
is bounded: how much is unpacked, and how many cells a workbook may span.
"""

import csv
import gzip
import io
import lzma
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import IO, NamedTuple, cast

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.phrasing import listed
from iris_model.validation import shorten

LARGEST_UNPACKED, LARGEST_RATIO = 200_000_000, 100
"""Bytes, and times the packed file, that may come out of a packed one: whichever is more."""
LARGEST_WORKBOOK = 100_000_000
"""Bytes of a workbook, packed; unpacked it may have ten times as many."""
_MOST_CELLS = 20_000_000
_HEAD = 4096
_CHUNK = 2**20
_BATCH = 50_000
_ROWS_AT_ONCE = 1000
_ENCODING, _ANY_BYTES = "utf-8", "latin-1"
_LARGE_WORKBOOK = "The workbook is too large. Save the sheet with the table as CSV and use that."
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
_TEXTS = (".csv", ".tsv", ".txt", ".tab", ".dat", ".data")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ARFF = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*%[^\n]*\n|\s*\n)*\s*@relation\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"@attribute\s+('(?:[^'\\]|\\.)*'|\"[^\"]*\"|\S+)\s", re.IGNORECASE)

Recognisable = Callable[[bytes], bool]


class TooLargeError(IrisError):
    """A file that would become far too large on unpacking."""


class Unpacked(NamedTuple):
    """A table as delimited text."""

    stream: IO[bytes]
    """At its beginning."""
    notes: tuple[str, ...] = ()
    """Sentences about where the table was found."""
    encoding: str | None = None
    """Of the text, where it was written here; else it is the file's own, as yet unknown."""


def unpack(
    stream: IO[bytes], *, sheet: str | None = None, recognisable: Recognisable | None = None
) -> Unpacked:
    """Return the table in a file that can be searched, as text; itself where it is text already.

    sheet names one of a workbook's; without it the first is taken whose CSV is recognisable, or
    else the first that has cells. What is no table at all is left for `refuse_other_kinds`. Raises
    IrisError for what is damaged, encrypted, or holds several tables, and for a sheet of what is
    no workbook; TooLargeError for what would take too much room.
    """
    head = stream.read(_HEAD)
    stream.seek(0)
    try:
        if head.startswith(b"PK\x03\x04"):
            return _from_zip(stream, sheet, recognisable)
        if head.startswith((b"\xd0\xcf\x11\xe0", b"\x09\x08\x10\x00")):
            return _from_workbook(stream, sheet, recognisable)
        _refuse_sheet(sheet)
        if head.startswith(b"\x1f\x8b"):
            return _checked(_copied(gzip.GzipFile(fileobj=stream, mode="rb"), _size(stream)), ())
        if head.startswith((b"PAR1", b"ARROW1")):
            return _from_columns(stream, parquet=head.startswith(b"PAR1"))
        if _ARFF.match(head):
            return Unpacked(_written(_arff_rows(stream), _size(stream), _ANY_BYTES))
    except _DAMAGES as error:
        raise IrisError("The file is damaged: it can't be unpacked.") from error
    except (pl.exceptions.PolarsError, ValueError, UnicodeDecodeError) as error:
        raise IrisError("The file is damaged: its table can't be read.") from error
    stream.seek(0)
    return Unpacked(stream)


def holds_a_table(head: bytes) -> bool:
    """Tell whether a file that begins so is one that `unpack` makes a text of."""
    packed = (b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x09\x08\x10\x00")
    return head.startswith((*packed, b"PAR1", b"ARROW1")) or bool(_ARFF.match(head[:_HEAD]))


def _refuse_sheet(sheet: str | None) -> None:
    """Raise IrisError where a sheet is wanted of what has none."""
    if sheet is not None:
        raise IrisError(
            f"There is no sheet “{shorten(sheet)}”: only workbooks have sheets, and this is none."
        )


def _size(stream: IO[bytes]) -> int:
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return end


def _copied(packed: object, size: int) -> IO[bytes]:
    """Return what comes out of a packed stream; raise IrisError where that is too much."""
    source, most = cast("IO[bytes]", packed), _most(size)
    with _new_file() as target:
        while chunk := source.read(_CHUNK):
            _refuse_more(target.tell() + len(chunk), most)
            target.write(chunk)
    return target


def _most(size: int) -> int:
    """Return how many bytes may come out of a packed file."""
    return max(LARGEST_UNPACKED, LARGEST_RATIO * size)


def _refuse_more(count: int, most: int) -> None:
    if count > most:
        raise TooLargeError(
            f"Unpacked, the file has over {most // 10**6:,} MB, far more than its size "
            "suggests. Unpack it yourself and use the table inside."
        )


@contextmanager
def _new_file() -> Iterator[IO[bytes]]:
    """Yield a temporary file, which is left open at its beginning, but closed after a failure."""
    with ExitStack() as on_failure:
        target = on_failure.enter_context(tempfile.TemporaryFile())
        yield target
        target.seek(0)
        on_failure.pop_all()


def _checked(stream: IO[bytes], notes: tuple[str, ...]) -> Unpacked:
    """Return an unpacked table; raise IrisError where something else was packed."""
    with ExitStack() as on_failure:
        on_failure.enter_context(stream)
        refuse_other_kinds(stream.read(_CHUNK))
        stream.seek(0)
        on_failure.pop_all()
    return Unpacked(stream, notes)


def _from_zip(stream: IO[bytes], sheet: str | None, recognisable: Recognisable | None) -> Unpacked:
    archive = zipfile.ZipFile(stream)
    members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
    names = {m.filename for m in members}
    if any(name.startswith("xl/") for name in names) or _is_ods(archive, names):
        _refuse_large(archive, members, _size(stream))
        return _from_workbook(stream, sheet, recognisable)
    if any(name.endswith(".iwa") or name.endswith("Index.zip") for name in names):
        raise IrisError("This is a Numbers document, not a table. Export it as CSV and use that.")
    _refuse_sheet(sheet)
    tables = [m for m in members if m.filename.lower().endswith(_TEXTS)]
    if len(tables) != 1:
        shown = listed([f"“{shorten(m.filename)}”" for m in tables[:5]])
        found = f"several tables: {shown}" if tables else "no table"
        if not tables:
            refuse_other_kinds(_head_of(stream))
        raise IrisError(f"The ZIP archive holds {found}. Unpack it and use one file.")
    if tables[0].flag_bits & 1:
        raise IrisError("The ZIP archive is encrypted. Unpack it and use the file inside.")
    size = _size(stream)
    with archive.open(tables[0]) as member:
        return _checked(_copied(member, size), ("The table is the one file in the ZIP archive.",))


def _head_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(_CHUNK)


def _is_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    return b"opendocument.spreadsheet" in kind


def _refuse_large(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Raise IrisError for a workbook that would take too much memory."""
    unpacked = sum(member.file_size for member in members)
    columns, rows = 0, 0
    if size <= LARGEST_WORKBOOK and unpacked <= 10 * LARGEST_WORKBOOK:
        for member in members:
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                columns, rows = _span(archive, member, columns, rows)
                if columns * rows > _MOST_CELLS:
                    break
        else:
            return
    raise TooLargeError(_LARGE_WORKBOOK)


def _span(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, columns: int, rows: int
) -> tuple[int, int]:
    """Return how far the cells of a sheet reach to the right and down, at least what is given."""
    before = b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            for letters, number in set(_CELL.findall(before + chunk)):
                column = 0
                for letter in letters:
                    column = column * 26 + letter - 64
                columns, rows = max(columns, column), max(rows, int(number))
            before = chunk[-40:]
    return columns, rows


def _from_workbook(
    stream: IO[bytes], sheet: str | None, recognisable: Recognisable | None
) -> Unpacked:
    """Return the table of a workbook's sheet: texts as shown, of formulas the stored value."""
    import fastexcel  # a tenth of a second that only workbooks need

    if _size(stream) > LARGEST_WORKBOOK:
        raise TooLargeError(_LARGE_WORKBOOK)
    try:
        book = fastexcel.read_excel(stream.read())
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            shown = listed([f"“{shorten(name)}”" for name in names[:20]])
            raise IrisError(f"There is no sheet “{shorten(sheet)}”. The workbook has {shown}.")
        found: list[tuple[str, pl.DataFrame]] = []
        for name in [sheet] if sheet is not None else names:
            loaded = book.load_sheet(name, header_row=None, dtypes="string")
            if loaded.width and (loaded.visible == "visible" or sheet is not None):
                found.append((name, loaded.to_polars()))
    except fastexcel.FastExcelError as error:
        raise IrisError("The workbook is damaged or encrypted: it can't be read.") from error
    if not found:
        raise IrisError("The workbook has no cells. It needs a sheet with a header and rows.")
    size = _size(stream)
    for name, frame in found:
        text = _written(frame.iter_rows(), size)
        if len(found) == 1 or recognisable is None or recognisable(text.read(_CHUNK)):
            text.seek(0)
            return Unpacked(text, _sheet_note(name, names), _ENCODING)
        text.close()
    text = _written(found[0][1].iter_rows(), size)
    return Unpacked(text, _sheet_note(found[0][0], names), _ENCODING)


def _sheet_note(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Say which of several sheets was read: by its place, for its name is the file's own text."""
    if len(names) == 1:
        return ()
    return (f"Sheet {names.index(name) + 1} of {len(names)} was read.",)


def _from_columns(stream: IO[bytes], *, parquet: bool) -> Unpacked:
    """Return the table of a Parquet or Arrow (Feather) file, batch by batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    size = _size(stream)
    try:
        if parquet:
            file = pq.ParquetFile(stream)
            names, batches = file.schema_arrow.names, file.iter_batches(_BATCH)
        else:
            reader = pa.ipc.open_file(stream)
            names = reader.schema.names
            batches = (reader.get_batch(i) for i in range(reader.num_record_batches))

        def rows() -> Iterator[Sequence[object]]:
            yield names
            for batch in batches:
                batch.validate(full=True)  # a damaged text would end the process
                frame = pl.DataFrame(pl.from_arrow(batch))
                flat = [c for c in frame.columns if not frame[c].dtype.is_nested()]
                texts = frame.with_columns(pl.col(flat).cast(pl.String, strict=False))
                yield from texts.iter_rows()

        return Unpacked(_written(rows(), size), (), _ENCODING)
    except (pa.ArrowException, pl.exceptions.PanicException) as error:
        raise IrisError("The file is damaged: its table can't be read.") from error


def _arff_rows(stream: IO[bytes]) -> Iterator[Sequence[str]]:
    """Yield the header and the rows of an ARFF file, its bytes as characters."""
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
                [line.strip("\n")], quotechar=quote, escapechar="\\", skipinitialspace=True
            )
            yield next(cells, [])
    finally:
        lines.detach()


def _written(rows: Iterable[Sequence[object]], size: int, encoding: str = _ENCODING) -> IO[bytes]:
    """Return rows from a file of so many bytes as CSV, in a temporary file at its beginning.

    Raises TooLargeError where they are too much of it.
    """
    most = _most(size)
    with _new_file() as target:
        text = io.TextIOWrapper(target, encoding, errors="replace", newline="")
        try:
            writer, left = csv.writer(text, lineterminator="\n"), iter(rows)
            while some := list(islice(left, _ROWS_AT_ONCE)):
                writer.writerows(some)
                _refuse_more(target.tell(), most)
        finally:
            text.detach()
    return target
