"""Debian's Firefox, driven through WebDriver BiDi: Playwright asks it for more than it knows.

https://www.w3.org/TR/webdriver-bidi/
"""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tools.servers import free_port

ARROW_RIGHT = "\ue014"
# What it wants of its maker goes to a proxy that isn't there.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
}
SECONDS = 60


class Firefox:
    """One tab of a running Firefox."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._send("session.new", capabilities={})
        self._tab = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self._send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression: text, a number, true or false."""
        target = {"context": self._tab}
        answer = self._send(
            "script.evaluate", expression=expression, target=target, awaitPromise=True
        )
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = time.monotonic() + SECONDS
        while not self.ask(expression):
            assert time.monotonic() < deadline, f"never true: {expression}"
            time.sleep(0.1)

    def press(self, key: str) -> None:
        """Press and release a key."""
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._send("input.performActions", context=self._tab, actions=[keyboard])

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message: dict[str, Any] = json.loads(self._connection.recv(SECONDS))
            if message.get("id") == number:
                assert message["type"] == "success", message
                return dict(message["result"])


@contextmanager
def running_firefox(path: str, profile: Path) -> Iterator[Firefox]:
    """Start a Firefox without a window and with a new profile; end it with the block."""
    port = free_port()
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines))
    options = ["--headless", f"--remote-debugging-port={port}", "--profile", str(profile)]
    process = subprocess.Popen(
        [path, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with connected(f"ws://127.0.0.1:{port}/session") as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(timeout=20)


def connected(url: str) -> ClientConnection:
    """Return a connection to a Firefox that may still be starting."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return connect(url, max_size=None)
        except (OSError, WebSocketException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
