"""The process that converts workbooks, Parquet and Arrow files to CSV; `cell_files` starts it."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from iris_model.errors import IrisError
from iris_model.phrasing import listed
from iris_model.validation import shorten

if TYPE_CHECKING:
    import polars as pl

ENCODING = "utf-8"
"""Of the CSV."""
FAILURE, NAMES = "failure.json", "names.json"
"""Files for why a file can't be read, and for the names of a workbook's sheets."""
LARGE = (
    "The file is too large: its cells would take too much memory. Save the sheet or table as CSV "
    "and use that."
)
_MEMORY, _SECONDS = 600_000_000, 120
"""Bytes and seconds of processor time that reading a file may take: three workbooks of
a million rows and six columns took up to 480 MB at a time, and about 8 s."""
_PARQUET, _ARROW, _ARROW_STREAM = b"PAR1", b"ARROW1", b"\xff\xff\xff\xff"
COLUMNS = (_PARQUET, _ARROW, _ARROW_STREAM)
"""Begin Parquet and Arrow files."""
_BATCH, _ROWS_AT_ONCE = 10_000, 1000


class TooLargeError(IrisError):
    """A file that would become far too large when unpacked."""


def _main(path: Path, sheet: str | None, most: int, folder: Path) -> None:
    _bound()
    try:
        _write_tables(path, sheet, most, folder)
    except MemoryError:
        _write_whole(folder / FAILURE, json.dumps([LARGE, True]))
    except IrisError as error:
        failure = [str(error), isinstance(error, TooLargeError)]
        _write_whole(folder / FAILURE, json.dumps(failure))


def _bound() -> None:
    """Limit this process's memory and time, if the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _write_tables(path: Path, sheet: str | None, most: int, folder: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
    tables: Iterable[Table] = [((), _column_rows(path, head))]
    if not head.startswith(COLUMNS):
        tables = _sheets(path, sheet, folder, most < 0)
    left, count = most, 0
    for count, (notes, rows) in enumerate(tables, start=1):
        place = folder / f"{count - 1}.csv"
        _write_whole(place.with_suffix(".json"), json.dumps(notes))
        with _whole(place) as target:
            write_rows(rows, target, left)
            left -= target.tell()
    if not count and most >= 0:
        raise IrisError("The workbook has no cells. It needs a sheet with a header and rows.")


def _write_whole(path: Path, text: str) -> None:
    with _whole(path) as target:
        target.write(text.encode())


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that gets its name once it is complete."""
    partial = path.with_suffix(".part")
    with partial.open("wb") as target:
        yield target
    partial.rename(path)


def write_rows(
    rows: Iterable[Sequence[object]], target: IO[bytes], most: int, encoding: str = ENCODING
) -> None:
    """Write rows as CSV; raise TooLargeError beyond `most` bytes."""
    text = io.TextIOWrapper(target, encoding, errors="replace", newline="")
    try:
        writer, left = csv.writer(text, lineterminator="\n"), iter(rows)
        while some := list(islice(left, _ROWS_AT_ONCE)):
            for row in some:
                writer.writerow(row)
                refuse_more(target.tell(), most)
        text.flush()
        refuse_more(target.tell(), most)
    finally:
        text.detach()


def refuse_more(count: int, most: int) -> None:
    """Raise TooLargeError if count is above most, in bytes."""
    if count > most:
        raise TooLargeError(
            f"Unpacked, the file has over {most // 10**6:,} MB, far more than its size "
            "suggests. Unpack it yourself and use the table inside."
        )


Table = tuple[tuple[str, ...], Iterable[Sequence[object]]]


def _sheets(path: Path, sheet: str | None, folder: Path, only_names: bool) -> Iterator[Table]:
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        names = book.sheet_names
        _write_whole(folder / NAMES, json.dumps(names))
        if sheet is not None and sheet not in names:
            shown = listed([f"“{shorten(name)}”" for name in names[:20]])
            raise IrisError(f"There is no sheet “{shorten(sheet)}”. The workbook has {shown}.")
        for place, name in enumerate(names if not only_names else [], start=1):
            if sheet not in (None, name):
                continue
            loaded = book.load_sheet(name, header_row=None, dtypes="string")
            if loaded.width and (loaded.visible == "visible" or sheet is not None):
                # By its place, for its name is the file's own text.
                note = (f"Sheet {place} of {len(names)} was read.",) if len(names) > 1 else ()
                yield note, _as_shown(loaded.to_polars())
            del loaded
    except fastexcel.FastExcelError as error:
        if "limit exceeded" in str(error):  # cells that are repeated without end
            raise TooLargeError(LARGE) from error
        raise IrisError(
            "This is no workbook, or a damaged or encrypted one. Save its table as CSV and use "
            "that."
        ) from error


def _as_shown(sheet: "pl.DataFrame") -> Iterator[Sequence[object]]:
    """Yield a sheet's rows, days without an hour and hours without a day."""
    import polars as pl

    days = pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
    shown = days.str.replace(r"^(?:1899-12-3[01]|1904-01-01) (\d\d:\d\d:\d\d)$", "$1")
    for rows in sheet.iter_slices(_ROWS_AT_ONCE):
        yield from rows.select(shown).iter_rows()


def _column_rows(path: Path, head: bytes) -> Iterator[Sequence[object]]:
    import polars as pl
    import polars.selectors as cs
    import pyarrow as pa
    import pyarrow.parquet as pq

    if head.startswith(_PARQUET):
        file = pq.ParquetFile(path)
        names, batches = file.schema_arrow.names, file.iter_batches(_BATCH)
    elif head.startswith(_ARROW):
        reader = pa.ipc.open_file(path)
        names = reader.schema.names
        batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
    else:
        batches = pa.ipc.open_stream(path)
        names = batches.schema.names
    yield names
    for whole in batches:
        whole.validate(full=True)  # a damaged text would crash
        for start in range(0, whole.num_rows, _ROWS_AT_ONCE):
            frame = pl.DataFrame(pl.from_arrow(whole.slice(start, _ROWS_AT_ONCE)))
            flat = ~(cs.nested() | cs.binary())
            yield from frame.with_columns(flat.cast(pl.String, strict=False)).iter_rows()


if __name__ == "__main__":
    _path, _sheet, _most, _folder = json.loads(sys.argv[1])
    _main(Path(_path), _sheet, _most, Path(_folder))
