"""Static files, compressed once when first requested."""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Types worth compressing. (Python's own guesses depend on the machine.)"""
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
"""gzip in Accept-Encoding; a weight of 0 refuses it."""
_HASHED = re.compile(r"\.[\w-]{8}\.\w+$")
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_INDEX = "index.html"


class CompressedFiles:
    """Serves a folder's text files from memory to clients that accept gzip.

    index.html, or what index gives instead, is the root and each page. Browsers keep files with a
    hash in their name for good and revalidate the others. Other requests pass through.
    """

    def __init__(
        self,
        app: ASGIApp,
        folder: Path,
        base_path: str = "",
        pages: Iterable[str] = (),
        index: Callable[[], bytes] | None = None,
    ) -> None:
        self._app = app
        self._index = folder / _INDEX
        self._read_index = index or self._index.read_bytes
        self._packed: dict[Path, asyncio.Task[tuple[bytes, str]]] = {}
        self._files = {
            f"{base_path}/{file.relative_to(folder).as_posix().removesuffix(_INDEX)}": file
            for file in folder.rglob("*")
            if file.suffix in _MEDIA_TYPES
        } | {f"{base_path}/{page}": self._index for page in pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        file = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if not file or not _takes_gzip(scope):
            await self._app(scope, receive, send)
            return
        content, tag = await self._pack(file)
        headers = {
            "Cache-Control": _FOREVER if _HASHED.search(file.name) else _ASK_AGAIN,
            "ETag": tag,
            "Vary": "Accept-Encoding",
        }
        if Headers(scope=scope).get("if-none-match") == tag:
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return
        headers["Content-Encoding"] = "gzip"
        media_type = _MEDIA_TYPES[file.suffix]
        await Response(content, headers=headers, media_type=media_type)(scope, receive, send)

    async def _pack(self, file: Path) -> tuple[bytes, str]:
        """Return a file's compressed content and tag; concurrent requests share the work."""
        if file not in self._packed:
            read = self._read_index if file == self._index else file.read_bytes
            self._packed[file] = asyncio.create_task(run_in_threadpool(_pack, read))
        return await asyncio.shield(self._packed[file])


def _pack(read: Callable[[], bytes]) -> tuple[bytes, str]:
    content = gzip.compress(read(), mtime=0)
    return content, f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def _takes_gzip(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return (
        scope["method"] in ("GET", "HEAD")
        and "range" not in headers
        and bool(_GZIP.search(headers.get("accept-encoding", "")))
    )
