"""ASGI middleware: response headers, hidden paths, routes to another application."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEGABYTE = 1024 * 1024
_SEPARATORS = re.compile(r"(?:/\.(?=/)|[/\\\s\x00-\x1f])+")
"""Separators of the parts of a path: slashes of both kinds, blanks, `/./`."""
METHODS_WITH_BODY = ("PATCH", "POST", "PUT")


class SecurityHeaders:
    """Sets headers of every HTTP response, replacing any of the same name."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
        self._names = {name for name, _ in self._headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [header for header in message["headers"] if header[0] not in self._names]
                message["headers"] = others + self._headers
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class HiddenPaths:
    """Answers 404 to paths with a hidden part, in any spelling and after any prefix."""

    def __init__(self, app: ASGIApp, parts: Sequence[str]) -> None:
        """Take the parts in lower case, with single slashes: `/_stcore/metrics`."""
        self._app = app
        self._parts = tuple(parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        hidden = scope["type"] == "http" and self._hides(scope["path"])
        app = JSONResponse({"error": "Not Found"}, status_code=404) if hidden else self._app
        await app(scope, receive, send)

    def _hides(self, path: str) -> bool:
        # A route also takes a line break at its end; proxies and file systems resolve the rest.
        plain = _SEPARATORS.sub("/", unquote(path)).lower()
        return any(part in plain for part in self._parts)


class Detour:
    """Routes some paths to another application, past the middleware that follows.

    They are matched at the root and below the base path, which becomes the other's root path.
    """

    def __init__(
        self,
        app: ASGIApp,
        other: ASGIApp,
        paths: re.Pattern[str],
        base_path: str = "",
    ) -> None:
        """Take paths without the base path, which is empty or such as `/iris`."""
        self._app = app
        self._other = other
        self._paths = paths
        self._base_path = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope["path"].removeprefix(self._base_path) if scope["type"] == "http" else ""
        if not self._paths.fullmatch(path):
            await self._app(scope, receive, send)
            return
        if self._base_path:
            base = scope.get("root_path", "") + self._base_path
            scope = {**scope, "root_path": base, "path": base + path}
        await self._other(scope, receive, send)
