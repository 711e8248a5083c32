"""`POST /api/classify`: a CSV file in, the classified CSV out, through temporary files.

Memory does not grow with the file. The output is finished before its first byte is sent, so that
an error in the last line still gets its status.
"""

from asyncio import Semaphore
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from iris_model.api.middleware import MEGABYTE
from iris_model.cli.classify import parse_columns
from iris_model.errors import IrisError
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.files.reading.layout import Overrides
from iris_model.model import Model
from iris_model.validation import shorten

_MEDIA_TYPES = (
    "",  # whoever names none may well send a table
    "application/csv",
    "application/octet-stream",
    "application/vnd.ms-excel",  # what browsers on Windows call a CSV file
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
)
_SWITCH = {"1": True, "true": True, "0": False, "false": False}
_OPTIONS = ("columns", "raw")
_AT_ONCE = 2
"""Files classified side by side; each is worked on by all cores."""


class FileClassifier:
    """The endpoint for whole files."""

    def __init__(self, model: Model, largest: int) -> None:
        """Take the model and the size in bytes of the largest body to accept."""
        self._model = model
        self._largest = largest
        self._free = Semaphore(_AT_ONCE)

    async def respond(self, request: Request) -> Response:
        """Return the classified file.

        Raises HTTPException with 413 or 415, and IrisError for a body that is no table of flowers
        or an option that can't be read.
        """
        _check_media_type(request)
        columns, raw = _read_options(request.query_params)
        with TemporaryFile() as body:
            await self._receive(request, body)
            async with self._free:
                classified = await run_in_threadpool(
                    classify_file, body, Overrides(columns=columns), self._model, raw=raw
                )
        return StreamingResponse(
            _sent(classified),
            media_type="text/csv",
            headers={"Content-Disposition": 'attachment; filename="classified.csv"'},
        )

    async def _receive(self, request: Request, body: IO[bytes]) -> None:
        """Write the body of a request into a file, and go to its beginning."""
        too_large = HTTPException(
            413,
            f"The file is larger than {self._largest / MEGABYTE:g} MB: send it in parts, "
            "or use the command line.",
        )
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._largest:
            raise too_large
        try:
            async for chunk in request.stream():
                if body.tell() + len(chunk) > self._largest:
                    raise too_large
                body.write(chunk)
        except ClientDisconnect as error:
            raise HTTPException(400, "The file broke off.") from error
        body.seek(0)


def classify_file(
    body: IO[bytes], overrides: Overrides, model: Model, *, raw: bool = False
) -> IO[bytes]:
    """Return a temporary file with the classified rows of a file, to be closed by the caller.

    Raises HTTPException with 415 for what is no delimited text, IrisError for a text that is no
    table of flowers.
    """
    # Polars would slow down servers that only ever see single flowers.
    from iris_model.files.reading.blocks import read_chunks
    from iris_model.files.reading.recognition import HEAD_BYTES, recognise
    from iris_model.files.tables import csv_header
    from iris_model.files.whole_files import Summary, classify_stream

    head = body.read(HEAD_BYTES)
    body.seek(0)
    try:
        refuse_other_kinds(head)
    except IrisError as error:
        raise HTTPException(415, str(error)) from error
    layout = recognise(head, overrides=overrides)
    with ExitStack() as on_failure:
        classified = on_failure.enter_context(TemporaryFile())
        classified.write(csv_header(layout, raw=raw))
        for rows in classify_stream(read_chunks(body), layout, model, Summary(), raw=raw):
            classified.write(rows)
        classified.seek(0)
        on_failure.pop_all()
    return classified


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(MEGABYTE):
            yield chunk


def _check_media_type(request: Request) -> None:
    """Raise HTTPException unless the headers say that the body may be a CSV file as it is."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise HTTPException(
            415,
            f"The body is announced as “{shorten(media_type)}”: send the CSV file itself, "
            "as Content-Type: text/csv.",
        )
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise HTTPException(
            415, f"The body is announced as “{shorten(encoding)}”: send it without compression."
        )


def _read_options(query: QueryParams) -> tuple[dict[str, str], bool]:
    """Return the columns that the query names, and whether cells shall stay raw."""
    for option in query:
        if option not in _OPTIONS:
            raise IrisError(f"There is no option “{shorten(option)}”: columns and raw are options.")
        if len(query.getlist(option)) > 1:
            raise IrisError(f"{option} is given more than once: give it once.")
    raw = query.get("raw", "0").lower()
    if raw not in _SWITCH:
        raise IrisError(f"raw is “{shorten(raw)}”: give 1 or 0.")
    columns = query.get("columns")
    return parse_columns(columns, option="columns") if columns else {}, _SWITCH[raw]
