"""A server's long life: reruns, uploads, sessions that end. `python -m benchmarks.soak`.

What Streamlit keeps of a closed page ends after two minutes; the reruns meanwhile take longer.
"""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from benchmarks.results import Result, at_most, table
from benchmarks.servers import OURS, Program, Server, served
from tools.front_page import Flower, check_answer, random_flowers, sliders
from tools.servers import ROOT
from tools.streamlit_client import Session, open_session

_AT_ONCE = 4
_FILE = ROOT / "data" / "samples" / "problem-rows.csv"
_KEPT_SECONDS = 125
"""A little more than Streamlit keeps the session of a closed page."""


def measure(*, quick: bool = False) -> list[Result]:
    """Return what memory and folders a server has left after its visitors."""
    laps, sessions = (8, 100) if quick else (40, 1000)
    with tempfile.TemporaryDirectory() as folder:
        program = Program(OURS.arguments, environment={"TMPDIR": folder})
        with served(program) as server:
            return asyncio.run(_live(server, Path(folder), laps, sessions))


async def _live(server: Server, folder: Path, laps: int, sessions: int) -> list[Result]:
    """Open and drop sessions, then run laps of 100 reruns and 5 uploads each."""
    opened = [await _come_and_go(server, sessions // 10) for _ in range(10)]
    dropped = time.monotonic()
    async with AsyncExitStack() as stack:
        # The same visitors all along: Streamlit keeps those that leave, for two minutes.
        pages = [""] * _AT_ONCE + ["batch"]
        opening = [open_session(server.url, page=page) for page in pages]
        *visitors, uploader = [(await stack.enter_async_context(o))[0] for o in opening]
        memory = [await _lap(server, visitors, uploader, lap) for lap in range(laps)]
    early, late = median(memory[4:7]), median(memory[-3:])
    await asyncio.sleep(max(0.0, _KEPT_SECONDS - (time.monotonic() - dropped)))
    async with open_session(server.url):
        left = [*folder.rglob("*.csv"), *folder.rglob("*.parquet")]
    return [
        at_most(
            f"{100 * laps:,} reruns and {5 * laps} uploads, growth of memory after the first 500",
            100 * (late / early - 1),
            5,
            "{:.1f} %",
            f"{early:.0f} to {late:.0f} MB",
        ),
        at_most(
            f"{sessions:,} sessions opened and dropped, growth after the first fifth",
            100 * (opened[-1] / opened[1] - 1),
            5,
            "{:.1f} %",
            f"{opened[1]:.0f} to {opened[-1]:.0f} MB",
        ),
        at_most("their files left two minutes later", len(left), 0),
    ]


async def _come_and_go(server: Server, count: int) -> float:
    """Open and drop sessions, every tenth of which brings a file; return the memory in MB."""

    async def visit(number: int) -> None:
        brings = number % 10 == 0
        async with open_session(server.url, page="batch" if brings else "") as (session, _):
            if brings:
                await session.choose_file("flowers.csv", _FILE.read_bytes())

    for start in range(0, count, _AT_ONCE):
        await asyncio.gather(*(visit(n) for n in range(start, min(count, start + _AT_ONCE))))
    return server.anonymous_memory()


async def _lap(server: Server, visitors: list[Session], uploader: Session, lap: int) -> float:
    """Have 100 reruns by several visitors and 5 uploads; return the memory in MB."""

    async def visit(session: Session, flowers: list[Flower]) -> None:
        for flower in flowers:
            check_answer(await session.run(sliders(flower)), flower)

    async def bring_files() -> None:
        for number in range(5):
            run = await uploader.choose_file(f"flowers-{lap}-{number}.csv", _FILE.read_bytes())
            assert run.of_kind("metric"), "the file was not classified"

    flowers = random_flowers(100, seed=lap)
    visits = [visit(v, flowers[i::_AT_ONCE]) for i, v in enumerate(visitors)]
    await asyncio.gather(*visits, bring_files())
    return server.anonymous_memory()


if __name__ == "__main__":
    print(table(measure()))
