"""The command line: `python -m iris_model predict|classify|train|evaluate|export`.

Each command imports what it needs when it runs, so a prediction doesn't wait for Polars.
"""

import gc
import io
import os
import sys
from collections.abc import Sequence

from iris_model.errors import IrisError
from iris_model.phrasing import printable

_WRONG = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141
"""128 and the signal's number, as a shell reports a program that SIGINT or SIGPIPE ended."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; any error is one line, without traceback."""
    _open_standard_streams()
    try:
        from iris_model.cli.parser import parse

        parsed = parse(arguments)
        code: int = parsed.run(parsed)
        print(end="", flush=True)
    except IrisError as error:
        return _fail(str(error))
    except BrokenPipeError:
        _drop_output()
        return _PIPE_CLOSED
    except OSError as error:
        _drop_output()
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _open_standard_streams() -> None:
    """Open missing standard descriptors, so that no other file gets their numbers."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  for good
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _fail(message: str) -> int:
    print(f"error: {printable(message)}", file=sys.stderr)
    return _WRONG


def _drop_output() -> None:
    """Discard what standard output no longer takes; flushing it would fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    # A quarter of the time of a short call: garbage looked for among the modules, as they come and
    # as they go, and threads that wait for matrices, of which none here is large.
    gc.set_threshold(1_000_000)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    exit_code = main(sys.argv[1:])
    gc.freeze()
    sys.exit(exit_code)
