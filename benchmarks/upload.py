"""The largest upload in the page, and the server that takes it: `python -m benchmarks.upload`."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.batch import write_flowers
from benchmarks.results import Result, at_most, table
from benchmarks.servers import MB, OURS, highest, served
from tools.streamlit_client import open_session

_COMMUNITY_CLOUD = 690
"""MB that Streamlit's Community Cloud grants at least."""
_LARGEST_UPLOAD = 50
"""Megabytes, as server.maxUploadSize says."""
_ROWS_PER_MB = 64_000


def measure(*, quick: bool = False) -> list[Result]:
    """Return the memory and time of the largest file that the Batch page takes."""
    rows = _ROWS_PER_MB * (5 if quick else _LARGEST_UPLOAD)
    with tempfile.TemporaryDirectory() as folder, served(OURS) as server:
        file = Path(folder, "flowers.csv")
        write_flowers(file, rows)
        content = file.read_bytes()
        with highest(server.resident_memory) as memory:
            seconds = asyncio.run(_upload(server.url, content, rows))
        size = f"{len(content) / MB:.0f} MB upload"
        return [
            at_most(f"{size}, whole server", memory(), _COMMUNITY_CLOUD, "{:.0f} MB"),
            Result(f"{size} to its whole page", f"{seconds:.1f} s ({rows / 1e6:.1f} M rows)"),
        ]


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
