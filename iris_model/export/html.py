"""The model as one HTML file that works on a phone, without a network.

Its Content-Security-Policy forbids loading. User text is escaped, or in a block of JSON that the
script shows as text.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from msgspec import json

from iris_model.answer.examples import examples
from iris_model.export.live import FOLDER, javascript, payload
from iris_model.model import Model
from iris_model.phrasing import listed, percentage

_HERE = Path(__file__).parent
_MOST_MISTAKES = 3
_PLACE = re.compile(r"\((?:script|style|title|about|model)\)")


def as_html(model: Model) -> str:
    """Return the file: inputs, live answer, facts about the model."""
    sheet = (_HERE / "sheet.html").read_text("utf-8")
    style = (FOLDER / "live.css").read_text("utf-8") + (_HERE / "sheet.css").read_text("utf-8")
    texts = {
        "(script)": javascript("model.js", "words.js", "draw.js", "sheet.js"),
        "(style)": style,
        "(title)": escape(model.schema.title),
        "(about)": _about(model),
        "(model)": _data(model),
    }
    # In one pass: user text may itself be “(model)”.
    return _PLACE.sub(lambda place: texts[place[0]], sheet)


def _data(model: Model) -> str:
    """Return JSON that can't end the script element around it."""
    starts = [{"name": e.name, "specimen": e.specimen} for e in examples(model)]
    text = json.encode({"model": payload(model), "examples": starts}).decode()
    return text.replace("<", "\\u003c")


def _about(model: Model) -> str:
    parts = {
        "What it is about": _what(model),
        "How good it is": _how_good(model),
        "What it can’t do": _limits(model),
    }
    return "\n".join(
        f"<div><h3>{heading}</h3>{''.join(f'<p>{escape(text)}</p>' for text in texts)}</div>"
        for heading, texts in parts.items()
    )


def _what(model: Model) -> Iterator[str]:
    schema, training = model.schema, model.training
    if schema.about:
        yield schema.about
    groups = f"{len(schema.groups)} {schema.group.plural}"
    yield f"It tells {groups} apart: {listed(schema.group_names)}."
    if training.source not in schema.about:
        left_out = sum(training.left_out.values())
        rows = f"{training.used:,} rows of {training.source}"
        yield f"Trained on {rows}; {left_out:,} left out." if left_out else f"Trained on {rows}."
    yield (
        "Multinomial logistic regression; it answers on your own device and sends nothing anywhere."
    )


def _how_good(model: Model) -> Iterator[str]:
    judged, names = model.evaluation.held_out, model.schema.group_names
    share = percentage(judged.correct / judged.count)
    yield (
        f"Right for {judged.correct:,} of {judged.count:,} ({share}), each judged by a model "
        "trained without it."
    )
    mistakes = [f"{names[t]} for {names[said]} ({n:,})" for n, t, said in judged.mistakes]
    if mistakes:
        which = "Its" if len(mistakes) <= _MOST_MISTAKES else "Most"
        yield f"{which} mistakes: {listed(mistakes[:_MOST_MISTAKES])}."
    yield from model.evaluation.advice


def _limits(model: Model) -> Iterator[str]:
    schema = model.schema
    yield (
        f"It knows these {schema.group.plural} only: any other {schema.specimen.singular} gets one "
        "of their names too. Where one is unlike all it was trained on, a warning says so."
    )
    ranges = [f"{m.phrase} {m.seen}" for m in schema.measurements]
    yield f"The training {schema.specimen.plural} had {listed(ranges)}."
