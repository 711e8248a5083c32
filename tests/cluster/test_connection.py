"""Addresses where no scheduler is, or none that could do anything: one sentence, no traceback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars
import pytest
from distributed import Client

from tests.cluster.runs import error_of
from tools.dask_cluster import running_cluster


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "flowers.csv"
    file.write_text("slen,swid,plen,pwid\n5.1,3.5,1.4,0.2\n")
    return file


def framed(payload: bytes) -> bytes:
    """A message as Dask frames it."""
    frames = (1).to_bytes(8, "little") + len(payload).to_bytes(8, "little") + payload
    return len(frames).to_bytes(8, "little") + frames


ANSWERS = {
    "zeros": bytes(65_536),
    "ones": b"\xff" * 65_536,
    "an SSH server": b"SSH-2.0-OpenSSH_9.6\r\n",
    "a Redis server": b"-ERR unknown command\r\n",
    "a length of a tebibyte": (2**40).to_bytes(8, "little") + bytes(100),
    "billions of frames": (16).to_bytes(8, "little") + (2**33).to_bytes(8, "little") + bytes(100),
    "a number": framed(b"\x05"),
    "an empty map": framed(b"\x80"),
    "no MessagePack": framed(b"\xc1"),
    "nothing, closed at once": None,
}


@contextmanager
def answering(answer: bytes | None) -> Iterator[str]:
    """The address of a server that answers whoever connects with some bytes; None: it closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connections.append(connection)
                if answer is None:
                    connection.close()
                else:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in connections:
            connection.close()


@pytest.mark.parametrize("what", ANSWERS)
def test_an_answer_of_another_kind_is_one_sentence(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    with answering(ANSWERS[what]) as address:
        error = error_of(capsys, str(table), "-o", str(tmp_path / "out"), "--dask", address)
    assert f"No Dask scheduler answers at “{address}”." in error
    assert not error.endswith("()\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("impatient")
def test_a_web_server_is_one_sentence(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), QuietHandler) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"tcp://127.0.0.1:{server.server_port}"
        error = error_of(capsys, str(table), "-o", str(tmp_path / "out"), "--dask", address)
        server.shutdown()
    assert f"No Dask scheduler answers at “{address}”." in error


class QuietHandler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_the_address_of_a_worker_is_one_sentence(
    scheduler: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Client(scheduler, set_as_default=False) as client:
        address = next(iter(client.scheduler_info()["workers"]))
    error = error_of(capsys, str(table), "-o", str(tmp_path / "out"), "--dask", address)
    assert f"No Dask scheduler answers at “{address}”." in error


def test_a_worker_with_another_version_of_a_package_is_one_sentence(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "cluster" / "polars-0.1.dist-info"  # where its workers look first
    older.mkdir(parents=True)
    (older / "METADATA").write_text("Metadata-Version: 2.1\nName: polars\nVersion: 0.1\n")
    with running_cluster(tmp_path / "cluster", workers=1) as cluster:
        error = error_of(capsys, str(table), "-o", str(tmp_path / "out"), "--dask", cluster.address)
    assert f"Workers need polars {polars.__version__}, as here, but one has 0.1: install" in error
    assert not (tmp_path / "out").exists()
