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
from urllib.parse import urlsplit

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

    Every answer of ours is held against its flower; raises RuntimeError when one is wrong.
    """
    queue = iter(flowers)
    start = time.perf_counter()

    async def ask_all() -> None:
        await asyncio.gather(
            *(_ask(urls[number % len(urls)], queue, ours=ours) for number in range(_CONNECTIONS))
        )

    asyncio.run(ask_all())
    return len(flowers) / (time.perf_counter() - start)


async def _ask(url: str, flowers: Iterator[Flower], *, ours: bool) -> None:
    """Ask for flowers on one connection, or on a new one each time where the server closes it."""
    address = urlsplit(url)
    writer = None
    for flower in flowers:
        if writer is None:
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
        query = (
            f"GET {address.path}?{link_query(flower)} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
        )
        writer.write(query.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        if not head.startswith(_OK) or (ours and not _names_variety(body, flower)):
            raise RuntimeError(f"{url} answered {head!r} {body!r}")
        if b"connection: close" in head:
            writer.close()
            await writer.wait_closed()
            writer = None
    if writer is not None:
        writer.close()


def _names_variety(body: bytes, flower: Flower) -> bool:
    variety, _ = classify(default_model(), flower)
    return f'"variety":"{variety}"'.encode() in body


if __name__ == "__main__":
    print(table(measure()))
