"""The dashboard and the API from one server: pages, sessions, headers, limits."""

import asyncio
import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from websockets.asyncio.client import connect

from iris_model.schema import Specimen
from tests.files.test_whole_files import WIDE
from tools.front_page import IRISES, check_answer, link_query, sliders
from tools.servers import ROOT, SERVER, STREAMLIT, free_port, running, wait_until_healthy
from tools.specimens import random_specimens
from tools.streamlit_client import open_session, remove, upload

MB = 1024 * 1024
API_QUERY = "/api/classify?slen=5.9&swid=2.8&plen=4.3&pwid=1.3"
ELSEWHERE = (*SERVER, f"--app-dir={ROOT}")


@contextmanager
def server_with(settings: dict[str, str], arguments=SERVER, cwd=ROOT, log=None) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        with running(arguments, cwd=cwd, log=log) as url:
            yield url


# Pages and sessions


@pytest.mark.parametrize(
    "path", ["/", "/explore", "/batch", "/model", "/train", "/?slen=5.1", "/home"]
)
def test_every_page_is_served(server_url, path):
    response = requests.get(server_url + path)
    assert response.status_code == 200
    assert "<title>Streamlit</title>" in response.text


def test_the_health_check_answers(server_url):
    assert requests.get(f"{server_url}/_stcore/health").text == "ok"


def test_an_old_link_opens_its_flower(server_url):
    flower = (6.3, 2.5, 5.0, 1.9)

    async def visit() -> None:
        async with open_session(server_url, query=link_query(flower)) as (_, first):
            check_answer(first, flower)

    asyncio.run(visit())


def test_twenty_sessions_at_once_never_see_each_others_flowers(server_url):
    async def visit(flowers: list[Specimen]) -> None:
        async with open_session(server_url, query=link_query(flowers[0])) as (session, first):
            check_answer(first, flowers[0])
            for flower in flowers[1:]:
                check_answer(await session.run(sliders(flower)), flower)

    async def visit_all() -> None:
        flowers = random_specimens(IRISES.schema, 20 * 5, seed=5)
        await asyncio.gather(*(visit(flowers[i::20]) for i in range(20)))

    asyncio.run(visit_all())


# Headers and hidden paths


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/api/nothing", "/home", API_QUERY])
def test_every_answer_has_the_security_headers(server_url, path):
    headers = requests.get(server_url + path, allow_redirects=False).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


METRICS = (
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "/%5fstcore/metrics",
    "/_stcore/metrics%0a",
    "/_stcore/metrics%2f",
    "/_stcore/metrics%20",
    "/_stcore/metrics%00",
    "/_stcore%2fmetrics",
    "/_stcore%5cmetrics",
    "/_stcore%252fmetrics",
    "//_stcore/metrics",
    "/_stcore//metrics",
    "/_stcore/./metrics",
    "/x/../_stcore/metrics",
    "/_STCORE/Metrics",
    "/_stcore/metrics?families=session_events",
    "/iris/_stcore/metrics",
)


def status_of(url: str, path: str, method: str = "GET") -> int:
    """Return the status of a path that is sent as it is written."""
    address = urlsplit(url)
    with closing(http.client.HTTPConnection(address.netloc)) as connection:
        connection.request(method, path)
        with connection.getresponse() as answer:
            assert b"session_events" not in answer.read()
            return answer.status


@pytest.mark.parametrize("path", METRICS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_the_servers_own_figures_are_hidden(server_url, path, method):
    assert status_of(server_url, path, method) == 404


@pytest.fixture(scope="module")
def base_path_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose pages are below /iris."""
    folder = tmp_path_factory.mktemp("base")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text('[server]\nbaseUrlPath = "/iris/"\n')
    with running(ELSEWHERE, cwd=folder, health="/iris/_stcore/health") as url:
        yield url


@pytest.mark.parametrize("path", METRICS)
def test_the_servers_own_figures_are_hidden_below_a_base_path(base_path_url, path):
    assert status_of(base_path_url, path) == 404
    assert status_of(base_path_url, f"/iris{path}") == 404


def test_old_addresses_and_the_api_work_below_a_base_path_and_at_the_root(base_path_url):
    for base in ("", "/iris"):
        home = requests.get(f"{base_path_url}{base}/home", allow_redirects=False)
        assert (home.status_code, home.headers["Location"]) == (307, "/iris/")
        old = requests.get(f"{base_path_url}{base}/classify?slen=5.9", allow_redirects=False)
        assert (old.status_code, old.headers["Location"]) == (307, "/iris/?slen=5.9")
        assert requests.get(f"{base_path_url}{base}{API_QUERY}").status_code == 200
    assert requests.get(f"{base_path_url}/iris/home").status_code == 200
    assert requests.get(f"{base_path_url}/irisapi/classify").status_code == 404


# Uploads


@pytest.fixture(scope="module")
def small_budget_url() -> Iterator[str]:
    """A server that lets one address hold 2 MB, seen through no frame but everyone's."""
    settings = {"IRIS_UPLOADS_PER_CLIENT_MB": "2", "IRIS_FRAME_ANCESTORS": "*"}
    with server_with(settings) as url:
        yield url


def test_uploads_beyond_what_one_client_may_hold_are_refused_until_a_file_is_removed(
    small_budget_url,
):
    url = small_budget_url

    async def visit() -> None:
        async with open_session(url) as (one, _), open_session(url) as (other, _):
            assert upload(url, one.id, "a", bytes(MB)) == 204
            assert upload(url, other.id, "b", bytes(MB // 2)) == 204
            assert upload(url, other.id, "c", bytes(MB)) == 413
            assert remove(url, one.id, "a") == 204
            assert upload(url, other.id, "c", bytes(MB)) == 204
            # A session stays for two minutes for its page to come back, and its files with it.
            assert remove(url, other.id, "b") == remove(url, other.id, "c") == 204

    asyncio.run(visit())


def test_an_upload_that_was_refused_holds_nothing(small_budget_url):
    url = small_budget_url

    async def visit() -> None:
        async with open_session(url) as (session, _):
            for _ in range(3):
                assert upload(url, session.id, "a", bytes(3 * MB)) == 413
            assert upload(url, session.id, "a", bytes(MB)) == 204
            assert remove(url, session.id, "a") == 204

    asyncio.run(visit())


def test_a_file_posted_to_the_api_counts_only_while_it_arrives(small_budget_url):
    url, row = f"{small_budget_url}/api/classify", b"5.1,3.5,1.4,0.2\n"
    headers = {"Content-Type": "text/csv"}
    for _ in range(3):
        body = b"slen,swid,plen,pwid\n" + row * (MB // len(row))
        assert requests.post(url, data=body, headers=headers).status_code == 200
    refused = requests.post(url, data=row * (3 * MB // len(row)), headers=headers)
    assert refused.status_code == 413
    assert "2 MB" in refused.json()["error"]


def test_the_frame_policy_can_be_lifted_for_everyone(small_budget_url):
    headers = requests.get(small_budget_url).headers
    assert "Content-Security-Policy" not in headers
    assert "X-Frame-Options" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


# Starting


def test_the_server_finds_everything_from_another_folder_and_logs_nothing_of_its_visitors(tmp_path):
    settings = {"IRIS_FRAME_ANCESTORS": "https://school.example"}
    log = tmp_path / "log.txt"
    with server_with(settings, ELSEWHERE, tmp_path, log) as url:
        headers = requests.get(url + API_QUERY).headers
        assert headers["Content-Security-Policy"] == "frame-ancestors https://school.example"
        assert "X-Frame-Options" not in headers

        async def visit() -> None:
            flower = (6.3, 2.5, 5.0, 1.9)
            async with open_session(url, query=link_query(flower)) as (session, first):
                check_answer(first, flower)
                # 50 MB is what .streamlit/config.toml says; Streamlit's own limit is 200 MB.
                assert upload(url, session.id, "a", bytes(51 * MB)) == 413
                assert upload(url, session.id, "a", b"slen") == 204
                assert session.id not in log.read_text()

        asyncio.run(visit())
        assert "slen" not in log.read_text()


def test_empty_settings_are_none_and_the_log_names_no_visitor(tmp_path):
    log = tmp_path / "log.txt"
    # An empty setting is none, and Streamlit's variables are nothing to uvicorn.
    settings = {"IRIS_UPLOADS_PER_CLIENT_MB": "", "IRIS_FRAME_ANCESTORS": ""}
    settings["STREAMLIT_SERVER_BASE_URL_PATH"] = "elsewhere"
    with server_with(settings, log=log) as url:
        headers = requests.get(url + API_QUERY).headers
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Origin": url}
        handshake = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "c2xlbjU5c3dpZDI4cGw="}
        requests.get(url + API_QUERY, headers=upgrade | handshake)
        requests.get(
            url + API_QUERY, headers=upgrade | handshake | {"Origin": "http://evil.example"}
        )

        async def visit() -> str:
            async with open_session(url) as (session, _):
                again = ["streamlit", "x", session.id]
                address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
                async with connect(address, subprotocols=again, proxy=None):
                    return session.id

        session = asyncio.run(visit())
    lines = log.read_text()
    assert "Uvicorn running" in lines
    assert not any(word in lines for word in ("slen", "/_stcore", session, "evil.example"))
    # The only address in it is the one that the server listens on.
    assert lines.count("127.0.0.1") == 1


def test_streamlit_run_is_the_whole_app_without_the_server():
    with running(STREAMLIT) as url:

        async def visit() -> None:
            flower = (6.3, 2.5, 5.0, 1.9)
            async with open_session(url, query=link_query(flower)) as (_, first):
                check_answer(first, flower)

        asyncio.run(visit())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IRIS_UPLOADS_PER_CLIENT_MB", "lots"),
        ("IRIS_FRAME_ANCESTORS", "'self'\nX-Evil: 1"),
    ],
)
def test_a_wrong_setting_ends_the_server_with_one_sentence(name, value):
    assert ended_by(name, value).startswith(f"error: {name} is “")


def test_a_model_that_is_none_and_a_site_that_is_none_end_the_server_with_one_sentence(tmp_path):
    missing = str(tmp_path / "model.json")
    assert missing in ended_by("IRIS_MODEL", missing)
    assert ended_by("IRIS_CORS_ORIGINS", "school").startswith("error: IRIS_CORS_ORIGINS has “")


def ended_by(name: str, value: str) -> str:
    """Return what a server says that a setting ends."""
    command = [sys.executable, *(part.format(port=free_port()) for part in SERVER)]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: ")
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""
    return ended.stderr


def test_the_server_needs_no_standard_streams(tmp_path):
    port = free_port()
    server = " ".join(part.format(port=port) for part in SERVER)
    closed = f"exec {sys.executable} {server} --no-use-colors <&- >&- 2>&-"
    process = subprocess.Popen(["bash", "-c", closed], cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        (tmp_path / "log.txt").touch()
        wait_until_healthy(process, url, tmp_path / "log.txt")
        file = {"Content-Type": "text/csv"}
        answer = requests.post(f"{url}/api/classify", data=b"a,b\n1,2\n", headers=file)
        assert answer.status_code == 422
        assert requests.get(url).status_code == 200
    finally:
        process.terminate()
        process.wait(timeout=20)


# Requests that no library sends


@pytest.mark.parametrize(
    "request_line",
    [
        "POST /api/classify?columns=slen=Länge HTTP/1.1",
        "GET /api/classify?slen=ä HTTP/1.1",
        "GET /ä HTTP/1.1",
        "BREW /api/classify HTTP/1.1",
        "GET",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_what_is_no_http_is_refused_before_the_program_sees_it(server_url, request_line, encoding):
    address = urlsplit(server_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"{request_line}\r\nHost: iris\r\n\r\n".encode(encoding))
        answer = connection.recv(1000)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.endswith(b"\r\n\r\nInvalid HTTP request received.")


@pytest.mark.parametrize("method", ["DELETE", "PROPFIND", "TRACE", "PUT"])
@pytest.mark.parametrize("path", ["/api/classify", "/api/openapi.json", "/home"])
def test_a_method_that_the_api_does_not_know_is_refused_in_json(server_url, method, path):
    answer = requests.request(method, server_url + path)
    assert answer.status_code == 405
    assert answer.json()["error"]


# Memory


def most_memory(url: str) -> float:
    """Return the most MB that the server at this address has held, its libraries included."""
    port = f"--port={urlsplit(url).port}"
    (server,) = [p for p in psutil.Process().children() if port in p.cmdline()]
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1000


def test_a_small_file_that_means_many_cells_takes_little_memory():
    rows = 50_000  # of 1,000 cells, which take 16 bytes each where all are held
    data = (WIDE + "1\n" * rows).encode()
    with running(SERVER) as url:
        answer = requests.post(f"{url}/api/classify", data=data, headers={"Content-Type": ""})
        assert answer.content.count(b"\n") == rows + 1

        async def visit() -> None:
            async with open_session(url, page="batch") as (session, _):
                shown = (await session.choose_file("wide.csv", data)).of_kind("metric")
                assert shown[0].metric.body == f"{rows:,}"

        asyncio.run(visit())
        assert most_memory(url) < 600
