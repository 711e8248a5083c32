"""A run's output folder: parts, each whole or not at all, then the summary.

The summary holds its run's number, every other file has it in its name. A file is the run's own
while an empty file of that number, or the summary, vouches for it. Nothing else is ever removed.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import has_magic
from pathlib import PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from iris_model.cluster.stores import absolute, is_in, locate
from iris_model.errors import IrisError
from iris_model.validation import shorten

SUMMARY = "_summary.json"
_MARK = re.compile(r"_(?:running|ended)-([0-9a-f]{16})")
_FILE = re.compile(r"(?:part-\d{6,}-\d{6,}|\.iris-[0-9a-f]{16})-([0-9a-f]{16})\.csv")
_RETRIES = 3


@dataclass(frozen=True)
class OutputFolder:
    """The folder of a run, for the command and all workers."""

    name: str
    run: str
    """The run's number, 16 hexadecimal digits."""

    @classmethod
    @contextmanager
    def opened(cls, name: str, inputs: Sequence[str]) -> Iterator["OutputFolder"]:
        """Yield the folder, cleared of an earlier run's files; empty again without `finish`.

        Raises IrisError if it holds an input or anything that no run wrote.
        """
        folder = cls(absolute(name), secrets.token_hex(8))
        folder._refuse_unfit(name, inputs)
        folder._store.makedirs(folder._at(), exist_ok=True)
        # From here on earlier runs may be cleared; the mark tells the next run.
        _persist(lambda: folder._store.pipe_file(folder._at(folder._mark), b""))
        folder._clear(but=folder.run)
        try:
            yield folder
        finally:
            if folder._is_running:
                folder._clear()

    def part(self, file: int, block: int) -> str:
        """Return a part's name; names sort like the rows."""
        return f"part-{file:06d}-{block:06d}-{self.run}.csv"

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one file, whole or not at all; raise IrisError if the run is over."""
        self._require_running()
        temporary = self._at(f".iris-{secrets.token_hex(8)}-{self.run}.csv")
        try:
            with self._store.open(temporary, "wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)
            self._require_running()
            self._store.mv(temporary, self._at(name))
        finally:
            with suppress(FileNotFoundError):
                self._store.rm_file(temporary)
        if not self._is_running and self._finished() != self.run:
            self._remove([name])

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Write the summary and remove parts that it does not name.

        Raises IrisError if the folder has others' parts, or lacks one.
        """
        self._require_running()
        named = {part["name"] for part in summary["parts"]}
        own, others = self._entries()
        strange = {name for name in others if name.startswith(("part-", SUMMARY))}
        for name in sorted(strange | named - own.keys()):
            raise IrisError(
                f"While the run worked, something else changed “{shorten(name)}” in {self.name}: "
                "give a folder that nobody else writes to."
            )
        self._remove(own.keys() - named - {self._mark})
        content = {**summary, "run": self.run}
        text = json.dumps({**content, "sha256": _digest(content)}, indent=2).encode()
        _persist(lambda: self.write(SUMMARY, [text]))
        self._remove([self._mark])
        own, _ = self._entries()
        self._remove(own.keys() - named - {SUMMARY})

    @property
    def _store(self) -> AbstractFileSystem:
        return locate(self.name)[0]

    def _at(self, name: str = "") -> str:
        return f"{locate(self.name)[1]}/{name}".rstrip("/")

    @property
    def _mark(self) -> str:
        return f"_running-{self.run}"

    @property
    def _is_running(self) -> bool:
        self._store.invalidate_cache()
        return bool(self._store.exists(self._at(self._mark)))

    def _require_running(self) -> None:
        if not self._is_running:
            raise IrisError(
                f"The mark of this run is not in {self.name}: another run has begun there, "
                "or a worker does not see the folder that the command sees."
            )

    def _refuse_unfit(self, name: str, inputs: Sequence[str]) -> None:
        store, path = self._store, self._at()
        if store.lexists(path) and not store.isdir(path):
            raise IrisError(
                f"The output {name} is a file: with --dask it is a folder. Name another."
            )
        if has_magic(path) and not isinstance(store, LocalFileSystem):
            raise IrisError(
                f"The output {name} has *, ? or [, which mean many files. Name another."
            )
        for source in inputs:
            if is_in(source, name):
                raise IrisError(f"The input {source} is in the folder {name}: give another output.")
        _, others = self._entries()
        for other in sorted(others):
            raise IrisError(
                f"The folder {name} holds “{shorten(other)}”, which no run wrote: give a new or "
                "an empty folder."
            )

    def _entries(self) -> tuple[dict[str, str], set[str]]:
        """Return the files that runs wrote, each with its run, and everything else there."""
        store, path = self._store, self._at()
        store.invalidate_cache()
        sizes = {  # None for anything but a plain file
            PurePosixPath(entry["name"]).name: entry["size"]
            if entry["type"] == "file" and not entry.get("islink")
            else None
            for entry in (store.ls(path, detail=True) if store.exists(path) else ())
            if entry["name"].rstrip("/") != path
        }
        plain = {name for name, size in sizes.items() if size is not None}
        own = {n: found[1] for n in plain if not sizes[n] and (found := _MARK.fullmatch(n))}
        if SUMMARY in plain and (run := self._finished()):
            own[SUMMARY] = run
        files = {name: found[1] for name in plain if (found := _FILE.fullmatch(name))}
        own |= {name: run for name, run in files.items() if run in {*own.values()}}
        return own, sizes.keys() - own.keys()

    def _finished(self) -> str | None:
        """Return the run that the folder's summary is of, or None if it was changed or is none."""
        try:
            summary = json.loads(self._store.cat_file(self._at(SUMMARY)))
            run, digest = summary["run"], summary.pop("sha256")
        except (
            FileNotFoundError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            return None
        return run if _digest(summary) == digest and _MARK.fullmatch(f"_ended-{run}") else None

    def _clear(self, but: str | None = None) -> None:
        """Remove what runs wrote, except one run's files; what vouches for them goes last."""
        own, _ = self._entries()
        for run in {*own.values()} - {but}:
            ended, vouching = f"_ended-{run}", {f"_running-{run}", SUMMARY}
            self._store.pipe_file(self._at(ended), b"")
            self._remove({name for name in vouching if own.get(name) == run})
            # Until then workers could add parts.
            left, _ = self._entries()
            self._remove({name for name in left if left[name] == run} - {ended})
            self._remove([ended])

    def _remove(self, names: Iterable[str]) -> None:
        paths = [self._at(name) for name in sorted(names)]
        try:
            if paths:
                self._store.rm(paths)
        except FileNotFoundError:  # a lost worker removes its own
            for path in paths:
                with suppress(FileNotFoundError):
                    self._store.rm_file(path)


def _digest(summary: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(summary).encode()).hexdigest()


def _persist(write: Callable[[], None]) -> None:
    for _ in range(_RETRIES):
        with suppress(OSError):
            return write()
    return write()
