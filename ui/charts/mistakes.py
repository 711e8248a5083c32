"""The Model page's mistakes: which flowers are taken for what, and whether 80 % means 80 %.

Specs, data and words as in `ui.charts.comparison`.
"""

from collections.abc import Sequence
from functools import cache

import altair as alt
import pyarrow as pa

from iris_model.dataset import VARIETIES
from iris_model.evaluation import THIS_MODEL, TUTORIAL, Bin, Evaluation
from iris_model.files.labels import wilson_interval
from iris_model.phrasing import listed
from ui.charts.base import VARIETY_NAMES, Spec, Tables, bare, named
from ui.palette import NEUTRAL

_MODELS = [THIS_MODEL, TUTORIAL]


@cache
def confusion_spec(ink: str) -> Spec:
    """Return a table of true by predicted variety whose cells count and name their flowers."""
    side = alt.Axis(domain=False, ticks=False, labelFontSize=13, labelAngle=0, grid=False)
    top = alt.Axis(orient="top", **side.to_dict())
    gaps = alt.Scale(paddingInner=0.04, paddingOuter=0)
    base = named("cells").encode(
        alt.X("predicted:N", sort=VARIETY_NAMES, title="The model says", axis=top, scale=gaps),
        alt.Y("true:N", sort=VARIETY_NAMES, title="It is", axis=side, scale=gaps),
        alt.Tooltip(["true:N", "predicted:N", "count:Q", "flowers:N"]),
    )
    cells = base.mark_rect(color=NEUTRAL, cornerRadius=6, stroke=None).encode(
        alt.Opacity("shade:Q", scale=None)
    )
    counts = base.mark_text(fontSize=22, dy=-20, color=ink).encode(alt.Text("count:Q"))
    flowers = base.mark_text(fontSize=11, dy=0, baseline="top", lineBreak="\n", color=ink).encode(
        alt.Text("flowers:N")
    )
    return bare(alt.layer(cells, counts, flowers).properties(height=410))


def confusion_data(cells: Sequence[Sequence[Sequence[int]]]) -> Tables:
    """Return the table of `confusion_spec`."""
    rows = [
        {
            "true": VARIETY_NAMES[true],
            "predicted": VARIETY_NAMES[predicted],
            "count": len(flowers),
            "flowers": "\n".join(numbers(flowers)),
            "shade": 0.08 if not flowers else 0.22 if true == predicted else 0.5,
        }
        for true, row in enumerate(cells)
        for predicted, flowers in enumerate(row)
    ]
    return {"cells": pa.RecordBatch.from_pylist(rows)}


def confusion_words(cells: Sequence[Sequence[Sequence[int]]]) -> str:
    """Say what the table of mistakes shows."""
    parts = [
        f"{len(flowers)} {VARIETIES[true]} called {VARIETIES[predicted]}"
        + (f" (number {listed(numbers(flowers))})" if true != predicted else "")
        for true, row in enumerate(cells)
        for predicted, flowers in enumerate(row)
        if flowers
    ]
    return f"Of the flowers left out one at a time, {listed(parts)}."


def numbers(flowers: Sequence[int]) -> list[str]:
    """Return ascending flower numbers as ranges: [1, 2, 3, 7] as “1–3” and “7”."""
    starts = [n for n in flowers if n - 1 not in flowers]
    ends = [n for n in flowers if n + 1 not in flowers]
    return [
        str(start) if start == end else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    ]


@cache
def reliability_spec(ink: str) -> Spec:
    """Return how often stated probabilities came true, for this model and the tutorial's."""
    percent = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    scale = alt.Scale(domain=[-0.05, 1.08], nice=False)
    x = alt.X("stated:Q", title="The model said", scale=scale, axis=percent)
    y = alt.Y("observed:Q", title="It came true", scale=scale, axis=percent)
    diagonal = (
        named("diagonal")
        .mark_line(color=NEUTRAL, strokeDash=[4, 4])
        .encode(alt.X("at:Q", scale=scale), alt.Y("at:Q", scale=scale))
    )
    legend = alt.Legend(title=None, orient="top", labelFontSize=13)
    points = (
        named("bins")
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x,
            y,
            alt.Color(
                "model:N", scale=alt.Scale(domain=_MODELS, range=[ink, NEUTRAL]), legend=legend
            ),
            alt.Shape("model:N", scale=alt.Scale(domain=_MODELS, range=["circle", "diamond"])),
            [alt.Tooltip(field) for field in ("model:N", "count:Q", "true:Q")],
        )
    )
    own = named("bins").transform_filter(alt.datum.model == THIS_MODEL).encode(x)
    doubt = own.mark_rule(strokeWidth=2, opacity=0.35, color=ink).encode(
        alt.Y("low:Q", scale=scale), alt.Y2("high:Q")
    )
    counts = own.mark_text(align="left", dx=6, dy=-9, fontSize=12, color=ink).encode(
        y, alt.Text("count:Q")
    )
    return bare(alt.layer(diagonal, doubt, points, counts).properties(height=400))


def reliability_data(evaluation: Evaluation) -> Tables:
    """Return the tables of `reliability_spec`, with 95 % Wilson intervals."""
    of_models = (
        (THIS_MODEL, evaluation.held_out),
        (TUTORIAL, evaluation.tutorial_held_out),
    )
    rows = [_bin_row(name, b) for name, alone in of_models if alone for b in alone.reliability]
    return {
        "bins": pa.RecordBatch.from_pylist(rows),
        "diagonal": pa.record_batch({"at": [0.0, 1.0]}),
    }


def _bin_row(model: str, b: Bin) -> dict[str, str | float]:
    low, high = wilson_interval(b.true, b.count)
    return {
        "model": model,
        "stated": b.stated,
        "observed": b.true / b.count,
        "low": low,
        "high": high,
        "count": b.count,
        "true": b.true,
    }


def reliability_words(evaluation: Evaluation) -> str:
    """Say what the diagram shows of this model."""
    parts = [
        f"{b.true} of {b.count} from {100 * b.low:.0f} to {100 * b.high:.0f} %"
        for b in evaluation.held_out.reliability
    ]
    return f"How many stated probabilities came true: {listed(parts)}."
