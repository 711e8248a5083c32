"""A real nginx with deploy/nginx.conf before real server processes, on free ports."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.install_nginx import installed_nginx
from tools.servers import ROOT, SERVER, free_port, wait_until_healthy

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
_PORTS = ("8501", "8502")
_NGINX_PORT = "8080"
_STOP_SECONDS = 20


@dataclass
class Process:
    """A running program, its port and its log."""

    command: list[str]
    port: int
    log: Path
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """Return its own address, past nginx."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return its number, a new one after a restart."""
        return self.process.pid

    def kill(self) -> None:
        """End it without warning."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """Start it again; return once it is healthy."""
        self.process = _start(self.command, self.log, self.environment)
        wait_until_healthy(self.process, self.url, self.log)


@dataclass
class Deployment:
    """What deploy/nginx.conf describes."""

    url: str
    log: Path
    """What nginx writes."""
    processes: tuple[Process, ...]


@contextmanager
def deployed(
    folder: Path, processes: int = len(_PORTS), environment: Mapping[str, str] | None = None
) -> Iterator[Deployment]:
    """Run nginx before so many server processes until the block ends; logs go to the folder.

    environment is added to ours.
    """
    nginx, text = installed_nginx(), CONFIGURATION.read_text(encoding="utf-8")
    assert nginx, "no nginx: run `make nginx`"
    ports = {port: free_port() for port in (*_PORTS, _NGINX_PORT)}
    unused = tuple(f"server 127.0.0.1:{port} " for port in _PORTS[processes:])
    lines = text.splitlines(keepends=True)
    text = "".join(line for line in lines if not unused or not line.strip().startswith(unused))
    for port, free in ports.items():
        assert port in _PORTS[processes:] or f"127.0.0.1:{port}" in text
        text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{free}")
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    with ExitStack() as stack:
        started = []
        for name in _PORTS[:processes]:
            command = [sys.executable, *(a.format(port=ports[name]) for a in SERVER)]
            log = folder / f"{name}.log"
            started.append(
                stack.enter_context(_running(command, ports[name], log, environment or {}))
            )
        # Started by root, nginx works as somebody who may not enter a folder of ours.
        orders = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
        command = [nginx, "-e", "stderr", "-p", str(folder), "-c", "nginx.conf", "-g", orders]
        log = folder / "nginx.log"
        front = stack.enter_context(_running(command, ports[_NGINX_PORT], log, {}))
        yield Deployment(front.url, log, tuple(started))


@contextmanager
def _running(
    command: list[str], port: int, log: Path, environment: Mapping[str, str]
) -> Iterator[Process]:
    running = Process(command, port, log, environment, _start(command, log, environment))
    try:
        wait_until_healthy(running.process, running.url, log)
        yield running
    finally:
        running.process.terminate()
        try:
            running.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()


def _start(
    command: list[str], log: Path, environment: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
