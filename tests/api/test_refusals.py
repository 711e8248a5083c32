"""A body that is too large: the refusal reaches ordinary clients, and the limit is exact."""

import asyncio
import http.client
import json
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import requests

from tools.servers import SERVER, running
from tools.streamlit_client import open_session, upload

MB = 1024 * 1024
LIMIT = 50 * MB
CSV = {"Content-Type": "text/csv"}
TOO_LARGE = b"5.1,3.5,1.4,0.2\n" * (60 * MB // 16)


def with_requests(url: str) -> tuple[int, bytes]:
    answer = requests.post(url, data=TOO_LARGE, headers=CSV)
    return answer.status_code, answer.content


def with_requests_in_chunks(url: str) -> tuple[int, bytes]:
    chunks = (TOO_LARGE[at : at + MB] for at in range(0, len(TOO_LARGE), MB))
    answer = requests.post(url, data=chunks, headers=CSV)
    return answer.status_code, answer.content


def with_urllib(url: str) -> tuple[int, bytes]:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(url, data=TOO_LARGE, headers=CSV))
    with refused.value as answer:
        return answer.code, answer.read()


def with_http_client(url: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
        connection.request("POST", urlsplit(url).path, TOO_LARGE, CSV)
        answer = connection.getresponse()
        return answer.status, answer.read()


def with_curl(url: str) -> tuple[int, bytes]:
    command = ["curl", "-sS", "-w", "%{http_code}", "--data-binary", "@-", url]
    command += ["-H", "Content-Type: text/csv"]
    answer = subprocess.run(command, input=TOO_LARGE, capture_output=True, check=True).stdout
    return int(answer[-3:]), answer[:-3]


CLIENTS = (with_requests, with_requests_in_chunks, with_urllib, with_http_client, with_curl)


@pytest.mark.parametrize("client", CLIENTS)
def test_every_client_reads_that_a_file_is_too_large(server_url, client):
    status, body = client(f"{server_url}/api/classify")
    assert status == 413
    assert "50 MB" in json.loads(body)["error"]


@pytest.fixture
def small_budget_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("IRIS_UPLOADS_PER_CLIENT_MB", "2")
    with running(SERVER) as url:
        yield url


def test_every_client_reads_that_one_address_uploads_too_much(small_budget_url):
    for client in CLIENTS:
        status, body = client(f"{small_budget_url}/api/classify")
        assert status == 413
        assert json.loads(body)["error"]


def test_who_asks_before_sending_is_refused_at_once(server_url):
    address = urlsplit(server_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(
            b"POST /api/classify HTTP/1.1\r\nHost: iris\r\nContent-Type: text/csv\r\n"
            b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (60 * MB)
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 413")


def test_a_body_beyond_all_bounds_is_not_read_to_its_end(server_url):
    address = urlsplit(server_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(
            b"POST /api/classify HTTP/1.1\r\nHost: iris\r\nContent-Type: text/csv\r\n"
            b"Content-Length: 1000000000000\r\n\r\n"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 413")


def test_a_file_of_exactly_the_limit_is_accepted_by_the_api_and_the_page(server_url):
    url = f"{server_url}/api/classify"
    # It is accepted, and then found to be no table.
    assert requests.post(url, data=bytes(LIMIT), headers=CSV).status_code == 415
    assert requests.post(url, data=bytes(LIMIT + 1), headers=CSV).status_code == 413

    async def visit() -> None:
        async with open_session(server_url) as (session, _):
            assert upload(server_url, session.id, "a", bytes(LIMIT)) == 204
            assert upload(server_url, session.id, "a", bytes(LIMIT + 1)) == 413

    asyncio.run(visit())
