"""Files by their names: on the local file system, or on any store that fsspec knows."""

import os
from glob import has_magic

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from iris_model.errors import IrisError


def is_url(name: str) -> bool:
    """Tell whether a name says which store it is on, as `s3://bucket/flowers.csv` does."""
    return "://" in name


def absolute(name: str) -> str:
    """Return a name that means the same file on every worker that sees it."""
    return name if is_url(name) else os.path.realpath(name)


def locate(name: str) -> tuple[AbstractFileSystem, str]:
    """Return the store that a file or folder is on, and its path there.

    Raises IrisError for a store that is unknown or whose package is missing.
    """
    if not is_url(name):
        return LocalFileSystem(), absolute(name)
    try:
        store, path = url_to_fs(name)
    except (ImportError, ValueError) as error:
        raise IrisError(f"Cannot reach {name}: {error}.") from error
    return store, path.rstrip("/")


def matching(pattern: str) -> list[str]:
    """Return the URLs that a URL with `*`, `?` or `[…]` matches, in order; others as they are.

    Raises IrisError when nothing matches.
    """
    store, path = locate(pattern)
    if not has_magic(path) or store.exists(path):
        return [pattern]
    found = [store.unstrip_protocol(match) for match in sorted(store.glob(path))]
    if not found:
        raise IrisError(f"No file matches {pattern}.")
    return found
