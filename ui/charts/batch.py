"""The Batch page's charts: how many rows of each group, and answers against labels."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa

from iris_model.phrasing import listed, percentage
from iris_model.schema import Schema
from ui.charts.base import Spec, Tables, bare, label_expression, named
from ui.palette import COLORS, NEUTRAL, SYMBOLS, signed_names

_NO_ANSWER = "No answer"
_FEW = 4
"""Groups whose names fit above the columns."""


@lru_cache(16)
def groups_spec(schema: Schema, bars: int, ink: str) -> Spec:
    """Return a bar for each group, and one for rows without an answer, if any."""
    names = [*signed_names(schema), _NO_ANSWER]
    axis = alt.Axis(
        domain=False,
        ticks=False,
        grid=False,
        labelExpr=label_expression(names, 18, 3),
        labelFontSize=14,
        labelLimit=150,
    )
    rows = alt.Y("place:O", title=None, axis=axis)
    across = alt.Scale(domain=[0, 1.4], nice=False)
    base = named("groups").encode(rows)
    bar = base.mark_bar(height=20, cornerRadius=3).encode(
        alt.X("length:Q", scale=across, axis=None), alt.Color("color:N", scale=None)
    )
    text = base.mark_text(align="left", dx=6, fontSize=14, color=ink).encode(
        alt.X("length:Q", scale=across), alt.Text("text:N")
    )
    longest = max(map(len, names))
    step = 30 if longest <= 20 else 30 + 15 * (longest // 18)
    return bare(alt.layer(bar, text).properties(height=step * bars))


def groups_data(schema: Schema, counts: Mapping[str, int], without_answer: int) -> Tables:
    """Return the table of `groups_spec` for classified rows by group, and the others."""
    bars = [
        (place, COLORS[place], counts.get(name, 0)) for place, name in enumerate(schema.group_names)
    ]
    if without_answer:
        bars.append((len(bars), NEUTRAL, without_answer))
    total, longest = sum(n for *_, n in bars), max(n for *_, n in bars)
    rows = [
        {
            "place": place,
            "color": color,
            "length": count / max(1, longest),
            "text": f"{count:,} ({percentage(count / max(1, total), 0)})",
        }
        for place, color, count in bars
    ]
    return {"groups": pa.RecordBatch.from_pylist(rows)}


def groups_words(schema: Schema, counts: Mapping[str, int], without_answer: int) -> str:
    """Say what the bars show."""
    parts = [f"{name} {counts.get(name, 0):,}" for name in schema.group_names]
    return (
        f"Rows by predicted {schema.group.singular}: {listed(parts)}; "
        f"{without_answer:,} without an answer."
    )


@lru_cache(16)
def confusion_spec(schema: Schema, ink: str) -> Spec:
    """Return the labels' groups (rows) against the predicted ones (columns)."""
    k, names = len(schema.groups), signed_names(schema)
    few = k <= _FEW
    axis: dict[str, Any] = {
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelAngle": 0,
        "labelOverlap": False,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titlePadding": 10,
    }
    above = label_expression(names if few else SYMBOLS[:k], 13, 2)
    apart = alt.Scale(paddingInner=0.05, paddingOuter=0)
    base = named("confusion").encode(
        alt.X(
            "predicted:O",
            title="The model says",
            scale=apart,
            axis=alt.Axis(orient="top", labelExpr=above, labelLimit=110, **axis),
        ),
        alt.Y(
            "label:O",
            title="The file says",
            scale=apart,
            axis=alt.Axis(labelExpr=label_expression(names, 16, 2), labelLimit=150, **axis),
        ),
    )
    cell = base.mark_rect(cornerRadius=4).encode(
        alt.Color("color:N", scale=None), alt.Opacity("strength:Q", scale=None)
    )
    text = base.mark_text(fontSize=16 if few else 13, color=ink).encode(alt.Text("text:N"))
    return bare(alt.layer(cell, text).properties(height=(56 if few else 42) * k + 32))


def confusion_data(confusion: Sequence[Sequence[int]]) -> Tables:
    """Return the table of `confusion_spec` for counts (k, k), labels by predicted groups."""
    rows = []
    for label, counts in enumerate(confusion):
        for predicted, count in enumerate(counts):
            right = label == predicted
            share = count / max(1, sum(counts))
            rows.append(
                {
                    "label": label,
                    "predicted": predicted,
                    "color": COLORS[label] if right else NEUTRAL,
                    "strength": 0.08 + (0.4 if right else 0.6) * share,
                    "text": f"{count:,}",
                }
            )
    return {"confusion": pa.RecordBatch.from_pylist(rows)}


def confusion_words(schema: Schema, confusion: Sequence[Sequence[int]]) -> str:
    """Say what the confusion matrix shows."""
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
