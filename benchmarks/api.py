"""`GET /api/classify` beside the tutorial's `/classify` under gunicorn: `python -m benchmarks.api`.

Both with two processes on the same two cores, which the client shares; ours with one as well. Every
request asks for another specimen, so that no answer comes from a cache, but in one case that says
so. Ours computes far more: probabilities, shares, nearest changes, similar specimens.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import cast
from urllib.parse import SplitResult, urlsplit

import uvloop

from benchmarks.results import Result, at_least, table
from benchmarks.servers import OURS, PEERS, PENGUINS, Program, served
from iris_model.model import Model
from iris_model.schema import Specimen
from tools.front_page import IRISES, link_query, predicted_group
from tools.specimens import random_specimens

FLASK = Program(
    ("-m", "gunicorn", "--workers=2", "--bind=127.0.0.1:{port}", "flask_tutorial:app"),
    PEERS,
    "/classify?slen=5.9&swid=2.8&plen=4.3&pwid=1.3",
)
_CONNECTIONS = 16
_OK = b"http/1.1 200"


def measure(*, quick: bool = False) -> list[Result]:
    """Return the requests a second of both programs, each asked in turns."""
    rounds, ours, theirs = (2, 600, 200) if quick else (4, 3000, 800)
    rates: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        api, penguins = (
            [stack.enter_context(served(program)).url + "/api/classify" for _ in range(2)]
            for program in (OURS, PENGUINS)
        )
        flask = [stack.enter_context(served(FLASK)).url + "/classify"]
        for seed in range(rounds):
            flowers, more = (
                random_specimens(IRISES.schema, ours, s) for s in (seed, seed + rounds)
            )
            birds = random_specimens(PENGUINS.model.schema, ours, seed)
            rates["one"].append(requests_per_second(api[:1], more))
            rates["flask"].append(requests_per_second(flask, flowers[:theirs], checked=False))
            rates["two"].append(requests_per_second(api, flowers))
            rates["penguins"].append(requests_per_second(penguins, birds, PENGUINS.model))
            rates["same"].append(requests_per_second(api[:1], flowers[:1] * ours))
    rate = {name: median(found) for name, found in rates.items()}
    return [
        at_least(
            "API, requests a second, 2 processes each: ours : the tutorial under gunicorn",
            rate["two"] / rate["flask"],
            8,
            note=f"{rate['two']:,.0f} : {rate['flask']:,.0f}",
        ),
        at_least(
            "the same, ours for penguins",
            rate["penguins"] / rate["flask"],
            8,
            note=f"{rate['penguins']:,.0f} : {rate['flask']:,.0f}",
        ),
        Result(
            "the same, 1 process of ours : 2 of the tutorial",
            f"{rate['one'] / rate['flask']:.1f} × ({rate['one']:,.0f})",
        ),
        at_least(
            "the same, 1 process of ours, a flower asked for again",
            rate["same"] / rate["flask"],
            5,
            note=f"{rate['same']:,.0f} : {rate['flask']:,.0f}",
        ),
    ]


def requests_per_second(
    urls: Sequence[str],
    specimens: Sequence[Specimen],
    model: Model = IRISES,
    *,
    checked: bool = True,
) -> float:
    """Return the rate at which URLs, each with its share of connections, answer for specimens.

    When all answers are there, they are checked; raises RuntimeError when one is wrong.
    """
    queries = [link_query(specimen, model).encode() for specimen in specimens]
    answers: dict[bytes, bytes] = {}
    waiting = iter(queries)
    start = time.perf_counter()

    async def ask_all() -> None:
        await asyncio.gather(
            *(_ask(urls[number % len(urls)], waiting, answers) for number in range(_CONNECTIONS))
        )

    uvloop.run(ask_all())
    seconds = time.perf_counter() - start
    for specimen, query in zip(specimens, queries, strict=True) if checked else ():
        if f'"predicted":"{predicted_group(specimen, model)}"'.encode() not in answers[query]:
            raise RuntimeError(f"{specimen} was answered with {answers[query]!r}")
    return len(specimens) / seconds


async def _ask(url: str, queries: Iterator[bytes], answers: dict[bytes, bytes]) -> None:
    """Send queries on one connection, or on a new one each time where the server closes it."""
    address, loop = urlsplit(url), asyncio.get_running_loop()
    assert address.hostname
    ended = False
    while not ended:
        finished: asyncio.Future[bool] = loop.create_future()
        visitor = partial(_Visitor, address, queries, answers, finished)
        await loop.create_connection(visitor, address.hostname, address.port)
        ended = await finished


class _Visitor(asyncio.Protocol):
    """Asks on one connection, again when answered; as light as can be, for it shares the cores."""

    def __init__(
        self,
        address: SplitResult,
        queries: Iterator[bytes],
        answers: dict[bytes, bytes],
        finished: "asyncio.Future[bool]",
    ) -> None:
        """Take what to ask and where; finished will say whether nothing is left to ask."""
        self._before = f"GET {address.path}?".encode()
        self._behind = f" HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
        self._queries = queries
        self._answers = answers
        self._finished = finished
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass
        self._ask()

    def _ask(self) -> None:
        self._query = next(self._queries, b"")
        if self._query:
            self._transport.write(self._before + self._query + self._behind)
        else:
            self._leave(nothing_left=True)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        head = head.lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        if not head.startswith(_OK):
            self._finished.set_exception(RuntimeError(f"{head!r} {body!r}"))
            return
        self._received, self._answers[self._query] = b"", body
        if b"connection: close" in head:
            self._leave(nothing_left=False)
        else:
            self._ask()

    def _leave(self, *, nothing_left: bool) -> None:
        self._finished.set_result(nothing_left)
        self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._finished.done():
            self._finished.set_exception(error or ConnectionResetError())


if __name__ == "__main__":
    print(table(measure()))
