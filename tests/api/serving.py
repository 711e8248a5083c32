"""The HTTP API around any model, on a real connection, without the pages."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
import uvicorn

from iris_model.api.routes import create_api
from iris_model.model import Model

LARGEST = 2_000_000
"""Bytes of a body."""


@contextmanager
def served(model: Model, origins: str = "", largest: int = LARGEST) -> Iterator[str]:
    """Serve a model's API until the block ends; yield its address."""
    app = create_api(model, largest, origins)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            host, port = listening.getsockname()
            yield f"http://{host}:{port}"
        finally:
            server.should_exit = True
            thread.join()


def refused(response: requests.Response, status: int) -> str:
    """Return the message of an answer that has to be an error and nothing else."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert [*body] == ["error"]
    assert body["error"]
    return body["error"]
