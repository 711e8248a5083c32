"""Which web pages may open a session."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})
_REFUSAL = {"error": "A page of another site can't open a session here."}


class KnownOrigins:
    """Refuses with 403 the WebSockets that other sites' pages open in a browser.

    Pages of the requested host, this machine and the given hosts may open them, and so may requests
    without an origin, which don't come from browsers.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """Take the other hosts, without scheme and port; `*` allows every page."""
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        foreign = scope["type"] == "websocket" and not self._welcome(Headers(scope=scope))
        app = JSONResponse(_REFUSAL, status_code=403) if foreign else self._app
        await app(scope, receive, send)

    def _welcome(self, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        if not origins or "*" in self._hosts:
            return True
        try:
            origin = urlsplit(origins[0])
            host = origin.hostname
        except ValueError:
            return False
        if len(origins) > 1 or not host:
            return False
        return origin.netloc == headers.get("host") or host in self._hosts


def host_of(address: str) -> str:
    """Return the host of an address, with or without scheme; empty if it has none."""
    try:
        return urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
