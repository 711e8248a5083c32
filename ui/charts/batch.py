"""The Batch page's chart: how many rows of each group."""

from collections.abc import Mapping
from functools import lru_cache

import altair as alt
import pyarrow as pa

from iris_model.phrasing import listed, percentage
from iris_model.schema import Schema
from ui.charts.base import Spec, Tables, bare, label_expression, named
from ui.palette import COLORS, NEUTRAL, signed_names

_NO_ANSWER = "No answer"


@lru_cache(16)
def groups_spec(schema: Schema, bars: int, ink: str) -> Spec:
    """Return a bar for each group, and for rows without an answer, if any."""
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
    """Return the table of `groups_spec`: classified rows by group, and the others."""
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
