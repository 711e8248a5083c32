"""How far long work is, in a line on a terminal."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from iris_model.phrasing import printable

_WIDTH = 30


@contextmanager
def bar() -> Iterator[Callable[[float | None, str], None]]:
    """Yield a function that shows a share, 0 to 1 or None if unknown, and a text.

    The line is on standard error, only if that is a terminal, and disappears at the end.
    """
    if not sys.stderr.isatty():
        yield lambda _share, _text: None
        return
    shown = ""

    def draw(share: float | None, text: str) -> None:
        nonlocal shown
        part = "" if share is None else f"[{'#' * int(share * _WIDTH):<{_WIDTH}}] {share:4.0%} "
        # A wrapped line could not be overwritten.
        line = printable(part + text)[: shutil.get_terminal_size().columns - 1]
        if line != shown:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
            shown = line

    try:
        yield draw
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def bytes_done(total: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that takes the bytes just done and shows their share.

    total is in bytes, 0 if unknown. Once more have come, no share is shown.
    """
    done = 0
    with bar() as draw:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            draw(done / total if total and done <= total else None, f"{done / 1e6:,.0f} MB")

        yield advance
