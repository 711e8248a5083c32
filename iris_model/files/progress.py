"""How far long work is, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_BAR = 40


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Yield what takes the bytes just done and shows their share, where a person looks on.

    total is in bytes, 0 where nobody knows.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        bar = "#" * (done * _BAR // total) if total else ""
        share = f"[{bar:<{_BAR}}] {done / total:4.0%}" if total else ""
        print(f"\r{share} {done / 1e6:,.0f} MB", end="", file=sys.stderr, flush=True)

    try:
        yield advance
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
