"""Files by name, here or in any store that fsspec knows."""

import os
import posixpath
from glob import has_magic
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from iris_model.errors import IrisError


def is_url(name: str) -> bool:
    """Return whether a name includes its store, like `s3://bucket/flowers.csv`."""
    return "://" in name


def absolute(name: str) -> str:
    """Return a name of the same file for every worker."""
    store, path = locate(name)
    return path if isinstance(store, LocalFileSystem) else name


def locate(name: str) -> tuple[AbstractFileSystem, str]:
    """Return a name's store and its path there, without symbolic links.

    Raises IrisError if the store is unknown or lacks its package or an option.
    """
    if not is_url(name):
        return LocalFileSystem(), os.path.realpath(name)
    scheme, _, rest = name.partition("://")
    try:
        store, path = url_to_fs(f"{scheme.lower()}://{rest}")
    except (ImportError, ValueError, TypeError) as error:
        raise IrisError(f"Cannot reach {name}: {error}.") from error
    if isinstance(store, LocalFileSystem):
        return store, os.path.realpath(path)
    return store, path.rstrip("/")


def is_in(file: str, folder: str) -> bool:
    """Return whether a file is directly in a folder, however spelled.

    Of `simplecache::s3://bucket/a.csv` the last name counts, where the bytes are.
    """
    store, inside = locate(file.rpartition("::")[2])
    other, path = locate(folder.rpartition("::")[2])
    parent, path = posixpath.dirname(posixpath.normpath(inside)), posixpath.normpath(path)
    if isinstance(store, LocalFileSystem) and isinstance(other, LocalFileSystem):
        # By identity: a folder may be mounted twice, or its disk ignore case.
        return Path(parent).is_dir() and Path(path).is_dir() and Path(parent).samefile(path)
    return type(store) is type(other) and parent == path


def matching(pattern: str) -> list[str]:
    """Return the URLs that match a pattern, in order; any other URL as it is.

    Raises IrisError if nothing matches.
    """
    store, path = locate(pattern)
    if not has_magic(path) or store.exists(path):
        return [pattern]
    found = [store.unstrip_protocol(match) for match in sorted(store.glob(path))]
    if not found:
        raise IrisError(f"No file matches {pattern}.")
    return found
