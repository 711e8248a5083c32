"""`GET /api/classify` for one specimen, and rows of JSON for several."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from iris_model.answer.answer import answer
from iris_model.answer.mix import parse_mix
from iris_model.answer.question import parse_error, texts_by_measurement
from iris_model.api.errors import Problem
from iris_model.api.options import once, query_pairs, switch
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.validation import parse_specimen

OPTIONS = ("partial", "error", "mix")
MOST_ROWS = 10_000
"""Rows of JSON, at most; a table is faster and has no limit."""
_REMEMBERED_ANSWERS = 4096
"""Cached answers, about 8 MB for the irises; an answer depends only on the query."""
_LONGEST_REMEMBERED = 500
"""Bytes of a query."""
_REMEMBERED_MIXES = 16

Value = float | str | None


class Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Specimens to classify: measurements by name or parameter, null where one is missing."""

    rows: list[dict[str, Value]]


class Specimens:
    """Answers about single specimens of one model."""

    def __init__(self, model: Model) -> None:
        self._schema = model.schema
        self._parameters = {m.name: m.parameter for m in model.schema.measurements}
        self._wanted = frozenset((*self._parameters.values(), *OPTIONS))
        self._model = model
        self._mixed = lru_cache(maxsize=_REMEMBERED_MIXES)(self._with_mix)
        self._remembered = lru_cache(maxsize=_REMEMBERED_ANSWERS)(self._answer)

    def _with_mix(self, text: str) -> Model:
        return self._model.with_mix(parse_mix(self._schema, text))

    def answer_to(self, query: bytes) -> bytes:
        """Return the answer to a query string, as JSON.

        Raises IrisError for a missing, repeated or unreadable parameter.
        """
        short = len(query) <= _LONGEST_REMEMBERED
        return self._remembered(query) if short else self._answer(query)

    def _answer(self, query: bytes) -> bytes:
        values = once(query_pairs(query), self._wanted)
        texts = {name: values.get(parameter) for name, parameter in self._parameters.items()}
        return self._encoded(texts, values, self._parameters)

    def _encoded(
        self,
        texts: Mapping[str, str | None],
        options: Mapping[str, str],
        names: Mapping[str, str],
    ) -> bytes:
        known = parse_specimen(self._schema, texts, names, partial=switch(options, "partial"))
        error = parse_error(self._schema, options.get("error"), "error")
        model = self._mixed(options["mix"]) if "mix" in options else self._model
        return msgspec.json.encode(answer(model, known, error=error))

    def answer_rows(self, body: bytes, options: Mapping[str, str]) -> Iterator[bytes]:
        """Yield `{"answers": […]}`, in pieces, for a body `{"rows": […]}`.

        A row without an answer gets the reason in its place. Raises IrisError for another body or a
        wrong option.
        """
        rows = _read_rows(body)
        parse_error(self._schema, options.get("error"), "error")
        switch(options, "partial")
        if "mix" in options:
            self._mixed(options["mix"])
        yield b'{"answers":['
        for number, row in enumerate(rows):
            yield (b"," if number else b"") + self._answer_row(row, options)
        yield b"]}"

    def _answer_row(self, row: Mapping[str, Value], options: Mapping[str, str]) -> bytes:
        try:
            texts = texts_by_measurement(self._schema, ((n, _text(v)) for n, v in row.items()))
            return self._encoded(texts, options, self._parameters)
        except IrisError as error:
            return msgspec.json.encode(Problem(str(error)))


def _read_rows(body: bytes) -> Sequence[Mapping[str, Value]]:
    try:
        rows = msgspec.json.decode(body, type=Rows).rows
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise IrisError(
            f'The JSON can’t be read: {error}. Send {{"rows": [{{"NAME": VALUE, …}}, …]}}.'
        ) from error
    if len(rows) > MOST_ROWS:
        raise IrisError(f"There are more than {MOST_ROWS:,} rows: send a CSV file instead.")
    return rows


def _text(value: Value) -> str | None:
    return value if value is None or isinstance(value, str) else repr(value)
