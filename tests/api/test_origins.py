"""Which web pages may open a session: those of this server, and of the hosts that it is told."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tools.servers import SERVER, running

CONFIGURED = """
[server]
corsAllowedOrigins = ["https://school.example"]
"""
FOREIGN = (
    "https://evil.example",
    "http://127.0.0.1.evil.example",
    "https://school.example.evil.example",
    "null",
    "",
    "file://",
    "http://[::1",
    "http://@",
    "nonsense",
)


def status(url: str, origin: str | None) -> int:
    """Return what a WebSocket handshake that names this origin is answered with; 101 is welcome."""

    async def shake_hands() -> int:
        try:
            async with connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=["streamlit"],
                additional_headers={} if origin is None else {"Origin": origin},
                proxy=None,
            ):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    return asyncio.run(shake_hands())


@pytest.fixture(scope="module")
def configured_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has been told one more host, started in a folder with settings of its own."""
    folder = tmp_path_factory.mktemp("configured")
    settings = folder / ".streamlit"
    settings.mkdir()
    (settings / "config.toml").write_text(CONFIGURED)
    root = Path(__file__).parents[2]
    with running((*SERVER, f"--app-dir={root}"), cwd=folder) as url:
        yield url


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_site_is_refused(server_url, origin):
    assert status(server_url, origin) == 403


def test_a_page_of_this_server_is_welcome_and_so_is_a_program(server_url):
    assert status(server_url, server_url) == 101
    assert status(server_url, None) == 101


def test_a_host_that_the_server_is_told_is_welcome(configured_url):
    assert status(configured_url, "https://school.example") == 101
    assert status(configured_url, "https://other.example") == 403


def test_no_handshake_asks_the_network_who_the_server_is(tmp_path, monkeypatch):
    """Streamlit would ask a host on the internet, and everyone would wait for the answer."""
    with socket.create_server(("127.0.0.1", 0)) as network:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{network.getsockname()[1]}")
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{network.getsockname()[1]}")
        settings = tmp_path / ".streamlit"
        settings.mkdir()
        (settings / "config.toml").write_text(CONFIGURED)
        root = Path(__file__).parents[2]
        with running((*SERVER, f"--app-dir={root}"), cwd=tmp_path) as url:
            for origin in ("https://evil.example", "https://school.example", "http://localhost:1"):
                status(url, origin)
        network.setblocking(False)
        with pytest.raises(BlockingIOError):
            network.accept()
