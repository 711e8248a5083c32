"""How long a program takes from its start to its first answer: `python -m benchmarks.start`."""

import asyncio
import subprocess
import sys
import time
from statistics import median

from benchmarks.live import answer_seconds
from benchmarks.results import Result, at_most, table
from benchmarks.servers import FOREST, OURS, OURS_BY_STREAMLIT_RUN, PENGUINS, Program, served
from tools.front_page import link_query
from tools.servers import ROOT
from tools.specimens import random_specimens
from tools.streamlit_client import open_session

_PREDICT = ("-m", "iris_model", "predict", "5.1", "3.5", "1.4", "0.2")


def measure(*, quick: bool = False) -> list[Result]:
    """Return the seconds to the first answer of the server, the page and the command line."""
    rounds = range(1 if quick else 2)
    ours = median(seconds_to_first_answer(OURS) for _ in rounds)
    penguins = median(seconds_to_first_answer(PENGUINS) for _ in rounds)
    by_streamlit = median(seconds_to_first_answer(OURS_BY_STREAMLIT_RUN) for _ in rounds)
    forest = median(_seconds_to_first_page(FOREST) for _ in rounds)
    predict = median(_seconds_to_predict() for _ in range(3 if quick else 7))
    return [
        at_most("server start to the first answer", ours, 1.5, "{:.2f} s"),
        at_most("the same, penguins", penguins, 1.5, "{:.2f} s"),
        Result("the same by streamlit run", f"{by_streamlit:.2f} s"),
        Result("the same, forest page, whole", f"{forest:.2f} s"),
        at_most("predict on the command line", predict, 0.3, "{:.2f} s"),
    ]


def seconds_to_first_answer(program: Program) -> float:
    """Return the seconds until a visitor who waited for the server has the group of a specimen."""
    start, model = time.perf_counter(), program.model
    specimen = random_specimens(model.schema, 1, seed=1)[0]

    async def visit(url: str) -> float:
        opened = time.perf_counter()
        async with open_session(url, query=link_query(specimen, model)) as (_, run):
            arrived = time.perf_counter() - run.seconds + answer_seconds(run, specimen, model)
            assert arrived > opened
            return arrived - start

    with served(program) as server:
        return asyncio.run(visit(server.url))


def _seconds_to_first_page(program: Program) -> float:
    start = time.perf_counter()

    async def visit(url: str) -> float:
        async with open_session(url):
            return time.perf_counter() - start

    with served(program) as server:
        return asyncio.run(visit(server.url))


def _seconds_to_predict() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *_PREDICT], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    print(table(measure()))
