"""`POST /api/classify`: a table in, the classified table out, through temporary files.

Sending starts when the output is complete, so an error in the last line still gets its status. The
work stops if the client disconnects.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from tempfile import TemporaryFile
from threading import Event
from typing import IO

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from iris_model.answer.mix import parse_mix
from iris_model.api.body import FORM, media_type, read_form
from iris_model.api.errors import JSON
from iris_model.api.middleware import MEGABYTE
from iris_model.api.options import once, query_pairs, switch
from iris_model.api.specimens import OPTIONS as SPECIMEN_OPTIONS
from iris_model.api.specimens import Specimens
from iris_model.api.spooled import Sent, check_waited_for, spooled, while_waited_for
from iris_model.errors import IrisError
from iris_model.files.reading.encoding import charset
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.results import Options
from iris_model.model import Model
from iris_model.phrasing import listed
from iris_model.schema import Schema
from iris_model.validation import shorten

OPTIONS = ("columns", "raw", "partial", "reasons", "encoding", "sheet", "mix")
NOTES = "X-Iris-Notes"
"""Header with the assumptions made in reading the table: a JSON list of sentences."""
_LONGEST_NOTES = 4000
"""Characters; servers and proxies refuse headers over 8,000."""
_FRAME_OF_A_FORM = 64 * 1024
"""Bytes of a form in addition to its file."""
_LARGEST_JSON = 4 * MEGABYTE
"""Bytes of JSON rows, which take twenty times as much memory when read."""
AT_ONCE = 2
"""Files classified at the same time; each uses all cores."""


class FileClassifier:
    """The endpoint for whole files."""

    def __init__(self, model: Model, specimens: Specimens, largest: int) -> None:
        self._model = model
        self._specimens = specimens
        self._largest = largest
        self._free = asyncio.Semaphore(AT_ONCE)

    async def respond(self, request: Request) -> Response:
        """Return the classified file.

        Raises HTTPException with 400, 413 or 415, and IrisError for a table of something else or a
        wrong option.
        """
        kind, sent_in = media_type(request.headers)
        pairs = query_pairs(request.scope["query_string"])
        with ExitStack() as opened:
            body: IO[bytes] = opened.enter_context(TemporaryFile())
            if kind == JSON:
                await self._receive(request, body, min(self._largest, _LARGEST_JSON))
                return await self._answer_rows(
                    request, body.read(), _known(pairs, SPECIMEN_OPTIONS)
                )
            if kind != FORM:
                await self._receive(request, body, self._largest)
            else:
                await self._receive(request, body, self._largest, frame=_FRAME_OF_A_FORM)
                form = await read_form(request.headers, body)
                body = opened.enter_context(form.file)
                pairs, sent_in = [*pairs, *form.fields], form.charset
            options = _known(pairs, OPTIONS)
            if sent_in is not None:
                options.setdefault("encoding", sent_in)
            return await self._classify(request, body, options)

    async def _answer_rows(
        self, request: Request, body: bytes, options: dict[str, str]
    ) -> Response:
        async with self._free:
            answers = await while_waited_for(
                request, lambda stop: spooled(self._specimens.answer_rows(body, options), stop)
            )
        return Sent(answers, JSON)

    async def _classify(
        self, request: Request, body: IO[bytes], options: Mapping[str, str]
    ) -> Response:
        async with self._free:
            classified, layout = await while_waited_for(
                request, lambda stop: classify_file(body, self._model, options, stop)
            )
        headers = {"Content-Disposition": 'attachment; filename="classified.csv"'}
        if layout.notes:
            headers[NOTES] = _as_header(layout.notes)
        return Sent(classified, f"text/csv; charset={charset(layout.encoding)}", headers)

    async def _receive(
        self, request: Request, body: IO[bytes], most: int, *, frame: int = 0
    ) -> None:
        """Write the body, up to most + frame bytes, into a file and rewind it."""
        too_large = HTTPException(
            413,
            f"The file is larger than {most / MEGABYTE:.3g} MB: send it in parts, "
            "or use the command line.",
        )
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > most + frame:
            raise too_large
        try:
            async for chunk in request.stream():
                if body.tell() + len(chunk) > most + frame:
                    raise too_large
                body.write(chunk)
        except ClientDisconnect as error:
            raise HTTPException(400, "The file broke off.") from error
        body.seek(0)


def classify_file(
    body: IO[bytes], model: Model, options: Mapping[str, str], stop: Event
) -> tuple[IO[bytes], Layout]:
    """Return a temporary file with the classified rows, to be closed by the caller, and its layout.

    Raises HTTPException with 413 for a file too large when unpacked and 415 for one that is no
    table; IrisError for a damaged file, a table of something else, or a wrong option.
    """
    # Imported late: servers that only see single specimens start faster without Polars.
    from iris_model.files.reading.blocks import read_chunks
    from iris_model.files.reading.cell_process import TooLargeError
    from iris_model.files.reading.recognition import HEAD_BYTES
    from iris_model.files.sources import layout_of, unpack_for
    from iris_model.files.summary import Summary
    from iris_model.files.tables import csv_header, guarded_in_words
    from iris_model.files.whole_files import classify_stream

    overrides, asked = _read_options(model.schema, options)
    if "mix" in options:
        model = model.with_mix(parse_mix(model.schema, options["mix"]))
    try:
        table = unpack_for(
            body, model, overrides, options.get("sheet"), lambda: check_waited_for(stop)
        )
    except TooLargeError as error:
        raise HTTPException(413, str(error)) from error
    with table.stream as stream:
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
        try:
            refuse_other_kinds(head)
        except IrisError as error:
            raise HTTPException(415, str(error)) from error
        layout = layout_of(table, head, model, overrides)
        summary = Summary(model.schema)
        rows = classify_stream(read_chunks(stream), layout, model, summary, asked)
        classified = spooled(chain([csv_header(layout, asked)], rows), stop)
        if not asked.raw and (note := guarded_in_words(summary.guarded, layout)):
            layout = replace(layout, notes=(*layout.notes, note))
        return classified, layout


def _as_header(notes: Sequence[str]) -> str:
    """Return the sentences that fit as a JSON list in ASCII, as headers require."""
    kept = list(notes)
    while len(text := json.dumps(kept)) > _LONGEST_NOTES:
        kept.pop()
    return text


def _known(pairs: Sequence[tuple[str, str]], options: Sequence[str]) -> dict[str, str]:
    for name, _ in pairs:
        if name not in options:
            raise IrisError(
                f"There is no option “{shorten(name)}”: the options are {listed(options)}."
            )
    return once(pairs)


def _read_options(schema: Schema, options: Mapping[str, str]) -> tuple[Overrides, Options]:
    from iris_model.files.reading.given_columns import parse_columns

    columns = options.get("columns")
    partial = switch(options, "partial")
    return (
        Overrides(
            columns=parse_columns(schema, columns, "columns") if columns else {},
            partial=partial,
            encoding=options.get("encoding"),
        ),
        Options(partial=partial, reasons=switch(options, "reasons"), raw=switch(options, "raw")),
    )
