"""Progress of a training: a bar on a terminal, or lines of JSON for another program."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from iris_model.progress import bar

Progress = Callable[[float, str], None]


@contextmanager
def training_progress(kind: Literal["bar", "json", "none"]) -> Iterator[Progress]:
    """Yield a function that shows the share done and the present step on standard error."""
    if kind == "bar":
        with bar() as draw:
            yield draw
    else:
        yield _print_line if kind == "json" else lambda _share, _what: None


def _print_line(share: float, what: str) -> None:
    line = json.dumps({"share": round(share, 4), "what": what})
    print(line, file=sys.stderr, flush=True)
