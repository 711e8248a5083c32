"""Servers to be measured: started on a free port of this machine, ended with the block."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import psutil

from iris_model.model import Model
from iris_model.model_storage import load_model
from tools.front_page import IRISES
from tools.servers import ROOT, SERVER, STREAMLIT, free_port

PEERS = Path(__file__).with_name("peers")
PENGUINS_FILE = ROOT / "tests" / "models" / "penguins.json"
HEALTH = "/_stcore/health"
_STARTUP_SECONDS = 60
_POLL_SECONDS = 0.01
_SAMPLE_SECONDS = 0.02
MB = 2**20


@dataclass(frozen=True)
class Program:
    """A server program: arguments of Python, `{port}` for its port, and the folder to start in."""

    arguments: Sequence[str]
    folder: Path = ROOT
    ready: str = HEALTH
    """A path that answers once the program does."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it finds there besides ours."""
    model: Model = IRISES
    """What it answers about."""


def streamlit_peer(name: str) -> Program:
    """Return a page of peers/ as `pip install streamlit` runs it: its defaults, no uvloop."""
    start = "import sys; sys.modules['uvloop'] = None; from streamlit.web.cli import main; main()"
    arguments = [argument.replace("app.py", f"{name}.py") for argument in STREAMLIT[2:]]
    return Program(["-c", start, *arguments, "--browser.gatherUsageStats=false"], PEERS)


OURS = Program(SERVER)
PENGUINS = Program(
    SERVER, environment={"IRIS_MODEL": str(PENGUINS_FILE)}, model=load_model(PENGUINS_FILE)
)
"""The same for another table."""
OURS_BY_STREAMLIT_RUN = Program(STREAMLIT)
FOREST = streamlit_peer("streamlit_forest")
FOUR_SLIDERS = streamlit_peer("streamlit_four_sliders")


@dataclass(frozen=True)
class Server:
    """A running program."""

    url: str
    pid: int

    def anonymous_memory(self) -> float:
        """Return the MB of anonymous memory that the program and its children hold."""
        return anonymous_memory(self.pid)

    def resident_memory(self) -> float:
        """Return the MB that the program holds in all, files mapped into memory included."""
        return float(psutil.Process(self.pid).memory_info().rss / MB)


@contextmanager
def served(program: Program, port: int = 0) -> Iterator[Server]:
    """Run a program until the block ends; yield it once it answers."""
    port = port or free_port()
    command = [sys.executable, *(a.format(port=port) for a in program.arguments)]
    process = subprocess.Popen(
        command,
        cwd=program.folder,
        env={**os.environ, **program.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(process, url + program.ready)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    """Return when a URL answers; raise RuntimeError when the program ends or takes too long."""
    deadline = time.monotonic() + _STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:  # nobody listens yet, or not quickly enough
            time.sleep(_POLL_SECONDS)
    raise RuntimeError(f"{process.args!r} did not come up.")


@contextmanager
def highest(read: Callable[[], float]) -> Iterator[Callable[[], float]]:
    """Read a figure again and again until the block ends; yield what returns the highest."""
    figures, ended = [read()], threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            figures.append(read())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: max(figures)
    finally:
        ended.set()
        watcher.join()


def anonymous_memory(pid: int) -> float:
    """Return the MB of anonymous memory of a process and its children, 0 when it has ended.

    Anonymous: what the program itself holds, not the file pages that the system may take back.
    """
    try:
        process = psutil.Process(pid)
        return sum(_anonymous(p.pid) for p in [process, *process.children(recursive=True)]) / MB
    except psutil.NoSuchProcess:
        return 0.0


def own_anonymous_memory(pid: int) -> float:
    """Return the same without children: looking for these takes a tenth of a core if often done."""
    return _anonymous(pid) / MB


def _anonymous(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("RssAnon:"))
    return sum(1024 * int(line[1]) for line in lines)
