"""Results in temporary files, made in a thread while the client waits for them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from tempfile import TemporaryFile
from threading import Event
from typing import IO, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from iris_model.api.middleware import MEGABYTE

T = TypeVar("T")


def spooled(pieces: Iterable[bytes | memoryview], stop: Event) -> IO[bytes]:
    """Return a temporary file with all pieces; raise ClientDisconnect if told to stop."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(TemporaryFile())
        for piece in pieces:
            check_waited_for(stop)
            file.write(piece)
        file.seek(0)
        on_failure.pop_all()
    return file


def check_waited_for(stop: Event) -> None:
    """Raise ClientDisconnect if told to stop."""
    if stop.is_set():
        raise ClientDisconnect


async def while_waited_for(request: Request, work: Callable[[Event], T]) -> T:
    """Return the result of work in a thread; tell it to stop if the client disconnects."""
    stop = Event()
    working = asyncio.ensure_future(run_in_threadpool(work, stop))
    going = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, going}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            stop.set()
        return await working
    except ClientDisconnect as error:
        raise HTTPException(400, "The client has gone.") from error
    finally:
        stop.set()
        going.cancel()


class Sent(StreamingResponse):
    """Sends a file and closes it, even if the client disconnects before the first byte."""

    def __init__(
        self, file: IO[bytes], media_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        pieces = iter(lambda: file.read(MEGABYTE), b"")
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        with self._file:
            await super().__call__(scope, receive, send)
