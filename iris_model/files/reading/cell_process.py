"""The process that converts workbooks, Parquet and Arrow files to CSV; `cell_files` starts it."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
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
_ROWS_AT_ONCE = 5000


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
    tables: Iterable[Table] = [((), _columns(path, head))]
    if not head.startswith(COLUMNS):
        tables = _sheets(path, sheet, folder, most < 0)
    left, count = most, 0
    for count, (notes, frames) in enumerate(tables, start=1):
        place = folder / f"{count - 1}.csv"
        _write_whole(place.with_suffix(".json"), json.dumps(notes))
        with _whole(place) as target:
            _write_frames(frames, target, left)
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


def _write_frames(frames: Iterable["pl.DataFrame"], target: IO[bytes], most: int) -> None:
    """Write frames of texts as CSV; raise TooLargeError beyond `most` bytes."""
    import polars as pl

    for frame in frames:
        # Before it is written: a text that every row refers to takes no memory, but much of a disk.
        size = sum(int(column.str.len_bytes().sum()) for column in frame)
        refuse_more(target.tell() + size, most)
        # Empty lines are no rows, so a column alone has its empty cells in quotes.
        empty = pl.all().fill_null("") if frame.width == 1 else pl.all().replace("", None)
        target.write(frame.select(empty).write_csv(include_header=False).encode())
        refuse_more(target.tell(), most)


def refuse_more(count: int, most: int) -> None:
    """Raise TooLargeError if count is above most, in bytes."""
    if count > most:
        raise TooLargeError(
            f"Unpacked, the file has over {most // 10**6:,} MB, far more than its size "
            "suggests. Unpack it yourself and use the table inside."
        )


Table = tuple[tuple[str, ...], Iterable["pl.DataFrame"]]


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


def _as_shown(sheet: "pl.DataFrame") -> Iterator["pl.DataFrame"]:
    """Yield a sheet's rows, days without an hour and hours without a day."""
    import polars as pl

    days = pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
    shown = days.str.replace(r"^(?:1899-12-3[01]|1904-01-01) (\d\d:\d\d:\d\d)$", "$1")
    for rows in sheet.iter_slices(_ROWS_AT_ONCE):
        yield rows.select(shown)


def _columns(path: Path, head: bytes) -> Iterator["pl.DataFrame"]:
    """Yield the names of a Parquet or Arrow file's columns, then its rows, as texts."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    if head.startswith(_PARQUET):
        file = pq.ParquetFile(path)
        names, batches = file.schema_arrow.names, file.iter_batches(_ROWS_AT_ONCE)
    elif head.startswith(_ARROW):
        reader = pa.ipc.open_file(path)
        names = reader.schema.names
        batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
    else:
        batches = pa.ipc.open_stream(path)
        names = batches.schema.names
    yield pl.DataFrame([names], schema=[str(place) for place in range(len(names))], orient="row")
    for whole in batches:
        whole.validate(full=True)  # a damaged text would crash
        for start in range(0, whole.num_rows, _ROWS_AT_ONCE):
            frame = pl.DataFrame(pl.from_arrow(whole.slice(start, _ROWS_AT_ONCE)))
            yield frame.select(_as_text(column) for column in frame)


def _as_text(column: "pl.Series") -> "pl.Series":
    import polars as pl

    if column.dtype.is_nested() or column.dtype == pl.Binary:
        texts = [None if value is None else str(value) for value in column]
        return pl.Series(column.name, texts, pl.String)
    return column.cast(pl.String, strict=False)


if __name__ == "__main__":
    _path, _sheet, _most, _folder = json.loads(sys.argv[1])
    _main(Path(_path), _sheet, _most, Path(_folder))
