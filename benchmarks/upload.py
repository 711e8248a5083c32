"""The largest upload in the page and in the API, and the server: `python -m benchmarks.upload`."""

import asyncio
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import requests

from benchmarks import batch
from benchmarks.batch import write_specimens
from benchmarks.results import Result, at_least, at_most, table
from benchmarks.servers import MB, OURS, Program, highest, served
from tools.streamlit_client import open_session

_COMMUNITY_CLOUD = 690
"""MB that Streamlit's Community Cloud grants at least."""
_LARGEST_UPLOAD = 50
"""Megabytes, as server.maxUploadSize says."""
_ROWS_PER_MB = 64_000
_AT_ONCE = 10
_ANY_NUMBER = Program(OURS.arguments, environment={"IRIS_UPLOADS_PER_CLIENT_MB": "1000"})


def measure(*, quick: bool = False) -> list[Result]:
    """Return the memory and time of the largest file, in the Batch page and posted to the API."""
    rows = _ROWS_PER_MB * (5 if quick else _LARGEST_UPLOAD)
    with tempfile.TemporaryDirectory() as folder:
        file, output = Path(folder, "flowers.csv"), Path(folder, "classified.csv")
        write_specimens(file, rows)
        size = f"{file.stat().st_size / MB:.0f} MB"
        return [*_in_the_page(file, rows, size), *_posted(file, output, rows, size)]


def _in_the_page(file: Path, rows: int, size: str) -> list[Result]:
    with served(OURS) as server, highest(server.resident_memory) as memory:
        seconds = asyncio.run(_upload(server.url, file.read_bytes(), rows))
        return [
            at_most(f"{size} upload, whole server", memory(), _COMMUNITY_CLOUD, "{:.0f} MB"),
            Result(
                f"{size} upload to its whole page", f"{seconds:.1f} s ({rows / 1e6:.1f} M rows)"
            ),
        ]


def _posted(file: Path, output: Path, rows: int, size: str) -> list[Result]:
    """Return what posting a file costs, beside the command line, and many at once beside one."""
    with served(_ANY_NUMBER) as server, ThreadPoolExecutor(_AT_ONCE) as clients:
        url = f"{server.url}/api/classify"
        _post(url, file, rows)
        posted, command = [], []
        for _ in range(2):
            command.append(batch.run(batch.PROGRAMS["ours"], file, output).seconds)
            posted.append(_post(url, file, rows))
        held = {}
        for count in (2, _AT_ONCE):
            with highest(server.anonymous_memory) as memory:
                list(clients.map(_post, [url] * count, [file] * count, [rows] * count))
                held[count] = memory()
    ours, theirs = median(command), median(posted)
    return [
        at_least(
            f"{size} by the command line : posted to the API",
            ours / theirs,
            0.5,
            "{:.2f} ×",
            f"{ours:.1f} s : {theirs:.1f} s",
        ),
        at_most(
            f"memory of {_AT_ONCE} posted at once : of 2, as many as are classified at a time",
            held[_AT_ONCE] / held[2],
            1.2,
            "{:.2f} ×",
            f"{held[_AT_ONCE]:.0f} MB : {held[2]:.0f} MB",
        ),
    ]


def _post(url: str, file: Path, rows: int) -> float:
    """Have a file classified by the API; return the seconds, raise where rows are missing."""
    start = time.perf_counter()
    with file.open("rb") as body, requests.post(url, body, stream=True) as response:
        response.raise_for_status()
        lines = sum(piece.count(b"\n") for piece in response.iter_content(MB))
    if lines != rows + 1:
        raise RuntimeError(f"The API answered {lines} lines instead of {rows + 1}.")
    return time.perf_counter() - start


async def _upload(url: str, content: bytes, rows: int) -> float:
    """Have a file classified in the page; return the seconds, raise where rows are missing."""
    async with open_session(url, page="batch") as (session, _):
        run = await session.choose_file("flowers.csv", content)
    counts = {element.metric.label: element.metric.body for element in run.of_kind("metric")}
    if counts.get("Classified") != f"{rows:,}":
        raise RuntimeError(f"The page counts {counts} instead of {rows:,} rows.")
    return run.seconds


if __name__ == "__main__":
    print(table(measure()))
