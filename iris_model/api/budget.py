"""How many bytes of uploads one client may hold."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iris_model.api.middleware import MEGABYTE, METHODS_WITH_BODY

_ERROR = 400


class UploadBudget:
    """Refuses uploads with 413 once one client holds more than a limit.

    A client is an address. It holds arriving bodies and the files in its sessions until they are
    removed or the session ends (in Streamlit, two minutes after its page is closed). With a proxy,
    the server must know whose X-Forwarded-For to trust.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        stored: Callable[[], Mapping[str, int]],
        session_path: re.Pattern[str],
    ) -> None:
        """Take the limit in bytes and the bytes stored by session.

        The first group of session_path, an upload's path, matches the session.
        """
        self._app = app
        self._limit = limit
        self._stored = stored
        self._session_path = session_path
        self._arriving: Counter[str] = Counter()
        self._owners: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] not in METHODS_WITH_BODY:
            await self._app(scope, receive, send)
            return
        client = scope["client"][0] if scope["client"] else ""
        arrived = 0

        def release() -> None:
            nonlocal arrived
            self._arriving[client] -= arrived
            self._arriving += Counter()  # drops the zeros
            arrived = 0

        async def receive_counted() -> Message:
            nonlocal arrived
            message = await receive()
            size = len(message.get("body", b""))
            arrived += size
            self._arriving[client] += size
            if size and self._held(client) > self._limit:
                raise HTTPException(413, self._refusal())
            return message

        async def send_released(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= _ERROR:
                release()  # what is refused is held no more, though the rest of it may be read
            await send(message)

        try:
            await self._app(scope, receive_counted, send_released)
        finally:
            release()
            self._note_owner(scope["path"], client)

    def _held(self, client: str) -> int:
        stored = self._stored()
        kept = sum(size for session, size in stored.items() if self._owners.get(session) == client)
        return kept + self._arriving[client]

    def _note_owner(self, path: str, client: str) -> None:
        """Remember who uploads to a session; forget sessions that keep nothing."""
        session = self._session_path.search(path)
        if session:
            self._owners.setdefault(session[1], client)
        stored = self._stored()
        self._owners = {s: owner for s, owner in self._owners.items() if s in stored}

    def _refusal(self) -> str:
        return (
            f"More than {self._limit // MEGABYTE} MB are uploaded from one address. "
            "Remove an uploaded file, or close the page that holds it."
        )
