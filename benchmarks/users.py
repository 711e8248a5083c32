"""How many people fit: sessions with one change a second each. `python -m benchmarks.users`.

Behind deploy/nginx.conf, with one server process and with two. The client shares the cores.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.results import Result, table
from tools.deployment import deployed
from tools.front_page import check_answer, random_moves, sliders
from tools.install_nginx import installed_nginx
from tools.streamlit_client import Session, open_session

LONGEST = 0.25
"""Seconds within which 95 of 100 changes have their whole page."""
_TRIES = 2
"""A level is given up when it is too slow twice: once may be somebody else's program."""
_LEVELS = (20, 40, 50, 60, 70, 80)


def measure(*, quick: bool = False) -> list[Result]:
    """Return how many sessions one and two processes hold."""
    if installed_nginx() is None:
        return [Result("users held", "not measured: no nginx, run `make nginx`")]
    held = {}
    for processes in (1, 2):
        with TemporaryDirectory() as folder, deployed(Path(folder), processes) as deployment:
            held[processes] = asyncio.run(_sessions_held(deployment.url, 2 if quick else 3))
    form = "{} sessions (p95 {:.0f} ms)".format
    return [
        Result("one change a second each, p95 below 250 ms, 1 process", form(*held[1])),
        Result("the same, 2 processes", form(*held[2])),
    ]


async def _sessions_held(url: str, seconds: float) -> tuple[int, float]:
    """Return the most sessions that were quick enough, and their 95th percentile in ms."""
    held = (0, 0.0)
    async with AsyncExitStack() as stack:
        sessions: list[Session] = []
        for level in _LEVELS:
            while len(sessions) < level:
                cookie = f"iris_process={secrets.token_hex(16)}"
                opened = open_session(url, cookie=cookie)
                sessions.append((await stack.enter_async_context(opened))[0])
            for _ in range(_TRIES):
                slow = await _slowest_of_twenty(sessions, seconds)
                if slow <= LONGEST:
                    break
            else:
                break
            held = (level, 1000 * slow)
    return held


async def _slowest_of_twenty(sessions: Sequence[Session], seconds: float) -> float:
    """Return the seconds within which 95 of 100 changes have their whole page."""
    visits = (_change_every_second(s, seconds, i) for i, s in enumerate(sessions))
    times = [second for visit in await asyncio.gather(*visits) for second in visit]
    return quantiles(times, n=20)[-1]


async def _change_every_second(session: Session, seconds: float, seed: int) -> list[float]:
    """Set the sliders once a second; return how long each page took."""
    await asyncio.sleep(random.Random(seed).random())
    end, taken = time.monotonic() + seconds, []
    for flower in random_moves(round(seconds), seed):
        start = time.monotonic()
        run = await session.run(sliders(flower))
        check_answer(run, flower)
        taken.append(run.seconds)
        await asyncio.sleep(max(0.0, 1 - (time.monotonic() - start)))
        if time.monotonic() > end:
            break
    return taken


if __name__ == "__main__":
    print(table(measure()))
