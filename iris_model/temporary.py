"""Temporary folders that the next process removes if this one is killed."""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from iris_model.writing import lock

_PREFIX = "iris-"
_LOCK = "process.lock"


def temporary_folder() -> Path:
    """Return a new empty folder, closed to other users, removed when the process ends.

    What a killed one left is removed at the next start.
    """
    return Path(tempfile.mkdtemp(dir=_process_folder()))


def remove_abandoned() -> None:
    """Remove the folders of this user's dead processes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Without our lock file it is not our folder, whatever its name.
        with suppress(OSError):
            descriptor = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                lock(descriptor)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


@cache
def _process_folder() -> Path:
    remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # The file is named once it is locked, so that the folder never looks like an old one.
    unnamed = folder / f"{_LOCK}.new"
    lock(os.open(unnamed, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    unnamed.rename(folder / _LOCK)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
