"""A working day in minutes: visitors do everything at random before two processes and nginx.

`make soak`, or `python -m benchmarks.soak --minutes 20 --visitors 40`. In the middle one process is
killed. No answer may be wrong, no log may hold an error, and afterwards everything has to be free.
"""

import argparse
import asyncio
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

from benchmarks.expected import cases, tables
from benchmarks.results import Result, at_most, machine, table
from benchmarks.servers import own_anonymous_memory
from benchmarks.visitors import Outage, Tally, Visitor
from tools.deployment import Deployment, Process, deployed
from tools.install_nginx import installed_nginx

_TABLES = 3
_MISSING_SECONDS = 15
"""How long the killed process stays away."""
_NGINX_NOTICES_SECONDS = 12
"""After nginx has found a process missing, it asks for it again after ten seconds."""
_KEPT_SECONDS = 165
"""A little more than Streamlit keeps the session of a closed page."""
_SAMPLE_SECONDS = 1.0
_OPENED_ONCE = 6
"""Descriptors that its first visitors make a process open for good: a lock, those of Polars."""
_GROWTH = 10
"""Per cent by which memory may grow between the second and the last quarter."""
_NEWS = re.compile(
    r"Started server|Waiting for (application|connections)|Application (start|shut)|Uvicorn running"
    r"|Shutting down|Finished server|^$"
)
"""What a log may say: that a process starts or ends."""
_SHOWN = 100


@dataclass(frozen=True)
class Sample:
    """What the process that lives all along holds at one time."""

    memory: float
    """Anonymous, in MB, without the processes that train."""
    descriptors: int


def soak(minutes: float, visitors: int) -> list[Result]:
    """Return what so many visitors found wrong, and what they left."""
    if installed_nginx() is None:
        return [Result("soak", "not measured: no nginx, run `make nginx`")]
    with TemporaryDirectory() as folder, TemporaryDirectory() as files:
        known = cases(), tables(Path(folder), _TABLES)
        with deployed(Path(folder), environment={"TMPDIR": files}) as deployment:
            outage, tally = Outage(), Tally()
            people = [
                Visitor(deployment.url, number, *known, outage, tally) for number in range(visitors)
            ]
            before = [_sample(process) for process in deployment.processes]
            with _watched(deployment.processes[0]) as samples:
                asyncio.run(_live(deployment, people, outage, 60 * minutes))
                lived = [*samples]
            time.sleep(_KEPT_SECONDS)
            after = [_sample(process) for process in deployment.processes]
            left = [p for p in Path(files).rglob("*") if p.is_file() and p.suffix != ".lock"]
            still = [c for p in deployment.processes for c in psutil.Process(p.pid).children()]
        errors = _errors(deployment)
    for line in errors[:_SHOWN]:
        print(line, file=sys.stderr)
    done = ", ".join(f"{what} {count:,}" for what, count in tally.done.most_common())
    quarter = len(lived) // 4
    early = median(s.memory for s in lived[quarter : 2 * quarter])
    late = median(s.memory for s in lived[-quarter:])
    return [
        Result(
            f"{visitors} visitors in {minutes:g} minutes", f"{tally.done.total():,} visits: {done}"
        ),
        at_most("what they found wrong", tally.faults, 0),
        Result("tabs lost with the killed process", f"{tally.lost}"),
        at_most("errors in the logs of both processes and nginx", len(errors), 0),
        at_most(
            "memory of the other process, last quarter over second",
            100 * (late / early - 1),
            _GROWTH,
            "{:.1f} %",
            f"{early:.0f} to {late:.0f} MB",
        ),
        Result("the same, highest", f"{max(s.memory for s in lived):.0f} MB"),
        Result("its descriptors, highest", f"{max(s.descriptors for s in lived)}"),
        at_most(
            "descriptors more than before, all visitors gone for two minutes",
            max(a.descriptors - b.descriptors for a, b in zip(after, before, strict=True)),
            _OPENED_ONCE,
            note=", ".join(
                f"{b.descriptors} to {a.descriptors}" for a, b in zip(after, before, strict=True)
            ),
        ),
        at_most("their files and processes left", len(left) + len(still), 0),
        Result("memory left", ", ".join(f"{s.memory:.0f} MB" for s in after)),
    ]


async def _live(
    deployment: Deployment, people: Sequence[Visitor], outage: Outage, seconds: float
) -> None:
    """Let the visitors come, and kill the last process half-way."""
    end = time.monotonic() + seconds
    visits = asyncio.gather(*(visitor.stay(end) for visitor in people))
    await asyncio.sleep(seconds / 2)
    outage.began = time.monotonic()
    await asyncio.to_thread(deployment.processes[-1].kill)
    await asyncio.sleep(_MISSING_SECONDS)
    await asyncio.to_thread(deployment.processes[-1].start_again)
    await asyncio.sleep(_NGINX_NOTICES_SECONDS)
    outage.ended = time.monotonic()
    await visits


def _sample(process: Process) -> Sample:
    return Sample(own_anonymous_memory(process.pid), psutil.Process(process.pid).num_fds())


@contextmanager
def _watched(process: Process) -> Iterator[list[Sample]]:
    """Look at a process every second until the block ends; yield what was found so far."""
    samples, ended = [], threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            samples.append(_sample(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield samples
    finally:
        ended.set()
        watcher.join()


def _errors(deployment: Deployment) -> list[str]:
    """Return the lines of the logs that are no news of a start or an end."""
    lines = deployment.log.read_text(errors="replace").splitlines()
    for process in deployment.processes:
        log = process.log.read_text(errors="replace").splitlines()
        lines += [line for line in log if not _NEWS.search(line)]
    return lines


def main(arguments: Sequence[str]) -> int:
    """Run the soak, print a table, and return 0 when all is well, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--visitors", type=int, default=40)
    parsed = parser.parse_args(arguments)
    results = soak(parsed.minutes, parsed.visitors)
    print(f"{machine()}\n\n{table(results)}")
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
