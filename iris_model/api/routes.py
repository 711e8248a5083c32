"""The HTTP API: `/api/classify` for a flower or a file, and where the old program's links lead.

A Starlette application that knows no Streamlit. Whatever is wrong with a request is answered with
`{"error": "…"}`: 404, 405, 413 and 415 for bodies, 422 for values that can't be read.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlencode

import orjson
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from iris_model.answer.answer import answer
from iris_model.api.files import FileClassifier
from iris_model.api.openapi import openapi_document
from iris_model.dataset import MEASUREMENTS, Dataset, Flower
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.validation import parse_flower

PATHS = re.compile(r"/api(?:/.*)?|/home|/classify", re.DOTALL)
_PARAMETERS = {measurement.name: measurement.parameter for measurement in MEASUREMENTS}
_REMEMBERED_ANSWERS = 4096
"""About 8 MB: an answer is 1.5 KB of JSON that depends on nothing but the flower."""


def create_api(model: Model, dataset: Dataset, largest_file: int) -> Starlette:
    """Return the ASGI application that answers `/api/…`, `/home` and `/classify`.

    largest_file, in bytes, limits the body of a request.
    """
    api = Starlette(
        routes=[
            Route(
                "/api/classify",
                Classify(model, dataset, FileClassifier(model, largest_file)),
                methods=["GET", "POST"],
            ),
            Route("/api/openapi.json", _describe, methods=["GET"]),
            Route("/home", _old_form, methods=["GET"]),
            Route("/classify", _old_answer, methods=["GET"]),
        ],
        exception_handlers={IrisError: _unreadable, HTTPException: _refused, Exception: _fault},
    )
    # The slash of a redirect would be put behind whatever host the request claims to be for.
    api.router.redirect_slashes = False
    return api


class Classify:
    """`/api/classify`: an answer to a flower, or a file with answers to a file.

    An ASGI application, as Starlette's frame around a function takes a quarter of a bare request's.
    """

    def __init__(self, model: Model, dataset: Dataset, files: FileClassifier) -> None:
        @lru_cache(maxsize=_REMEMBERED_ANSWERS)
        def answer_json(flower: Flower) -> bytes:
            # The json module would spend a fifth of the whole time on the digits of 45 numbers.
            return orjson.dumps(answer(model, dataset, flower))

        self._answer_json = answer_json
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises IrisError and HTTPException for what is wrong with it."""
        response: Response
        if scope["method"] == "POST":
            response = await self._files.respond(Request(scope, receive))
        else:
            flower = flower_from_query(QueryParams(scope["query_string"]))
            response = Response(self._answer_json(flower), media_type="application/json")
        await response(scope, receive, send)


def flower_from_query(query: QueryParams) -> Flower:
    """Return the flower (cm) that a query gives by slen, swid, plen and pwid.

    Raises IrisError, naming the parameter, when one is missing, repeated or can't be read.
    """
    for parameter in _PARAMETERS.values():
        if len(query.getlist(parameter)) > 1:
            raise IrisError(f"{parameter} is given more than once: give it once.")
    return parse_flower({name: query.get(p) for name, p in _PARAMETERS.items()}, names=_PARAMETERS)


async def _describe(_: Request) -> Response:
    return JSONResponse(openapi_document())


async def _old_form(request: Request) -> Response:
    return _to_front_page(request)


async def _old_answer(request: Request) -> Response:
    return _to_front_page(
        request,
        [(k, v) for k, v in request.query_params.multi_items() if k in _PARAMETERS.values()],
    )


def _to_front_page(request: Request, query: Sequence[tuple[str, str]] = ()) -> Response:
    front_page = f"{request.scope['root_path']}/"
    return RedirectResponse(f"{front_page}?{urlencode(query)}" if query else front_page)


def _error(message: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": message}, status_code=status, headers=headers)


async def _unreadable(_: Request, error: Exception) -> Response:
    return _error(str(error), 422)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error(error.detail, error.status_code, error.headers)


async def _fault(*_: object) -> Response:
    return _error("The server has a fault, which its log describes.", 500)
