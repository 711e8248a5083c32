"""Files written whole or not at all."""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from iris_model.errors import IrisError

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".iris-", ".part"


def check_output(path: Path, inputs: Sequence[str] = ()) -> None:
    """Raise IrisError unless a file can be written to path, which is none of the inputs."""
    target = _target(path)
    if target.exists() and not target.is_file():
        raise IrisError(f"The output {path} is there already and is not a file.")
    if not target.parent.is_dir():
        raise IrisError(f"There is no folder {path.parent} to write {path.name} into.")
    if not os.access(target.parent, os.W_OK):
        raise IrisError(f"The folder {path.parent} can't be written to.")
    if target.exists() and any(Path(i).exists() and target.samefile(i) for i in inputs):
        raise IrisError(f"The output {path} is an input: give another name.")


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Yield the path of an empty temporary file that replaces path if the block succeeds.

    Else path is unchanged. What a killed run left goes with the next run in the folder. A link's
    target is replaced.
    """
    path = _target(path)
    _remove_stale(path.parent)
    temporary = path.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
    try:
        with temporary.open("xb+") as held:
            lock(held.fileno())
            yield temporary
            os.fsync(held.fileno())
            if sys.platform == "win32":  # which neither moves nor removes an open file
                held.close()
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _target(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # RuntimeError: Python 3.11 for a loop
        raise IrisError(f"The output {path} is a link that leads nowhere.") from error


def _remove_stale(folder: Path) -> None:
    for file in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if sys.platform == "win32":  # which removes no file that is open anywhere
                file.unlink()
                continue
            with file.open("rb+") as stream:
                lock(stream.fileno())
                file.unlink()


def lock(descriptor: int) -> None:
    """Lock a file until it is closed or its process dies; raise OSError if it is locked."""
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
