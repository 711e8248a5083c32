"""Files that appear whole or not at all."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside path, which takes its place when the block ends well.

    When the block fails the temporary file is removed and what was at path stays. A killed run
    cannot clean up: the next run to the same path removes what it left.
    """
    path = path.resolve()  # a link stays a link: its target is replaced
    remove_stale(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def remove_stale(path: Path) -> None:
    """Remove the temporary files that processes no longer alive left beside path."""
    pattern = re.compile(rf"\.{re.escape(path.name)}\.(\d+)\.part")
    for file in path.parent.glob(".*.part"):
        match = pattern.fullmatch(file.name)
        if match and not _alive(int(match[1])):
            file.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
