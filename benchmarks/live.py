"""The front page beside the pages that people write: `python -m benchmarks.live`.

One visitor: how long from a moved slider to the answer, and to the end of the page. Twenty at
once, each as quick as it can: how many reruns a second. Rounds are interleaved, medians compared.
"""

import asyncio
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from benchmarks.results import Result, at_least, at_most, milliseconds, table
from benchmarks.servers import (
    FOREST,
    FOUR_SLIDERS,
    OURS,
    OURS_BY_STREAMLIT_RUN,
    PENGUINS,
    served,
)
from iris_model.model import Model
from iris_model.schema import Specimen
from tools.front_page import check_answer, predicted_group, random_moves, sliders
from tools.streamlit_client import Run, open_session

PROGRAMS = {
    "ours": OURS,
    "ours, penguins": PENGUINS,
    "ours, streamlit run": OURS_BY_STREAMLIT_RUN,
    "forest": FOREST,
    "four sliders": FOUR_SLIDERS,
}
_FOR_TWENTY = ("ours", "ours, penguins", "ours, streamlit run", "forest")
_SESSIONS = 20
_WARM_UP = 5
Times = dict[str, list[float]]


@dataclass
class Timings:
    """Medians and rates of each program, one a round."""

    answer: Times = field(default_factory=lambda: defaultdict(list))
    page: Times = field(default_factory=lambda: defaultdict(list))
    rate: Times = field(default_factory=lambda: defaultdict(list))


def measure(*, quick: bool = False) -> list[Result]:
    """Return the figures of the front page."""
    rounds, reruns, at_once = (2, 15, 3) if quick else (3, 20, 8)
    timings = Timings()
    with ExitStack() as stack:
        urls = {name: stack.enter_context(served(p)).url for name, p in PROGRAMS.items()}
        for _ in range(rounds):
            for name, url in urls.items():
                model = PROGRAMS[name].model
                runs = asyncio.run(_visit(url, reruns, model, ours="ours" in name))
                timings.page[name].append(median(run.seconds for run, _ in runs))
                if "ours" in name:
                    answers = median(answer_seconds(*run, model) for run in runs)
                    timings.answer[name].append(answers)
        for _ in range(2):
            for name in _FOR_TWENTY:
                each, model = 1 if name == "forest" else at_once, PROGRAMS[name].model
                rate = asyncio.run(_rate(urls[name], each, model, ours="ours" in name))
                timings.rate[name].append(rate)
    return _results(timings)


def answer_seconds(run: Run, specimen: Specimen, model: Model) -> float:
    """Return when the group of the specimen that was asked for had arrived."""
    group = predicted_group(specimen, model)
    return next(
        seconds
        for seconds, element in run.elements
        if element.WhichOneof("type") == "heading" and group in element.heading.body
    )


async def _visit(url: str, count: int, model: Model, *, ours: bool) -> list[tuple[Run, Specimen]]:
    """Open a page and move its sliders one after the other; return what came."""
    async with open_session(url) as (session, _):
        for specimen in random_moves(_WARM_UP, seed=2, model=model):
            await session.run(sliders(specimen, model))
        runs = [
            (await session.run(sliders(specimen, model)), specimen)
            for specimen in random_moves(count, seed=1, model=model)
        ]
    if ours:
        for run, specimen in runs:
            check_answer(run, specimen, model)
    return runs


async def _rate(url: str, each: int, model: Model, *, ours: bool) -> float:
    """Return the reruns a second that twenty sessions get, each asking again when answered.

    Every session of ours holds each answer against its own specimens.
    """
    barrier = asyncio.Barrier(_SESSIONS)

    async def visit(seed: int) -> tuple[float, float]:
        async with open_session(url) as (session, _):
            await barrier.wait()
            start = time.perf_counter()
            for specimen in random_moves(each, seed, model):
                run = await session.run(sliders(specimen, model))
                if ours:
                    check_answer(run, specimen, model)
            end = time.perf_counter()
            await barrier.wait()
            return start, end

    spans = await asyncio.gather(*map(visit, range(_SESSIONS)))
    return _SESSIONS * each / (max(end for _, end in spans) - min(start for start, _ in spans))


def _results(timings: Timings) -> list[Result]:
    page = {name: milliseconds(seconds) for name, seconds in timings.page.items()}
    answer = {name: milliseconds(seconds) for name, seconds in timings.answer.items()}
    rate = {name: median(rates) for name, rates in timings.rate.items()}
    ours, penguins, run = "ours", "ours, penguins", "ours, streamlit run"
    by_forest = f"forest {page['forest']:.0f} ms"
    return [
        at_most("front page, answer", answer[ours], 9, "{:.1f} ms"),
        at_most("front page, everything", page[ours], 16, "{:.1f} ms"),
        at_most("front page of penguins, answer", answer[penguins], 9, "{:.1f} ms"),
        at_most("front page of penguins, everything", page[penguins], 16, "{:.1f} ms"),
        at_least("forest page : front page", page["forest"] / page[ours], 6, note=by_forest),
        at_most("front page by streamlit run, everything", page[run], 90, "{:.0f} ms"),
        at_most(
            "front page : empty page, both by streamlit run",
            page[run] / page["four sliders"],
            1,
            "{:.2f} ×",
            f"empty page {page['four sliders']:.0f} ms",
        ),
        Result("front page by streamlit run, answer", f"{answer[run]:.0f} ms"),
        at_least(
            "20 sessions, reruns a second: front page : forest page",
            rate[ours] / rate["forest"],
            30,
            note=f"{rate[ours]:.0f} : {rate['forest']:.1f}",
        ),
        Result("20 sessions, penguins", f"{rate[penguins]:.0f} reruns/s"),
        Result("20 sessions by streamlit run", f"{rate[run]:.0f} reruns/s"),
        Result("answers for another session's flower", "0, or this would have failed", "0", True),
    ]


if __name__ == "__main__":
    print(table(measure()))
