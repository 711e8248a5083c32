"""A Dask cluster on this machine, started like in docs/operations.md."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunningCluster:
    """A scheduler and its workers."""

    address: str
    kill_scheduler: Callable[[], None]


@contextmanager
def running_cluster(folder: Path, workers: int = 2) -> Iterator[RunningCluster]:
    """Run a scheduler and single-threaded workers on the loopback until the block ends.

    In folder, where they log and can't import the program.
    """
    folder.mkdir(exist_ok=True)
    file = folder / "scheduler.json"
    common = ("--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard")
    commands = [
        ("scheduler", *common, "--port", "0", "--dashboard-address", "127.0.0.1:0"),
        ("worker", *common, "--nworkers", str(workers), "--nthreads", "1", "--memory-limit", "1GB"),
    ]
    with (folder / "log").open("wb") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "dask", *command], cwd=folder, stdout=log, stderr=log
            )
            for command in commands
        ]
    try:
        wait_for(file.exists)
        wait_for(lambda: (folder / "log").read_bytes().count(b"Registered to:") >= workers)
        address = json.loads(file.read_text())["address"]
        yield RunningCluster(address, processes[0].kill)
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=60)


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for a condition; raise TimeoutError after seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)
