"""Files that appear whole or not at all."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".iris-", ".part"


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Yield the path of an empty temporary file that takes path's place when the block ends well.

    When the block fails, the temporary file goes and what was at path stays. A killed run cannot
    clean up, so the next run that writes into the folder removes what it left. The file gets the
    permissions of any new file; where path is a link, the file it points to is replaced.
    """
    path = path.resolve()
    _remove_stale(path.parent)
    temporary = path.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    try:
        lock(descriptor)
        yield temporary
        os.fsync(descriptor)
        temporary.replace(path)
    finally:
        os.close(descriptor)
        with suppress(FileNotFoundError):
            temporary.unlink()


def _remove_stale(folder: Path) -> None:
    """Remove the temporary files that no living process holds."""
    for file in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError), file.open("rb+") as stream:
            lock(stream.fileno())
            file.unlink()


def lock(descriptor: int) -> None:
    """Lock a file until it is closed or its process dies; raise OSError when another holds it."""
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
