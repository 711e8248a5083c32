"""A Dask cluster of one worker and of two, on this machine: `python -m benchmarks.cluster`.

The whole command is timed against clusters that are up already, rounds interleaved; each worker
has one thread, as docs/operations.md starts them. Joined parts are held against the output of one
process, with a worker killed half-way too.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from distributed import Client

from benchmarks.batch import write_specimens
from benchmarks.results import Result, at_least, table
from tools.dask_cluster import running_cluster
from tools.servers import ROOT

ROWS = 10_000_000


def measure(*, quick: bool = False) -> list[Result]:
    """Return the gain of a second worker, its speed, and what a killed worker changes."""
    rows, rounds = (1_000_000, 1) if quick else (ROWS, 3)
    seconds: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = {
            str(workers): stack.enter_context(
                running_cluster(folder / f"c{workers}", workers)
            ).address
            for workers in (1, 2)
        }
        source, small, alone = (folder / f"{name}.csv" for name in ("flowers", "small", "alone"))
        write_specimens(source, rows)
        write_specimens(small, 1000)
        for address in addresses.values():
            _classify(small, folder / "small", "--dask", address)
        seconds["one process"].append(_classify(source, alone))
        digest = _digest([alone])
        for _ in range(rounds):
            for name, address in addresses.items():
                output = folder / name
                seconds[name].append(_classify(source, output, "--dask", address))
                _check(output, digest)
        seconds["killed"].append(_classify_and_kill(source, folder / "killed", addresses["2"]))
        _check(folder / "killed", digest)
        megabytes = source.stat().st_size / 1e6
    return _results({name: median(times) for name, times in seconds.items()}, rows, megabytes)


def _classify(source: Path, output: Path, *options: str) -> float:
    """Classify a file and return the seconds that the command takes."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "iris_model", "classify", source, "-o", output, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - start


def _classify_and_kill(source: Path, output: Path, address: str) -> float:
    """Do what `_classify` does while one of the workers is killed as soon as parts appear."""

    def kill() -> None:
        while not list(output.glob("part-*")):
            time.sleep(0.01)
        with Client(address) as client:
            os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    seconds = _classify(source, output, "--dask", address)
    killer.join()
    return seconds


def _check(output: Path, expected: str) -> None:
    """Raise RuntimeError unless the joined parts are what one process wrote, by their digest."""
    summary = json.loads((output / "_summary.json").read_text())
    if _digest(output / part["name"] for part in summary["parts"]) != expected:
        raise RuntimeError(f"The parts in {output} differ from the output of one process.")


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            for chunk in iter(lambda: stream.read(2**22), b""):
                digest.update(chunk)
    return digest.hexdigest()


def _results(seconds: dict[str, float], rows: int, megabytes: float) -> list[Result]:
    one, two, process, killed = (seconds[n] for n in ("1", "2", "one process", "killed"))
    size = f"{rows / 1e6:g} M rows"
    return [
        at_least(
            f"cluster, {size}, 1 worker : 2 workers",
            one / two,
            1.7,
            "{:.2f} ×",
            f"{one:.1f} s : {two:.1f} s",
        ),
        Result("the same, one process on all cores", f"{process:.1f} s"),
        Result("the same, a worker of 2 killed: identical output", f"{killed:.1f} s"),
        Result("the same, input a second and worker", f"{megabytes / two / 2:.1f} MB"),
    ]


if __name__ == "__main__":
    print(table(measure()))
