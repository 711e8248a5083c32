"""Visitors who do everything that the app can do, at random, and check every answer."""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import requests
from websockets.exceptions import WebSocketException

from benchmarks.expected import Case, Table
from iris_model.answer.examples import examples
from iris_model.model import Model
from iris_model.schema import Specimen
from tools.front_page import IRISES, check_answer, link_query, predicted_group, sliders
from tools.specimens import random_specimens
from tools.streamlit_client import Run, Session, open_session, reopen_session
from ui.plain_text import as_markdown

_LONGEST = 120
"""Seconds that anything may take but a training, which waits for its turn."""
_LONGEST_TRAINING = 600
_THINKING = 4.0
"""Seconds between two things that a visitor does, on average."""
_LONGEST_MESSAGE = 2000
_GONE = (WebSocketException, OSError, TimeoutError)
"""How a visitor notices that a process has died."""


@dataclass
class Outage:
    """When a process is missing; its visitors lose their sessions then, and no others ever."""

    began: float = float("inf")
    ended: float = float("inf")

    def explains(self, opened: float) -> bool:
        """Tell whether it explains that a session that was opened then is lost now.

        Who came during the outage lives in the wrong process afterwards: the page has to be
        reloaded before it can upload.
        """
        return opened < self.ended and time.monotonic() > self.began


@dataclass
class Tally:
    """What the visitors did, and what went wrong."""

    done: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    """Sessions that ended with the process that was killed."""
    faults: int = 0


@dataclass
class Tab:
    """An open page, and whose measurements it shows with which model."""

    stack: AsyncExitStack
    session: Session
    opened: float
    model: Model = IRISES
    page: str = ""


class Visitor:
    """Someone with a browser, who has one or two tabs open."""

    def __init__(
        self,
        url: str,
        number: int,
        cases: Sequence[Case],
        tables: Sequence[Table],
        outage: Outage,
        tally: Tally,
    ) -> None:
        self._url = url
        self._random = random.Random(number)
        self._cookie = f"iris_process={self._random.randbytes(16).hex()}"
        self._cases = cases
        self._tables = tables
        self._outage = outage
        self._tally = tally
        self._tabs: list[Tab] = []
        self._does: dict[Callable[[], Awaitable[None]], int] = {
            self._move: 50,
            self._take_an_example: 8,
            self._read: 8,
            self._bring_a_file: 12,
            self._train: 2,
            self._leave_while_training: 1,
            self._ask_the_api: 8,
            self._lose_the_connection: 3,
            self._leave_and_come_back: 4,
            self._open_or_close_a_second_tab: 4,
        }

    async def stay(self, until: float) -> None:
        """Do one thing after the other until the time is over, then close every tab."""
        while time.monotonic() < until:
            await asyncio.sleep(self._random.expovariate(1 / _THINKING))
            do = self._random.choices([*self._does], [*self._does.values()])[0]
            what = do.__name__.strip("_").replace("_", " ")
            opened = min((tab.opened for tab in self._tabs), default=time.monotonic())
            try:
                if not self._tabs:
                    await self._open()
                await do()
                self._tally.done[what] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
                if isinstance(error, _GONE) and self._outage.explains(opened):
                    self._tally.lost += len(self._tabs)
                else:
                    self._tally.faults += 1
                    text = f"{what}: {type(error).__name__} {error}"[:_LONGEST_MESSAGE]
                    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)
                await self._close_all()
        await self._close_all()

    async def _open(self) -> None:
        """Open the link to a specimen in a new tab."""
        specimen = self._specimen(IRISES)
        stack = AsyncExitStack()
        opening = open_session(self._url, query=link_query(specimen), cookie=self._cookie)
        async with asyncio.timeout(_LONGEST):
            session, run = await stack.enter_async_context(opening)
        self._tabs.append(Tab(stack, session, time.monotonic()))
        _check(run)
        check_answer(run, specimen)

    async def _close(self, tab: Tab) -> None:
        self._tabs.remove(tab)
        with suppress(*_GONE):  # it may have been gone before
            await tab.stack.aclose()

    async def _close_all(self) -> None:
        for tab in [*self._tabs]:
            await self._close(tab)

    def _tab(self) -> Tab:
        return self._random.choice(self._tabs)

    def _specimen(self, model: Model) -> Specimen:
        return random_specimens(model.schema, 1, self._random.randrange(2**32))[0]

    async def _go(self, page: str) -> Tab:
        """Have one of the tabs show a page."""
        tab = self._tab()
        if tab.page != page:
            await _answered(tab.session.go_to(page))
            tab.page = page
        return tab

    async def _move(self) -> None:
        tab = await self._go("")
        specimen = self._specimen(tab.model)
        for label, value in sliders(specimen, tab.model).items():  # one by one, as with a mouse
            run = await _answered(tab.session.run({label: value}))
        check_answer(run, specimen, tab.model)

    async def _take_an_example(self) -> None:
        tab = await self._go("")
        example = self._random.choice(examples(tab.model))
        run = await _answered(tab.session.press(as_markdown(example.name)))
        check_answer(run, example.specimen, tab.model)

    async def _read(self) -> None:
        tab = self._tab()
        for tab.page in ("explore", "model"):
            run = await _answered(tab.session.go_to(tab.page))
            assert len(run.of_kind("vega_lite_chart")) > 1, "the page shows no pictures"

    async def _bring_a_file(self) -> None:
        case = self._random.choice(self._cases)
        tab = await self._go("batch")
        if tab.model is not IRISES:
            await _answered(tab.session.press("Back to the irises"))
            tab.model = IRISES
        while tab.session.has_button("Remove"):
            await _answered(tab.session.press("Remove"))
        run = await _answered(tab.session.choose_file(case.name, case.content))
        metrics = {e.metric.label: e.metric.body for e in run.of_kind("metric")}
        shown = {label: text for label, text in metrics.items() if label in (case.counts or {})}
        assert shown == (case.counts or {}), f"{case.name}: {shown}, not {case.counts}"
        words = [e.vega_lite_chart.alt for e in run.of_kind("vega_lite_chart")]
        assert not case.counts or case.words in words, f"{case.name}: {words}, not {case.words}"

    async def _train(self) -> None:
        table = self._random.choice(self._tables)
        tab = await self._go("train")
        await _answered(tab.session.choose_file(table.name, table.content))
        await _answered(tab.session.press("Train"), _LONGEST_TRAINING)
        await _answered(tab.session.press("Use it on all pages"))
        await _answered(tab.session.go_to(""))
        tab.model, tab.page = table.model, ""
        specimen = self._specimen(table.model)
        run = await _answered(tab.session.run(sliders(specimen, table.model)))
        check_answer(run, specimen, table.model)

    async def _leave_while_training(self) -> None:
        table = self._random.choice(self._tables)
        tab = await self._go("train")
        await _answered(tab.session.choose_file(table.name, table.content))
        with suppress(TimeoutError):
            await _answered(tab.session.press("Train"), self._random.uniform(0.1, 3))
        await self._close(tab)

    async def _ask_the_api(self) -> None:
        await asyncio.to_thread(self._ask_for_a_specimen)
        await asyncio.to_thread(self._send_a_file, self._random.choice(self._cases))

    def _ask_for_a_specimen(self) -> None:
        specimen = self._specimen(IRISES)
        url = f"{self._url}/api/classify?{link_query(specimen)}"
        answer = _or_gone(requests.get(url, timeout=_LONGEST))
        assert answer.json()["predicted"] == predicted_group(specimen), answer.text

    def _send_a_file(self, case: Case) -> None:
        url = f"{self._url}/api/classify"
        answer = _or_gone(
            requests.post(url, case.content, headers={"Content-Type": ""}, timeout=_LONGEST)
        )
        got = answer.content if answer.status_code == 200 else None
        assert got == case.output, f"{case.name}: {answer.status_code} {answer.text}"

    async def _lose_the_connection(self) -> None:
        """Lose a page's connection, and come back to the same session."""
        tab = await self._go("")
        specimen, before = self._specimen(tab.model), tab.session.id
        await _answered(tab.session.run(sliders(specimen, tab.model)))
        await tab.stack.aclose()
        await asyncio.sleep(self._random.uniform(1, 5))
        again = reopen_session(self._url, tab.session, self._cookie)
        async with asyncio.timeout(_LONGEST):
            run = await tab.stack.enter_async_context(again)
        if tab.session.id != before:
            raise ConnectionError(
                f"The session was not found again, {time.monotonic() - tab.opened:.0f} s old."
            )
        check_answer(run, specimen, tab.model)

    async def _leave_and_come_back(self) -> None:
        await self._close_all()
        await asyncio.sleep(self._random.expovariate(1 / 20))
        await self._open()

    async def _open_or_close_a_second_tab(self) -> None:
        await (self._open() if len(self._tabs) == 1 else self._close(self._tab()))


async def _answered(running: Awaitable[Run], seconds: float = _LONGEST) -> Run:
    """Return what a page sent, which may be no fault of the program, in bounded time."""
    async with asyncio.timeout(seconds):
        run = await running
    return _check(run)


def _check(run: Run) -> Run:
    exceptions = [element.exception.message for element in run.of_kind("exception")]
    assert not exceptions, exceptions
    return run


def _or_gone(answer: requests.Response) -> requests.Response:
    """Return the answer of the program; raise what tells that nginx has found none."""
    if answer.status_code in (502, 504):
        answer.raise_for_status()
    return answer
