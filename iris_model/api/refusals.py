"""Refusals that reach the client: most programs read a response only after sending the body."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iris_model.api.middleware import METHODS_WITH_BODY

_SECONDS = 120
_ERROR = 400


class ReadOn:
    """Sends a refusal at once, then reads the rest of the body, up to a bound, before closing.

    Otherwise a client that is still sending finds the connection broken and never reads why. A
    client that announces more, or waits for `100 Continue`, is not read from.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        """Take the bound in bytes."""
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if not self._may_read_on(scope):
            await self._app(scope, receive, send)
            return
        waits = Headers(scope=scope).get("expect", "").lower() == "100-continue"
        arrived, complete, refused = 0, False, False

        async def receive_noted() -> Message:
            nonlocal arrived, complete, waits
            message = await receive()
            arrived += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            waits = False
            return message

        async def send_and_read_on(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = message["status"] >= _ERROR
            last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if refused and last and not complete and not waits:
                await send({**message, "more_body": True})
                with suppress(TimeoutError):
                    async with asyncio.timeout(_SECONDS):
                        while not complete and arrived <= self._most:
                            await receive_noted()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, receive_noted, send_and_read_on)

    def _may_read_on(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in METHODS_WITH_BODY:
            return False
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "")
        return (announced.isdecimal() and 0 < int(announced) <= self._most) or (
            "transfer-encoding" in headers
        )
