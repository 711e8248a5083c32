"""Error responses: `{"error": "…"}`."""

from collections.abc import Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"


class Problem(msgspec.Struct, frozen=True):
    """Why a request was not answered."""

    error: str


def problem(message: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error response with a message."""
    body = msgspec.json.encode(Problem(message))
    return Response(body, status_code=status, headers=headers, media_type=JSON)


async def unreadable(_: Request, error: Exception) -> Response:
    """Respond with 422 to values that can't be read."""
    return problem(str(error), 422)


async def refused(_: Request, error: Exception) -> Response:
    """Respond to a request that can't be served."""
    assert isinstance(error, HTTPException)
    return problem(error.detail, error.status_code, error.headers)


async def fault(*_: object) -> Response:
    """Respond with 500 to a fault of this program."""
    return problem("The server has a fault, which its log describes.", 500)
