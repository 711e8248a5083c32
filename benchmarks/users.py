"""How many people fit: a lesson begins, then one change a second. `python -m benchmarks.users`.

Behind deploy/nginx.conf, with one server process and with two. The client shares the cores.
"""

import asyncio
import math
import random
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple

import requests

from benchmarks.results import Result, at_least, at_most, table
from benchmarks.servers import own_anonymous_memory
from iris_model.schema import Specimen
from tools.deployment import deployed
from tools.front_page import check_answer, random_moves, sliders
from tools.install_nginx import installed_nginx
from tools.streamlit_client import Session, open_session

LONGEST = 0.25
"""Seconds within which 95 of 100 changes have their whole page."""
_TRIES = 2
"""A level is given up when it is too slow twice: once may be somebody else's program."""
_LEVELS = (20, 60, 100, 140, 180, 220)
_MOST_MOVES = 100
"""Of a session, at all levels."""
_VISITORS = 30
_ARRIVE = 5.0
"""Seconds within which the visitors of a lesson open the page."""
_SCRIPT = re.compile(r'(?:src|href)="\./(static/[^"]+)"')


class Held(NamedTuple):
    """The most sessions that were quick enough, and their cost."""

    sessions: int
    slow: float
    """Seconds within which 95 of 100 changes had their whole page."""
    memory: float
    """MB of anonymous memory of one more session."""


def measure(*, quick: bool = False) -> list[Result]:
    """Return how long a lesson's first page takes, and how many sessions one and two hold."""
    if installed_nginx() is None:
        return [Result("users held", "not measured: no nginx, run `make nginx`")]
    held, opened = {}, 0.0
    for processes in (1, 2):
        with TemporaryDirectory() as folder, deployed(Path(folder), processes) as deployment:
            if processes == 1:
                opened = asyncio.run(_lesson(deployment.url))
            pid = deployment.processes[0].pid
            held[processes] = asyncio.run(_sessions_held(deployment.url, pid, 2 if quick else 3))
    return [
        at_most(
            f"{_VISITORS} visitors open the page within {_ARRIVE:.0f} s, 1 process, slowest",
            opened,
            6,
            "{:.1f} s",
        ),
        *(
            at_least(
                f"sessions with one change a second, p95 below 250 ms, processes: {processes}",
                held[processes].sessions,
                least,
                "{:.0f}",
                f"p95 {1000 * held[processes].slow:.0f} ms",
            )
            for processes, least in ((1, 100), (2, 180))
        ),
        Result("memory of a session, 1 process", f"{held[1].memory:.1f} MB"),
    ]


async def _lesson(url: str) -> float:
    """Return the most seconds that one of the visitors, who come in turn, waits for the page."""

    async def visit(number: int) -> float:
        await asyncio.sleep(number * _ARRIVE / _VISITORS)
        start = time.monotonic()
        await asyncio.to_thread(_load_scripts, url)
        async with open_session(url, cookie=_cookie()):
            return time.monotonic() - start

    return max(await asyncio.gather(*map(visit, range(_VISITORS))))


def _load_scripts(url: str) -> None:
    with requests.Session() as client:
        for path in _SCRIPT.findall(client.get(url).text):
            client.get(f"{url}/{path}").raise_for_status()


def _cookie() -> str:
    return f"iris_process={secrets.token_hex(16)}"


async def _sessions_held(url: str, pid: int, seconds: float) -> Held:
    """Return the most sessions that were quick enough; pid is of the only process, if only one."""
    held, memory = (0, 0.0), []
    async with AsyncExitStack() as stack:
        sessions: list[tuple[Session, Iterator[Specimen]]] = []
        for level in _LEVELS:
            while len(sessions) < level:
                opened = open_session(url, cookie=_cookie())
                session, _ = await stack.enter_async_context(opened)
                sessions.append((session, iter(random_moves(_MOST_MOVES, seed=len(sessions)))))
            memory.append(own_anonymous_memory(pid))
            for _ in range(_TRIES):
                slow = await _slowest_of_twenty(sessions, seconds)
                if slow <= LONGEST:
                    break
            else:
                break
            held = (level, slow)
    more = len(sessions) - _LEVELS[0]
    return Held(*held, (memory[-1] - memory[0]) / more if more else math.nan)


async def _slowest_of_twenty(
    sessions: Sequence[tuple[Session, Iterator[Specimen]]], seconds: float
) -> float:
    """Return the seconds within which 95 of 100 changes have their whole page."""
    visits = (_change_every_second(*visitor, seconds, i) for i, visitor in enumerate(sessions))
    times = [second for visit in await asyncio.gather(*visits) for second in visit]
    return quantiles(times, n=20)[-1]


async def _change_every_second(
    session: Session, moves: Iterator[Specimen], seconds: float, seed: int
) -> list[float]:
    """Move a slider once a second; return how long each page took."""
    await asyncio.sleep(random.Random(seed).random())
    end, taken = time.monotonic() + seconds, []
    while time.monotonic() < end:
        specimen, start = next(moves), time.monotonic()
        run = await session.run(sliders(specimen))
        check_answer(run, specimen)
        taken.append(run.seconds)
        await asyncio.sleep(max(0.0, 1 - (time.monotonic() - start)))
    return taken


if __name__ == "__main__":
    print(table(measure()))
