"""The limit of open files and connections, and refusals before it is reached."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

if sys.platform != "win32":
    import resource

_WANTED = 65_536
_RESERVE = 0.125
"""Share of the descriptors kept for requests without a session: files, health checks, API."""
_WORDS = "Too many pages are open on this server at the moment. Please try again in a minute."
_PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="60">
<title>Too many visitors</title>
<p style="font: 1.1rem sans-serif; max-width: 30em; margin: 20vh auto; padding: 0 1em">{_WORDS}</p>
</html>
"""
_REFUSAL = {"error": _WORDS}
_LATER = {"Retry-After": "60", "Cache-Control": "no-store"}


def raise_limit() -> None:
    """Raise the limit of open descriptors to the hard limit, at most 65,536."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # macOS refuses more than the kernel's own limit
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def has_room() -> bool:
    """Return whether descriptors are left for another session."""
    if sys.platform == "win32":
        return True
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    opened = sum(1 for _ in os.scandir("/dev/fd"))
    return limit == resource.RLIM_INFINITY or opened < limit * (1 - _RESERVE)


class RoomForSessions:
    """Refuses new pages and sessions with 503 before descriptors run out."""

    def __init__(
        self, app: ASGIApp, has_room: Callable[[], bool], make_room: Callable[[], bool]
    ) -> None:
        self._app = app
        self._has_room = has_room
        self._make_room = make_room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        session = scope["type"] == "websocket"
        app = self._app
        if (session or _is_page(scope)) and not self._find_room():
            app = (
                JSONResponse(_REFUSAL, 503, _LATER) if session else HTMLResponse(_PAGE, 503, _LATER)
            )
        await app(scope, receive, send)

    def _find_room(self) -> bool:
        while not self._has_room():
            if not self._make_room():
                return self._has_room()
        return True


def _is_page(scope: Scope) -> bool:
    """Return whether a browser asks for a page, which will open a session."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
    )
