"""The folder a run writes: parts that appear whole or not at all, and at last the summary."""

import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem

from iris_model.cluster.stores import absolute, locate
from iris_model.errors import IrisError
from iris_model.validation import shorten

SUMMARY = "_summary.json"
_PART, _RUNNING, _TEMPORARY = "part-", "_running-", ".iris-"
_RETRIES = 3
_OURS = re.compile(rf"{_PART}\d+-\d+\.csv|{SUMMARY}|{_RUNNING}\w+|{re.escape(_TEMPORARY)}[\w-]+")


def part_name(file: int, block: int) -> str:
    """Return the name of a part, so that names sort as the rows follow each other."""
    return f"{_PART}{file:06d}-{block:06d}.csv"


@dataclass(frozen=True)
class OutputFolder:
    """The folder of one run, as the command and all workers see it."""

    name: str
    run: str
    """Names the run in the mark that says who may write here."""

    @classmethod
    @contextmanager
    def opened(cls, name: str, inputs: Sequence[str]) -> Iterator["OutputFolder"]:
        """Yield the folder, empty; what an earlier run left in it is gone.

        When the block ends without `finish`, the folder is empty again. Raises IrisError where
        the folder holds anything else or an input.
        """
        folder = cls(absolute(name), secrets.token_hex(8))
        store, path = locate(folder.name)
        _refuse_unfit(store, path, name, inputs)
        _clear(store, path)
        store.makedirs(path, exist_ok=True)
        _persist(lambda: store.pipe_file(folder._mark(path), b""))
        try:
            yield folder
        finally:
            if folder._is_ours(store, path):
                store.rm(folder._mark(path))
                finished = store.exists(f"{path}/{SUMMARY}")
                _clear(store, path, only=_TEMPORARY if finished else "")

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one file into the folder, whole or not at all.

        Raises IrisError when the run is over: a worker that was given up must not write among the
        parts of the next run.
        """
        store, path = locate(self.name)
        temporary = f"{path}/{_TEMPORARY}{self.run}-{secrets.token_hex(8)}"
        try:
            with store.open(temporary, "wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)
            if not self._is_ours(store, path):
                raise IrisError(
                    f"The mark of this run is not in {self.name}: another run has begun there, "
                    "or a worker does not see the folder that the command sees."
                )
            store.mv(temporary, f"{path}/{name}")
        finally:
            with suppress(FileNotFoundError):
                store.rm(temporary)

    def remove(self, names: Sequence[str]) -> None:
        """Remove parts that are written."""
        store, path = locate(self.name)
        for name in names:
            store.rm(f"{path}/{name}")

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Write the summary, which says that the run is finished."""
        text = json.dumps(summary, indent=2).encode()
        _persist(lambda: self.write(SUMMARY, [text]))

    def _is_ours(self, store: AbstractFileSystem, path: str) -> bool:
        store.invalidate_cache()
        return bool(store.exists(self._mark(path)))

    def _mark(self, path: str) -> str:
        return f"{path}/{_RUNNING}{self.run}"


def _persist(write: Callable[[], None]) -> None:
    """Write, and try again where a store fails: for the workers the scheduler sees to that."""
    for _ in range(_RETRIES):
        with suppress(OSError):
            return write()
    return write()


def _refuse_unfit(store: AbstractFileSystem, path: str, name: str, inputs: Sequence[str]) -> None:
    if store.isfile(path):
        raise IrisError(f"The output {name} is a file: with --dask it is a folder. Name another.")
    for other in _names(store, path):
        if not _OURS.fullmatch(other):
            raise IrisError(
                f"The folder {name} holds “{shorten(other)}”, which no run wrote: give a new or "
                "an empty folder."
            )
    for source in inputs:
        other_store, other_path = locate(source)
        if store.protocol == other_store.protocol and other_path.startswith(f"{path}/"):
            raise IrisError(f"The input {source} is in the folder {name}: give another output.")


def _names(store: AbstractFileSystem, path: str) -> list[str]:
    store.invalidate_cache()
    if not store.exists(path):
        return []
    return [PurePosixPath(entry).name for entry in store.ls(path, detail=False) if entry != path]


def _clear(store: AbstractFileSystem, path: str, only: str = "") -> None:
    """Remove a run's files whose names begin with only; the summary, which vouches, first."""
    names = sorted(_names(store, path), key=lambda name: name != SUMMARY)
    for name in names:
        if _OURS.fullmatch(name) and name.startswith(only):
            store.rm(f"{path}/{name}")
