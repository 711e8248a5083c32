"""Workbooks, Parquet and Arrow files, converted to CSV in a separate process.

A few kilobytes may hold gigabytes of cells, and the libraries allocate them before anyone can
count. The system limits the process, and the caller can end it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from iris_model.errors import IrisError
from iris_model.files.reading import cell_process
from iris_model.files.reading.cell_process import ENCODING, FAILURE, LARGE, NAMES, TooLargeError

ZIP = b"PK\x03\x04"
WORKBOOKS = (ZIP, b"\xd0\xcf\x11\xe0", b"\x09\x08\x10\x00")
"""Begin all workbooks, and some other files."""
_HEAD = 2**20
"""Bytes that a table is recognised by."""
_TICK = 0.01
_ROOT = Path(__file__).resolve().parents[3]


def read_cells(
    stream: IO[bytes],
    sheet: str | None,
    recognisable: Callable[[bytes], bool] | None,
    most: int,
    check: Callable[[], None],
) -> tuple[IO[bytes], tuple[str, ...]]:
    """Return a file's table as CSV of at most `most` bytes, and sentences about it.

    Of a workbook it is the named sheet, or else the first with a recognisable beginning, or the
    first with cells. Texts are as shown; formulas have their stored values. check is called
    repeatedly and may raise. Raises IrisError for an unreadable file, TooLargeError for one too
    large.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for place in _tables(_path_of(stream, folder), sheet, most, folder, check):
            with place.open("rb") as table:
                if sheet is not None or recognisable is None or recognisable(table.read(_HEAD)):
                    break
        else:
            place = folder / "0.csv"
        notes: list[str] = json.loads(place.with_suffix(".json").read_text(ENCODING))
        return place.open("rb"), tuple(notes)


def sheet_names(stream: IO[bytes]) -> list[str]:
    """Return the names of a workbook's sheets; none if it has one, or if it is another file."""
    if not stream.read(8).startswith(WORKBOOKS):
        return []
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with suppress(IrisError):
            list(_tables(_path_of(stream, folder), None, -1, folder, lambda: None))
        found = folder / NAMES
        names: list[str] = json.loads(found.read_text(ENCODING)) if found.exists() else []
    return names if len(names) > 1 else []


def _path_of(stream: IO[bytes], folder: Path) -> Path:
    """Return the path of a stream's file, or of a copy if it has no name."""
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
    """Yield a file's tables as they are finished; raise IrisError if there is none."""
    arguments = json.dumps([str(path), sheet, most, str(folder)])
    command = [sys.executable, "-m", cell_process.__name__, arguments]
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
        failure = folder / FAILURE
        if failure.exists():
            message, too_large = json.loads(failure.read_text(ENCODING))
            raise (TooLargeError if too_large else IrisError)(message)
        if process.returncode < 0:  # ended by the system
            raise TooLargeError(LARGE)
        if process.returncode:
            raise IrisError("The file is damaged: its table can't be read.")
    finally:
        process.kill()
        process.wait()
