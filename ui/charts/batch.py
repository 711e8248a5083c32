"""The Batch page's charts: how many flowers of each variety, and answers against labels."""

from collections.abc import Mapping, Sequence
from functools import cache

import altair as alt
import pyarrow as pa

from iris_model.dataset import VARIETIES
from iris_model.phrasing import listed, percentage
from ui.charts.base import VARIETY_NAMES, Spec, Tables, bare, named
from ui.palette import NEUTRAL, VARIETY_COLORS

_NO_ANSWER = "No answer"


@cache
def varieties_spec(ink: str) -> Spec:
    """Return a bar a variety, and one for the rows without an answer."""
    rows = alt.Y(
        "name:N",
        sort=[*VARIETY_NAMES, _NO_ANSWER],
        title=None,
        axis=alt.Axis(domain=False, ticks=False),
    )
    across = alt.Scale(domain=[0, 1.3], nice=False)
    base = named("varieties").encode(rows)
    bar = base.mark_bar(height=20, cornerRadius=3).encode(
        alt.X("length:Q", scale=across, axis=None), alt.Color("color:N", scale=None)
    )
    text = base.mark_text(align="left", dx=6, fontSize=14, color=ink).encode(
        alt.X("length:Q", scale=across), alt.Text("text:N")
    )
    chart = alt.layer(bar, text).properties(height=alt.Step(30))
    return bare(chart.configure_axis(labelFontSize=14, labelLimit=140))


def varieties_data(counts: Mapping[str, int], without_answer: int) -> Tables:
    """Return the table of `varieties_spec` for classified rows by variety, and the others."""
    bars = [
        (name, VARIETY_COLORS[variety], counts.get(variety, 0))
        for name, variety in zip(VARIETY_NAMES, VARIETIES, strict=True)
    ]
    if without_answer:
        bars.append((_NO_ANSWER, NEUTRAL, without_answer))
    total, longest = sum(n for *_, n in bars), max(n for *_, n in bars)
    rows = [
        {
            "name": name,
            "color": color,
            "length": count / max(1, longest),
            "text": f"{count:,} ({percentage(count / max(1, total), 0)})",
        }
        for name, color, count in bars
    ]
    return {"varieties": pa.RecordBatch.from_pylist(rows)}


def varieties_words(counts: Mapping[str, int], without_answer: int) -> str:
    """Say what the bars show."""
    parts = [f"{variety} {counts.get(variety, 0):,}" for variety in VARIETIES]
    return f"Rows by predicted variety: {listed(parts)}; {without_answer:,} without an answer."


@cache
def confusion_spec(ink: str) -> Spec:
    """Return the labels' varieties (rows) against the predicted ones (columns)."""
    apart = alt.Scale(paddingInner=0.05, paddingOuter=0)
    base = named("confusion").encode(
        alt.X(
            "predicted:N",
            sort=VARIETY_NAMES,
            title="The model says",
            scale=apart,
            axis=alt.Axis(orient="top", labelAngle=0, labelAlign="center"),
        ),
        alt.Y(
            "label:N",
            sort=VARIETY_NAMES,
            title="The file says",
            scale=apart,
        ),
    )
    cell = base.mark_rect(cornerRadius=4).encode(
        alt.Color("color:N", scale=None), alt.Opacity("strength:Q", scale=None)
    )
    text = base.mark_text(fontSize=16, color=ink).encode(alt.Text("text:N"))
    chart = alt.layer(cell, text).properties(height=200)
    return bare(
        chart.configure_axis(
            domain=False,
            ticks=False,
            labelFlush=False,
            labelFontSize=13,
            titleFontSize=13,
            titlePadding=10,
        )
    )


def confusion_data(confusion: Sequence[Sequence[int]]) -> Tables:
    """Return the table of `confusion_spec` for counts (3, 3), labels by predicted varieties."""
    rows = []
    for label, counts in zip(VARIETIES, confusion, strict=True):
        for predicted, count in zip(VARIETIES, counts, strict=True):
            right = label == predicted
            share = count / max(1, sum(counts))
            rows.append(
                {
                    "label": VARIETY_NAMES[VARIETIES.index(label)],
                    "predicted": VARIETY_NAMES[VARIETIES.index(predicted)],
                    "color": VARIETY_COLORS[label] if right else NEUTRAL,
                    "strength": 0.08 + (0.4 if right else 0.6) * share,
                    "text": f"{count:,}",
                }
            )
    return {"confusion": pa.RecordBatch.from_pylist(rows)}


def confusion_words(confusion: Sequence[Sequence[int]]) -> str:
    """Say what the confusion matrix shows."""
    sentences = []
    for label, counts in zip(VARIETIES, confusion, strict=True):
        answers = [
            f"{count:,} {predicted}"
            for predicted, count in zip(VARIETIES, counts, strict=True)
            if count
        ]
        if answers:
            sentences.append(f"of {sum(counts):,} flowers labelled {label}, {listed(answers)}")
    return f"Labels against answers: {'; '.join(sentences)}."
