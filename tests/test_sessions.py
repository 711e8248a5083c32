"""Sessions: freed when their page is closed, refused in words before the server is full."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import requests
from websockets.exceptions import InvalidStatus

from tools.servers import ROOT, SERVER, free_port, running, wait_until_healthy
from tools.streamlit_client import Run, open_session, reopen_session, upload

MB = 1024 * 1024
SAMPLE = ROOT / "data" / "samples" / "kaggle.csv"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@contextmanager
def server_with_descriptors(limit: str, log: Path) -> Iterator[str]:
    """Run a server with what bash's ulimit says for descriptors."""
    port = free_port()
    arguments = " ".join(argument.format(port=port) for argument in SERVER)
    command = ["bash", "-c", f"ulimit {limit} && exec {sys.executable} {arguments}"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


async def open_pages(url: str, stack: AsyncExitStack, most: int) -> int:
    """Open pages that stay open, until one is refused with 503; return how many there are."""
    for opened in range(most):
        try:
            await stack.enter_async_context(open_session(url))
        except InvalidStatus as refused:
            if refused.response.status_code != 503:
                raise
            return opened
    return most


@contextmanager
def server_that_waits(seconds: int, folder: Path) -> Iterator[str]:
    """Run a server that keeps the session of a closed page for so many seconds."""
    settings = folder / ".streamlit"
    settings.mkdir()
    (settings / "config.toml").write_text(f"[server]\ndisconnectedSessionTTL = {seconds}\n")
    with running((*SERVER, f"--app-dir={ROOT}"), cwd=folder) as url:
        yield url


def test_a_page_that_comes_back_finds_its_file_and_what_came_out(server_url):
    async def visit() -> None:
        async with open_session(server_url, page="batch") as (session, _):
            rows = counts(await session.choose_file("flowers.csv", SAMPLE.read_bytes()))
        assert rows["Rows"] == "36"
        async with reopen_session(server_url, session) as run:
            assert counts(run) == rows
            await session.go_to("")
        async with reopen_session(server_url, session):
            assert counts(await session.go_to("batch")) == rows

    asyncio.run(visit())


def test_the_files_of_a_page_that_never_comes_back_are_removed(tmp_path, monkeypatch):
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.setenv("TMPDIR", str(files))
    with server_that_waits(1, tmp_path) as url:

        async def visit() -> None:
            async with open_session(url, page="batch") as (session, _):
                await session.choose_file("flowers.csv", SAMPLE.read_bytes())
                assert [*files.rglob("rows.csv")]

        asyncio.run(visit())
        deadline = time.monotonic() + 30
        while [*files.rglob("rows.csv")] and time.monotonic() < deadline:
            time.sleep(0.2)
        assert {path.name for path in files.rglob("*") if path.is_file()} == {"process.lock"}


def test_a_file_is_classified_no_further_when_its_visitor_has_gone(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    header, *rows = SAMPLE.read_bytes().splitlines(keepends=True)
    content = header + b"".join(rows) * (20 * MB // len(SAMPLE.read_bytes()))

    async def visit(url: str) -> None:
        async with open_session(url, page="batch") as (session, _):
            working = asyncio.create_task(session.choose_file("flowers.csv", content))
            while not [*tmp_path.rglob("rows.csv")] and not working.done():
                await asyncio.sleep(0.05)
            assert not working.done()
            working.cancel()

    with running(SERVER) as url:
        asyncio.run(visit(url))
        deadline = time.monotonic() + 60
        while [*tmp_path.rglob("rows.csv")] and time.monotonic() < deadline:
            time.sleep(0.2)
        assert not [*tmp_path.rglob("rows.csv")]


def counts(run: Run) -> dict[str, str]:
    """Return how many rows of which kind the Batch page shows."""
    assert not run.of_kind("exception")
    return {element.metric.label: element.metric.body for element in run.of_kind("metric")}


def test_a_closed_session_frees_its_upload_on_a_quiet_server(tmp_path, monkeypatch):
    monkeypatch.setenv("IRIS_UPLOADS_PER_CLIENT_MB", "2")
    with server_that_waits(1, tmp_path) as url:

        async def visit() -> int:
            async with open_session(url) as (session, _):
                deadline = time.monotonic() + 30
                status = upload(url, session.id, "a", bytes(3 * MB // 2))
                while status == 413 and time.monotonic() < deadline:
                    await asyncio.sleep(0.2)
                    status = upload(url, session.id, "a", bytes(3 * MB // 2))
                return status

        assert asyncio.run(visit()) == 204
        assert asyncio.run(visit()) == 204


def test_new_pages_are_refused_in_words_before_descriptors_run_out_and_closed_ones_leave_none(
    tmp_path,
):
    log = tmp_path / "log.txt"
    with server_with_descriptors("-n 200", log) as url:

        async def fill() -> int:
            async with AsyncExitStack() as stack:
                opened = await open_pages(url, stack, 60)
                page = requests.get(url, headers=PAGE)
                assert page.status_code == 503
                assert "Too many pages are open" in page.text
                assert page.headers["Retry-After"] == "60"
                assert requests.get(f"{url}/_stcore/health").text == "ok"
                return opened

        first = asyncio.run(fill())
        assert 20 < first < 60
        # What the closed pages held is free at once when it is needed.
        assert requests.get(url, headers=PAGE).status_code == 200
        assert asyncio.run(fill()) > 20

        async def look() -> None:
            async with open_session(url):
                pass

        async def lesson() -> None:
            for _ in range(21):  # one descriptor left by each page would be too many
                await asyncio.gather(*(look() for _ in range(10)))

        asyncio.run(lesson())
        assert requests.get(url, headers=PAGE).status_code == 200
    assert "Traceback" not in log.read_text()
    assert "Too many open files" not in log.read_text()


def test_the_soft_limit_is_raised_at_the_start(tmp_path):
    with server_with_descriptors("-S -n 100", tmp_path / "log.txt") as url:

        async def fill() -> int:
            async with AsyncExitStack() as stack:
                return await open_pages(url, stack, 40)

        assert asyncio.run(fill()) == 40
