"""Real servers for tests: started cold on a free port, stopped with the test."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
STARTUP_SECONDS = 60
STREAMLIT = ("-m", "streamlit", "run", "app.py", "--server.headless=true", "--server.port={port}")
SERVER = ("-m", "uvicorn", "server:app", "--port={port}")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    arguments: Sequence[str] = STREAMLIT,
    *,
    cwd: Path = ROOT,
    log: Path | None = None,
    python: Path = Path(sys.executable),
    port: int | None = None,
    health: str = "/_stcore/health",
) -> Iterator[str]:
    """Run `python ARGUMENTS` until the block ends; yield its URL once it is healthy.

    `{port}` in an argument is the port, a free one by default. Output goes to log.
    """
    port = port or free_port()
    command = [str(python), *(argument.format(port=port) for argument in arguments)]
    log = log or Path("/dev/null")
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, url, log, health)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_healthy(
    process: "subprocess.Popen[bytes]", url: str, log: Path, health: str = "/_stcore/health"
) -> None:
    """Wait for the server's health check; fail if it ends or takes too long."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url + health, timeout=2) as response:
                if response.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not come up:\n{log.read_text(errors='replace')}")
