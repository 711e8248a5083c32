"""Training in a separate process, so that other visitors' pages don't wait.

It is the command `train` at low priority, one at a time on a machine, for a limited time. It ends
with its caller: its process group is killed, or its next report of progress fails.
"""

import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from io import StringIO
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from msgspec import MsgspecError, Struct, json

from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_storage import load_model, model_bytes
from iris_model.phrasing import printable
from iris_model.training.columns import Choice
from iris_model.writing import lock

LONGEST_SECONDS = 300
_ROOT = Path(__file__).resolve().parents[2]
_TICK = 0.25
"""Seconds between checks of the turn, the progress, and the visitor's presence."""
_LOWER_PRIORITY = 10
_LONGEST_NAME = 100
_FAILED = "The training ended without a model. Try again with fewer rows."


class Step(Struct, frozen=True):
    """The progress of a training."""

    share: float
    what: str
    """The present step, without user text."""


STARTING = Step(0.0, "Starting")
WAITING = Step(0.0, "Waiting: another table is being trained. Yours is next.")


def train_in_process(
    data: bytes, name: str, choice: Choice, folder: Path, add_to: Model | None = None
) -> Generator[Step | Model, None, None]:
    """Yield the progress of training several times a second, and finally the model.

    data are the bytes of a file called name, added to the rows of add_to, if given. Close it if not
    exhausted (`contextlib.closing`). Raises IrisError if there is no model.
    """
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        (place / "table").mkdir()
        table, output = place / "table" / _file_name(name), place / "model.json"
        table.write_bytes(data)
        options = ["-o", str(output), *_options(choice)]
        if add_to is not None:
            present = place / "present.json"
            present.write_bytes(model_bytes(add_to))
            options += ["--add-to", str(present)]
        with _turns() as turn:
            while not _taken(turn):
                yield WAITING
                time.sleep(_TICK)
            with closing(_run([str(table), *options])) as steps:
                yield from steps
        yield load_model(output)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _file_name(name: str) -> str:
    last = printable(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    return last.encode(errors="ignore")[:_LONGEST_NAME].decode(errors="ignore") or "table"


def _options(choice: Choice) -> list[str]:
    options = {
        "label": choice.label,
        "measurements": None if choice.measurements is None else _line(choice.measurements),
        "sheet": choice.sheet,
        "without": _line(choice.without) if choice.without else None,
    }
    return [f"--{name}={text}" for name, text in options.items() if text is not None]


def _line(items: tuple[str, ...]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="").writerow(items)
    return text.getvalue()


@contextmanager
def _turns() -> Iterator[int]:
    """Yield the file whose lock is the turn, until its process ends."""
    user = os.getuid() if sys.platform != "win32" else 0
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    path = Path(tempfile.gettempdir()) / f"iris-training-{user}.lock"
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        lock(descriptor)
    except OSError:
        return False
    return True


def _run(arguments: list[str]) -> Generator[Step, None, None]:
    with _started(arguments) as process:
        assert process.stderr
        lines: SimpleQueue[str | None] = SimpleQueue()
        Thread(target=_forward, args=(process.stderr, lines), daemon=True).start()
        deadline = time.monotonic() + LONGEST_SECONDS
        step, last = STARTING, ""
        while True:
            if time.monotonic() > deadline:
                raise IrisError(
                    f"The training took more than {LONGEST_SECONDS // 60} minutes and was stopped. "
                    "Use fewer rows."
                )
            with suppress(Empty):
                line = lines.get(timeout=_TICK)
                if line is None:
                    break
                last = line
                with suppress(MsgspecError):
                    step = json.decode(line, type=Step)
            yield step
        if process.wait():
            raise IrisError(last.removeprefix("error: ") if last.startswith("error: ") else _FAILED)


@contextmanager
def _started(arguments: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run the command in a process group of its own, until the block ends."""
    command = [sys.executable, "-m", "iris_model", "train", "--progress=json", *arguments]
    try:
        process = subprocess.Popen(
            command,
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except (OSError, ValueError) as error:  # names too long for a command, or with a null character
        raise IrisError("The training can't be started with names like these.") from error
    try:
        if sys.platform != "win32":
            with suppress(OSError):
                lower = os.getpriority(os.PRIO_PROCESS, 0) + _LOWER_PRIORITY
                os.setpriority(os.PRIO_PROCESS, process.pid, lower)
        yield process
    finally:
        if process.poll() is None:
            if sys.platform != "win32":
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
        process.wait()


def _forward(stream: IO[str], lines: "SimpleQueue[str | None]") -> None:
    """Put a stream's lines into a queue, which can be awaited for a time."""
    with stream:
        for line in stream:
            lines.put(line.strip())
    lines.put(None)
