"""The table of labels against answers, for the Model page and the Batch page."""

import json
from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import pyarrow as pa

from iris_model.phrasing import listed
from iris_model.schema import Schema
from ui.charts.base import Spec, Tables, bare, label_expression, named, wrapped
from ui.palette import COLORS, NEUTRAL, SYMBOLS, signed_names

_FEW = 4
"""Groups with tall rows."""
_LETTER, _LINE = 7, 15
"""Pixels of a letter, and of a line, above the columns."""
_FAINT = 0.08


@lru_cache(16)
def confusion_spec(schema: Schema, truth: str, ink: str) -> Spec:
    """Return the labels (rows, titled truth) against the predicted groups (columns)."""
    k, names = len(schema.groups), signed_names(schema)
    few = k <= _FEW
    side = alt.Axis(
        domain=False,
        ticks=False,
        grid=False,
        labelAngle=0,
        labelFlush=False,
        labelOverlap=False,
        labelFontSize=13,
        labelLimit=150,
        labelExpr=label_expression(names, 16, 2),
    )
    above = [
        [sign, *wrapped(n, 13, 2)] for sign, n in zip(SYMBOLS, schema.group_names, strict=False)
    ]
    widest = _LETTER * max(len(line) for lines in above for line in lines)
    label = f"slice({json.dumps(above)}[datum.value], 0, bandwidth('x') < {widest} ? 1 : 3)"
    shown = {"orient": "top", "labelExpr": label, "labelLimit": 110}
    shown["labelPadding"] = _LINE * (max(map(len, above)) - 1) + 4  # Vega places the first line
    top = alt.Axis(**{**side.to_dict(), **shown})
    gaps = alt.Scale(paddingInner=0.04, paddingOuter=0)
    base = named("confusion").encode(
        alt.X("predicted:O", title="The model says", axis=top, scale=gaps),
        alt.Y("label:O", title=truth, axis=side, scale=gaps),
        tooltip=[
            alt.Tooltip("label_name:N", title=truth),
            alt.Tooltip("predicted_name:N", title="The model says"),
            alt.Tooltip("text:N", title=schema.specimen.plural.capitalize()),
        ],
    )
    cells = base.mark_rect(cornerRadius=6, stroke=None).encode(
        alt.Color("color:N", scale=None), alt.Opacity("shade:Q", scale=None)
    )
    counts = base.mark_text(fontSize=20 if few else 14, color=ink).encode(
        alt.Text("text:N"), alt.Opacity("clear:Q", scale=None)
    )
    return bare(alt.layer(cells, counts).properties(height=(80 if few else 44) * k + 56))


def confusion_data(schema: Schema, confusion: Sequence[Sequence[int]]) -> Tables:
    """Return the table of `confusion_spec` for counts (k, k), labels by predicted groups."""
    names, codes = schema.group_names, range(len(schema.groups))
    worst = max(confusion[a][b] for a in codes for b in codes if a != b)
    rows = []
    for label, counts in enumerate(confusion):
        for predicted, count in enumerate(counts):
            right = label == predicted
            share = count / max(1, sum(counts))
            dark = 0.4 * share if right else 0.2 + 0.3 * count / max(1, worst)
            rows.append(
                {
                    "label": label,
                    "predicted": predicted,
                    "label_name": names[label],
                    "predicted_name": names[predicted],
                    "text": f"{count:,}",
                    "color": COLORS[label] if right else NEUTRAL,
                    "shade": _FAINT + dark if count else _FAINT,
                    "clear": 1.0 if count else 0.35,
                }
            )
    return {"confusion": pa.RecordBatch.from_pylist(rows)}


def confusion_words(schema: Schema, confusion: Sequence[Sequence[int]]) -> str:
    """Say what the table shows."""
    sentences = []
    for label, counts in zip(schema.group_names, confusion, strict=True):
        answers = [
            f"{count:,} {predicted}"
            for predicted, count in zip(schema.group_names, counts, strict=True)
            if count
        ]
        if answers:
            specimens = schema.specimen.counted(sum(counts))
            sentences.append(f"of {specimens} labelled {label}, {listed(answers)}")
    return f"Labels against answers: {'; '.join(sentences)}."
