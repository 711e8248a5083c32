"""`GET /api/classify` beside the tutorial's `/classify` under gunicorn: `python -m benchmarks.api`.

Both with two processes on the same two cores, which the client shares; ours with one as well. Every
request asks for another specimen, so that no answer comes from a cache, but in one case that says
so. Ours computes far more: probabilities, shares, nearest changes, similar specimens.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from selectors import EVENT_READ, BaseSelector, DefaultSelector
from socket import create_connection
from statistics import median
from urllib.parse import urlsplit

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
_MOST = 2**16
"""Bytes read at once."""


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

    with DefaultSelector() as selector:
        for number in range(_CONNECTIONS):
            _Visitor(urls[number % len(urls)], waiting, answers).connect(selector)
        while selector.get_map():
            for key, _ in selector.select():
                key.data.listen(selector)
    seconds = time.perf_counter() - start
    for specimen, query in zip(specimens, queries, strict=True) if checked else ():
        if f'"predicted":"{predicted_group(specimen, model)}"'.encode() not in answers[query]:
            raise RuntimeError(f"{specimen} was answered with {answers[query]!r}")
    return len(specimens) / seconds


class _Visitor:
    """Asks on one connection, again when answered; as light as can be, for it shares the cores."""

    def __init__(self, url: str, queries: Iterator[bytes], answers: dict[bytes, bytes]) -> None:
        """Take where to ask and what; answers are kept by query."""
        address = urlsplit(url)
        self._address = (address.hostname, address.port)
        self._before = f"GET {address.path}?".encode()
        self._after = f" HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
        self._queries = queries
        self._answers = answers
        self._received = b""

    def connect(self, selector: BaseSelector) -> None:
        """Ask on a new connection."""
        self._socket = create_connection(self._address)
        selector.register(self._socket, EVENT_READ, self)
        self._ask(selector)

    def _ask(self, selector: BaseSelector) -> None:
        self._query = next(self._queries, b"")
        if self._query:
            self._socket.sendall(self._before + self._query + self._after)
        else:
            self._leave(selector)

    def listen(self, selector: BaseSelector) -> None:
        """Take what has arrived; after the last of it ask again."""
        data = self._socket.recv(_MOST)
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        head = head.lower()
        if not data or not head.startswith(_OK):
            raise RuntimeError(f"{self._query!r} was answered with {self._received!r}")
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length):
            return
        self._received, self._answers[self._query] = b"", body
        if b"connection: close" in head:
            self._leave(selector)
            self.connect(selector)
        else:
            self._ask(selector)

    def _leave(self, selector: BaseSelector) -> None:
        selector.unregister(self._socket)
        self._socket.close()


if __name__ == "__main__":
    print(table(measure()))
