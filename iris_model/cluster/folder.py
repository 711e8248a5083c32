"""A run's output folder: parts, each whole or not at all, then the summary."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import has_magic
from pathlib import PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from iris_model.cluster import manifest
from iris_model.cluster.manifest import SUMMARY, Finished
from iris_model.cluster.stores import absolute, is_in, locate
from iris_model.errors import IrisError
from iris_model.validation import shorten

_RETRIES = 3


@dataclass(frozen=True)
class OutputFolder:
    """The folder of a run, for the command and all workers."""

    name: str
    run: str
    """Names the run in its mark, which permits writing here."""

    @classmethod
    @contextmanager
    def opened(cls, name: str, inputs: Sequence[str]) -> Iterator["OutputFolder"]:
        """Yield the folder, cleared of an earlier run's files; empty again without `finish`.

        Raises IrisError if it holds an input or anything that no run wrote.
        """
        folder = cls(absolute(name), secrets.token_hex(8))
        store, path = locate(folder.name)
        _refuse_unfit(store, path, name, inputs)
        store.makedirs(path, exist_ok=True)
        # From here on earlier runs may be cleared; the mark tells the next run.
        _persist(lambda: store.pipe_file(folder._at(manifest.mark(folder.run)), b""))
        _clear(store, path, but=manifest.mark(folder.run))
        try:
            yield folder
        finally:
            folder._close()

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one file, whole or not at all; raise IrisError if the run is over."""
        store, _ = locate(self.name)
        self._check_mark(store)
        temporary, size = self._at(manifest.temporary(self.run)), 0
        try:
            with store.open(temporary, "wb") as stream:
                for chunk in chunks:
                    size += len(chunk)
                    stream.write(chunk)
            self._check_mark(store)
            self._check_free(store, name)
            receipt = self._at(manifest.receipt(self.run, name, size))
            store.pipe_file(receipt, b"")
            try:
                store.mv(temporary, self._at(name))
            except FileNotFoundError:  # the run has just ended and taken its files away
                store.rm_file(receipt)
                raise
        finally:
            with suppress(FileNotFoundError):
                store.rm_file(temporary)

    def remove(self, names: Sequence[str]) -> None:
        """Remove written parts."""
        store, path = locate(self.name)
        written, *_ = _own(store, path)
        _remove(store, path, written.intersection(names))

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Write the summary, which vouches for the run's parts.

        Raises IrisError if the folder has other parts.
        """
        store, path = locate(self.name)
        self._check_mark(store)
        sizes = _sizes(store, path)
        parts = {name: size for name, size in sizes.items() if name.startswith("part-")}
        strange = parts.items() - manifest.receipts(self.run, sizes)
        missing = {part["name"] for part in summary.get("parts", [])} - parts.keys()
        for name in sorted({name for name, _ in strange} | missing):
            raise IrisError(
                f"While the run worked, something else changed “{shorten(name)}” in {self.name}: "
                "give a folder that nobody else writes to."
            )
        files = {name: size for name, size in sorted(parts.items()) if size is not None}
        sealed = manifest.seal(summary, Finished(self.run, files))
        _persist(lambda: self.write(SUMMARY, [sealed]))

    def _close(self) -> None:
        store, path = locate(self.name)
        if not self._is_marked(store):
            return
        finished = _summaries(store, path, [SUMMARY] if store.exists(self._at(SUMMARY)) else [])
        if SUMMARY in finished:
            store.rm_file(self._at(manifest.mark(self.run)))
            for names in _own(store, path):
                _remove(store, path, names - {SUMMARY} - finished[SUMMARY].files.keys())
        else:
            _clear(store, path)

    def _check_mark(self, store: AbstractFileSystem) -> None:
        if not self._is_marked(store):
            raise IrisError(
                f"The mark of this run is not in {self.name}: another run has begun there, "
                "or a worker does not see the folder that the command sees."
            )

    def _check_free(self, store: AbstractFileSystem, name: str) -> None:
        if store.exists(self._at(name)):
            size = store.size(self._at(name))
            if not store.exists(self._at(manifest.receipt(self.run, name, size))):
                raise IrisError(f"Something else wrote “{name}” into {self.name}: give another.")

    def _is_marked(self, store: AbstractFileSystem) -> bool:
        store.invalidate_cache()
        return bool(store.exists(self._at(manifest.mark(self.run))))

    def _at(self, name: str) -> str:
        return f"{locate(self.name)[1]}/{name}"


def _persist(write: Callable[[], None]) -> None:
    for _ in range(_RETRIES):
        with suppress(OSError):
            return write()
    return write()


def _refuse_unfit(store: AbstractFileSystem, path: str, name: str, inputs: Sequence[str]) -> None:
    if store.lexists(path) and not store.isdir(path):
        raise IrisError(f"The output {name} is a file: with --dask it is a folder. Name another.")
    if has_magic(path) and not isinstance(store, LocalFileSystem):
        raise IrisError(f"The output {name} has *, ? or [, which mean many files. Name another.")
    for source in inputs:
        if is_in(source, name):
            raise IrisError(f"The input {source} is in the folder {name}: give another output.")
    for other in sorted(_sizes(store, path).keys() - set().union(*_own(store, path))):
        raise IrisError(
            f"The folder {name} holds “{shorten(other)}”, which no run wrote: give a new or "
            "an empty folder."
        )


def _sizes(store: AbstractFileSystem, path: str) -> dict[str, int | None]:
    """Return files' sizes, None for anything but a plain file."""
    store.invalidate_cache()
    if not store.exists(path):
        return {}
    return {
        PurePosixPath(entry["name"]).name: entry["size"]
        if entry["type"] == "file" and not entry.get("islink")
        else None
        for entry in store.ls(path, detail=True)
        if entry["name"].rstrip("/") != path
    }


def _summaries(store: AbstractFileSystem, path: str, names: Iterable[str]) -> dict[str, Finished]:
    texts = {name: store.cat_file(f"{path}/{name}") for name in names}
    found = {name: manifest.unseal(text) for name, text in texts.items()}
    return {name: finished for name, finished in found.items() if finished is not None}


def _own(store: AbstractFileSystem, path: str) -> list[set[str]]:
    sizes = _sizes(store, path)
    names = [name for name, size in sizes.items() if size and manifest.holds_summary(name)]
    return manifest.own_files(sizes, _summaries(store, path, names))


def _clear(store: AbstractFileSystem, path: str, but: str = "") -> None:
    """Remove what runs wrote, except one file; what vouches for others goes last."""
    for name in set().union(*_own(store, path)) - {but}:
        if ended := manifest.ended(name):
            store.mv(f"{path}/{name}", f"{path}/{ended}")
    for names in _own(store, path):
        _remove(store, path, names - {but})


def _remove(store: AbstractFileSystem, path: str, names: Iterable[str]) -> None:
    paths = [f"{path}/{name}" for name in sorted(names)]
    try:
        if paths:
            store.rm(paths)
    except FileNotFoundError:  # a lost worker removes its own
        for file in paths:
            with suppress(FileNotFoundError):
                store.rm_file(file)
