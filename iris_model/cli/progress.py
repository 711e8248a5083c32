"""Progress of a training: a bar on a terminal, or lines of JSON for another program."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from iris_model.phrasing import printable

Progress = Callable[[float, str], None]
_BAR = 30


@contextmanager
def training_progress(kind: Literal["bar", "json", "none"]) -> Iterator[Progress]:
    """Yield a function that shows the share done and the present step on standard error.

    The bar is one line and disappears at the end.
    """
    if kind == "json":
        yield _print_line
    elif kind == "bar" and sys.stderr.isatty():
        try:
            yield _draw_bar
        finally:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    else:
        yield lambda _share, _what: None


def _print_line(share: float, what: str) -> None:
    line = json.dumps({"share": round(share, 4), "what": what})
    print(line, file=sys.stderr, flush=True)


def _draw_bar(share: float, what: str) -> None:
    line = f"[{'#' * int(share * _BAR):<{_BAR}}] {share:4.0%} {what}"
    # A wrapped line could not be overwritten.
    width = shutil.get_terminal_size().columns - 1
    print(f"\r\x1b[K{printable(line)[:width]}", end="", file=sys.stderr, flush=True)
