"""`GET /api/classify` beside the tutorial's `/classify` under gunicorn: `python -m benchmarks.api`.

Both with two processes on the same two cores, which the client shares; ours with one as well. Every
request asks for another flower, so that no answer comes from a cache, but in one case that says so.
Ours computes far more: probabilities, shares, nearest changes, similar flowers.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import cast
from urllib.parse import urlsplit

import uvloop

from benchmarks.results import Result, at_least, table
from benchmarks.servers import OURS, PEERS, Program, served
from iris_model.classifier import classify, default_model
from iris_model.dataset import Flower
from tests.flowers import random_flowers
from tests.front_page import link_query

FLASK = Program(
    ("-m", "gunicorn", "--workers=2", "--bind=127.0.0.1:{port}", "flask_tutorial:app"),
    PEERS,
    "/classify?slen=5.9&swid=2.8&plen=4.3&pwid=1.3",
)
_CONNECTIONS = 16
_OK = b"http/1.1 200"


def measure(*, quick: bool = False) -> list[Result]:
    """Return the requests a second of both programs, each asked in turns."""
    rounds, ours, theirs = (2, 600, 200) if quick else (5, 3000, 800)
    rates: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        api = [stack.enter_context(served(OURS)).url + "/api/classify" for _ in range(2)]
        flask = [stack.enter_context(served(FLASK)).url + "/classify"]
        for seed in range(rounds):
            flowers, fewer = random_flowers(ours, seed), random_flowers(theirs, seed + rounds)
            rates["one"].append(requests_per_second(api[:1], random_flowers(ours, seed + 100)))
            rates["flask"].append(requests_per_second(flask, fewer, ours=False))
            rates["two"].append(requests_per_second(api, flowers))
            rates["same"].append(requests_per_second(api[:1], flowers[:1] * ours))
    rate = {name: median(found) for name, found in rates.items()}
    return [
        at_least(
            "API, requests a second, 2 processes each: ours : the tutorial under gunicorn",
            rate["two"] / rate["flask"],
            5,
            note=f"{rate['two']:,.0f} : {rate['flask']:,.0f}",
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


def requests_per_second(urls: Sequence[str], flowers: list[Flower], *, ours: bool = True) -> float:
    """Return the rate at which URLs, each with its share of connections, answer for flowers.

    Every answer of ours is held against its flower, when all are there; raises RuntimeError when
    one is wrong.
    """
    queries = iter([link_query(flower) for flower in flowers])
    answers: dict[str, bytes] = {}
    start = time.perf_counter()

    async def ask_all() -> None:
        await asyncio.gather(
            *(_ask(urls[number % len(urls)], queries, answers) for number in range(_CONNECTIONS))
        )

    uvloop.run(ask_all())
    seconds = time.perf_counter() - start
    for flower in flowers if ours else ():
        if not _names_variety(answers[link_query(flower)], flower):
            raise RuntimeError(f"{flower} was answered with {answers[link_query(flower)]!r}")
    return len(flowers) / seconds


async def _ask(url: str, queries: Iterator[str], answers: dict[str, bytes]) -> None:
    """Send queries on one connection, or on a new one each time where the server closes it."""
    address, loop = urlsplit(url), asyncio.get_running_loop()
    connection = None
    for query in queries:
        if connection is None:
            _, connection = await loop.create_connection(
                _Connection, address.hostname, address.port
            )
        head, body = await connection.ask(
            f"GET {address.path}?{query} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
        )
        if not head.startswith(_OK):
            raise RuntimeError(f"{url} answered {head!r} {body!r}")
        answers[query] = body
        if b"connection: close" in head:
            connection.close()
            connection = None
    if connection is not None:
        connection.close()


class _Connection(asyncio.Protocol):
    """A connection with one request at a time; lighter than a stream, for it shares the cores."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass

    def ask(self, request: str) -> "asyncio.Future[tuple[bytes, bytes]]":
        """Send a request; return what will be the answer's head, in lower case, and its body."""
        self._received, self._answer = b"", asyncio.get_running_loop().create_future()
        self._transport.write(request.encode())
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        head = head.lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) >= length:
            self._answer.set_result((head, body))

    def connection_lost(self, error: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError())

    def close(self) -> None:
        """End the connection."""
        self._transport.close()


def _names_variety(body: bytes, flower: Flower) -> bool:
    variety, _ = classify(default_model(), flower)
    return f'"variety":"{variety}"'.encode() in body


if __name__ == "__main__":
    print(table(measure()))
