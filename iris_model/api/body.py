"""The body of `POST /api/classify`: a table, a form with one file, or rows of JSON."""

from collections.abc import AsyncGenerator
from typing import IO, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from iris_model.api.errors import JSON
from iris_model.api.middleware import MEGABYTE
from iris_model.errors import IrisError
from iris_model.validation import shorten

FORM = "multipart/form-data"
_MOST_FIELDS = 20
FILES = (
    "application/gzip",
    "application/octet-stream",
    "application/vnd.apache.arrow.file",
    "application/vnd.apache.parquet",
    "application/vnd.ms-excel",  # what browsers on Windows call a CSV file, too
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
)
"""Media types of tables that are not text."""
_MEDIA_TYPES = (
    "",  # whoever names none may well send a table
    JSON,
    FORM,
    *FILES,
    "application/csv",
    "application/x-gzip",
    "application/x-zip-compressed",
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
)


class Form(NamedTuple):
    """What a form holds."""

    file: IO[bytes]
    """To be closed by the caller."""
    charset: str | None
    """Charset of the file, if its part names one."""
    fields: list[tuple[str, str]]
    """The other fields, which are options."""


def media_type(headers: Headers) -> tuple[str, str | None]:
    """Return the media type and the charset in the headers.

    Raises HTTPException with 415 for a body that can't be a table.
    """
    announced, _, parameters = headers.get("content-type", "").partition(";")
    kind = announced.strip().lower()
    if kind not in _MEDIA_TYPES:
        raise HTTPException(
            415,
            f"The body is announced as “{shorten(kind)}”: send the file itself as Content-Type: "
            f"text/csv, a form with it ({FORM}, curl -F file=@FILE), or rows as {JSON}.",
        )
    encoding = headers.get("content-encoding", "identity").strip().lower()
    compressed_file = encoding == "gzip" and kind not in (JSON, FORM)  # read whatever it is called
    if encoding != "identity" and not compressed_file:
        raise HTTPException(
            415, f"The body is announced as “{shorten(encoding)}”: send it without compression."
        )
    return kind, _charset(parameters)


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or None
    return None


async def read_form(headers: Headers, body: IO[bytes]) -> Form:
    """Return a form's contents; raise IrisError unless it has exactly one file."""
    parser = MultiPartParser(headers, _chunks(body), max_files=1, max_fields=_MOST_FIELDS)
    try:
        items = (await parser.parse()).multi_items()
    except (MultiPartException, ValueError, LookupError) as error:
        raise IrisError(f"The form can’t be read: {error}") from error
    files = [value for _, value in items if isinstance(value, UploadFile)]
    if not files:
        raise IrisError("The form holds no file: send one, as curl -F file=@FILE does.")
    _, _, parameters = files[0].headers.get("content-type", "").partition(";")
    fields = [(name, value) for name, value in items if isinstance(value, str)]
    return Form(files[0].file, _charset(parameters), fields)


async def _chunks(body: IO[bytes]) -> AsyncGenerator[bytes, None]:
    while chunk := await run_in_threadpool(body.read, MEGABYTE):
        yield chunk
