"""Workbooks, Parquet and Arrow files, made CSV by a process of their own.

A few kilobytes of them may mean gigabytes of cells, and the libraries that read them ask for memory
before anybody can count. The system bounds the process; whoever waits for it can end it.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from iris_model.errors import IrisError
from iris_model.phrasing import listed
from iris_model.validation import shorten

if TYPE_CHECKING:
    import polars as pl

ENCODING = "utf-8"
"""Of the CSV."""
_MEMORY, _SECONDS = 600_000_000, 120
"""Bytes and seconds of processor time that reading a file may take."""
_PARQUET, _ARROW, _ARROW_STREAM = b"PAR1", b"ARROW1", b"\xff\xff\xff\xff"
_BATCH, _ROWS_AT_ONCE, _TICK = 10_000, 1000, 0.01
_ROOT = Path(__file__).resolve().parents[3]
_FAILURE = "failure.json"
_LARGE = (
    "The file is too large: its cells would take too much memory. Save the sheet or table as CSV "
    "and use that."
)


class TooLargeError(IrisError):
    """A file that would become far too large on unpacking."""


def read_cells(
    stream: IO[bytes],
    sheet: str | None,
    recognisable: Callable[[bytes], bool] | None,
    most: int,
    check: Callable[[], None],
) -> tuple[IO[bytes], tuple[str, ...]]:
    """Return the table of a file of cells as CSV of at most `most` bytes, and sentences about it.

    Of a workbook the sheet that is named, or the first whose beginning is recognisable, or else the
    first with cells: texts as they are shown, of formulas the stored value. check is called again
    and again while the file is read, and may raise. Raises IrisError for what can't be read and
    TooLargeError for what is too large.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for place in _tables(_path_of(stream, folder), sheet, most, folder, check):
            notes = tuple(json.loads(place.with_suffix(".json").read_text(ENCODING)))
            table = place.open("rb")
            head = table.read(2**20)
            table.seek(0)
            if sheet is not None or recognisable is None or recognisable(head):
                return table, notes
            table.close()
        first = folder / "0.csv"
        notes = tuple(json.loads(first.with_suffix(".json").read_text(ENCODING)))
        return first.open("rb"), notes


def sheet_names(stream: IO[bytes]) -> list[str]:
    """Return the names of a workbook's sheets where there are several, else none."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with suppress(IrisError):
            list(_tables(_path_of(stream, folder), None, -1, folder, lambda: None))
        found = folder / "names.json"
        names: list[str] = json.loads(found.read_text(ENCODING)) if found.exists() else []
    return names if len(names) > 1 else []


def _path_of(stream: IO[bytes], folder: Path) -> Path:
    """Return where the bytes of a stream are in a file that has a name, if need be a copy."""
    name = getattr(stream, "name", None)
    if isinstance(name, str) and Path(name).is_file():
        return Path(name).resolve()
    copy = folder / "copy"
    with copy.open("wb") as file:
        stream.seek(0)
        shutil.copyfileobj(stream, file)
    return copy


def _tables(
    path: Path, sheet: str | None, most: int, folder: Path, check: Callable[[], None]
) -> Iterator[Path]:
    """Yield the tables of a file as they get ready; raise IrisError where there is none."""
    arguments = json.dumps([str(path), sheet, most, str(folder)])
    command = [sys.executable, "-m", __name__, arguments]
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=_ROOT, env=environment, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        ready = 0
        while True:
            ended = process.poll() is not None
            place = folder / f"{ready}.csv"
            if place.exists():
                ready += 1
                yield place
            elif ended:
                break
            else:
                check()
                time.sleep(_TICK)
        failure = folder / _FAILURE
        if failure.exists():
            message, too_large = json.loads(failure.read_text(ENCODING))
            raise (TooLargeError if too_large else IrisError)(message)
        if process.returncode < 0:  # ended by the system
            raise TooLargeError(_LARGE)
        if process.returncode:
            raise IrisError("The file is damaged: its table can't be read.")
    finally:
        process.kill()
        process.wait()


# What follows runs in the process of its own.


def _main(path: Path, sheet: str | None, most: int, folder: Path) -> None:
    """Write the tables of a file into a folder, or why they can't be read."""
    _bound()
    try:
        _write_tables(path, sheet, most, folder)
    except MemoryError:
        _write_whole(folder / _FAILURE, json.dumps([_LARGE, True]))
    except IrisError as error:
        failure = [str(error), isinstance(error, TooLargeError)]
        _write_whole(folder / _FAILURE, json.dumps(failure))


def _bound() -> None:
    """Have the system bound the memory and time of this process, where it can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _write_tables(path: Path, sheet: str | None, most: int, folder: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
    columns = head.startswith((_PARQUET, _ARROW, _ARROW_STREAM))
    tables = _columns(path, head) if columns else _sheets(path, sheet, folder, most < 0)
    left, count = most, 0
    for notes, rows in tables:
        place = folder / f"{count}.csv"
        _write_whole(place.with_suffix(".json"), json.dumps(notes))
        with _whole(place) as target:
            write_rows(rows, target, left)
            left -= target.tell()
        count += 1
    if not count and most >= 0:
        raise IrisError("The workbook has no cells. It needs a sheet with a header and rows.")


def _write_whole(path: Path, text: str) -> None:
    with _whole(path) as target:
        target.write(text.encode())


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that appears under its name once it is complete."""
    partial = path.with_suffix(".part")
    with partial.open("wb") as target:
        yield target
    partial.rename(path)


def write_rows(
    rows: Iterable[Sequence[object]], target: IO[bytes], most: int, encoding: str = ENCODING
) -> None:
    """Write rows as CSV; raise TooLargeError where they are more than `most` bytes."""
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
    """Raise TooLargeError for more bytes than may come out of a file."""
    if count > most:
        raise TooLargeError(
            f"Unpacked, the file has over {most // 10**6:,} MB, far more than its size "
            "suggests. Unpack it yourself and use the table inside."
        )


Table = tuple[tuple[str, ...], Iterable[Sequence[object]]]


def _sheets(path: Path, sheet: str | None, folder: Path, only_names: bool) -> Iterator[Table]:
    """Yield the rows of a workbook's sheets that have any and are not hidden."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        names = book.sheet_names
        _write_whole(folder / "names.json", json.dumps(names))
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
            raise TooLargeError(_LARGE) from error
        raise IrisError("The workbook is damaged or encrypted: it can't be read.") from error


def _as_shown(sheet: "pl.DataFrame") -> Iterator[Sequence[object]]:
    """Yield a sheet's rows, days without an hour and hours without a day."""
    import polars as pl

    days = pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
    shown = days.str.replace(r"^(?:1899-12-3[01]|1904-01-01) (\d\d:\d\d:\d\d)$", "$1")
    for rows in sheet.iter_slices(_ROWS_AT_ONCE):
        yield from rows.select(shown).iter_rows()


def _columns(path: Path, head: bytes) -> Iterator[Table]:
    """Yield the rows of a Parquet or Arrow (Feather) file."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    def rows() -> Iterator[Sequence[object]]:
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
                flat = [
                    name
                    for name, kind in frame.schema.items()
                    if not kind.is_nested() and kind != pl.Binary
                ]
                yield from frame.with_columns(
                    pl.col(flat).cast(pl.String, strict=False)
                ).iter_rows()

    yield (), rows()


if __name__ == "__main__":
    _path, _sheet, _most, _folder = json.loads(sys.argv[1])
    _main(Path(_path), _sheet, _most, Path(_folder))
