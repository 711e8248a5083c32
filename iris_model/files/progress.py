"""How far long work is, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_BAR = 40


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that takes the bytes just done and shows their share on a terminal.

    total is in bytes, 0 if unknown. Once more have come, no share is shown.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done, shown = 0, ""

    def advance(count: int) -> None:
        nonlocal done, shown
        done += count
        known = total > 0 and done <= total
        bar = "#" * (done * _BAR // total) if known else ""
        share = f"[{bar:<{_BAR}}] {done / total:4.0%} " if known else ""
        text = f"{share}{done / 1e6:,.0f} MB"
        if text != shown:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
            shown = text

    try:
        yield advance
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
