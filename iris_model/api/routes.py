"""The HTTP API: `/api/classify` for a specimen or a file, and redirects for old links."""

import os
import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlencode

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from iris_model.api import errors
from iris_model.api.files import NOTES, FileClassifier
from iris_model.api.openapi import openapi_document
from iris_model.api.specimens import Specimens
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_storage import model_bytes
from iris_model.validation import shorten

PATHS = re.compile(r"/api(?:/.*)?|/home|/classify", re.DOTALL)
_ORIGIN = re.compile(r"https?://[^\s/*,]+")
_JSON_HEADER = (b"content-type", b"application/json")


def create_api(model: Model, largest_file: int, origins: str | None = None) -> Starlette:
    """Return the ASGI application that answers `/api/…`, `/home` and `/classify`.

    largest_file limits a body, in bytes. origins lists the sites whose pages may use the API,
    separated by commas, or `*`; the default is IRIS_CORS_ORIGINS, else no other site.
    """
    if origins is None:
        origins = os.environ.get("IRIS_CORS_ORIGINS", "")
    specimens = Specimens(model)
    files = FileClassifier(model, specimens, largest_file)
    old_links = _OldLinks([m.parameter for m in model.schema.measurements])
    api = Starlette(
        routes=[
            Route("/api/classify", Classify(specimens, files), methods=["GET", "POST"]),
            Route("/api/model", _whole(model_bytes(model), "model.json")),
            Route("/api/openapi.json", _whole(msgspec.json.encode(openapi_document(model.schema)))),
            Route("/home", old_links.form),
            Route("/classify", old_links.answer),
        ],
        middleware=_cross_origin(origins),
        exception_handlers={
            IrisError: errors.unreadable,
            HTTPException: errors.refused,
            Exception: errors.fault,
        },
    )
    # A redirect that adds a slash would lead to whatever host the request claims.
    api.router.redirect_slashes = False
    return api


class Classify:
    """Answers a specimen, or a file with a file.

    Starlette's wrapper would add a quarter to a request's time.
    """

    def __init__(self, specimens: Specimens, files: FileClassifier) -> None:
        self._specimens = specimens
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] == "POST":
            response = await self._files.respond(Request(scope, receive))
            await response(scope, receive, send)
            return
        body = self._specimens.answer_to(scope["query_string"])
        length = (b"content-length", b"%d" % len(body))
        headers = [length, _JSON_HEADER]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _whole(body: bytes, filename: str | None = None) -> Callable[[Request], Awaitable[Response]]:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'} if filename else None

    async def respond(_: Request) -> Response:
        return Response(body, media_type=errors.JSON, headers=headers)

    return respond


class _OldLinks:
    """The tutorial program's addresses, redirected to the front page."""

    def __init__(self, parameters: Sequence[str]) -> None:
        self._parameters = parameters

    async def form(self, request: Request) -> Response:
        return _to_front_page(request)

    async def answer(self, request: Request) -> Response:
        query = request.query_params.multi_items()
        return _to_front_page(request, [(k, v) for k, v in query if k in self._parameters])


def _to_front_page(request: Request, query: Sequence[tuple[str, str]] = ()) -> Response:
    front_page = f"{request.scope['root_path']}/"
    return RedirectResponse(f"{front_page}?{urlencode(query)}" if query else front_page)


def _cross_origin(text: str) -> list[Middleware]:
    origins = [origin.strip().rstrip("/") for origin in text.split(",") if origin.strip()]
    for origin in origins:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise IrisError(
                f"IRIS_CORS_ORIGINS has “{shorten(origin)}”: write sites such as "
                "https://example.org, separated by commas, or *."
            )
    if not origins:
        return []
    methods, exposed = ("GET", "POST"), (NOTES, "Content-Disposition")
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=methods,
            allow_headers=("*",),
            expose_headers=exposed,
        )
    ]
