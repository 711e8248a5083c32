"""The front page's reasons: each measurement's share of the answer, as a waterfall."""

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.answer.shares import Shares
from iris_model.model import Model, kept_with_model
from iris_model.phrasing import percent
from iris_model.schema import Schema
from ui.charts.base import Spec, Tables, bare, named
from ui.palette import COLORS, NEUTRAL

_BAR, _AROUND = 24, 28
"""Height of a row, and of all that is not rows, in px."""


def method_in_words(model: Model) -> str:
    """Say how shares are computed."""
    count, nouns = len(model.schema.measurements), model.schema.specimen
    return (
        "Each bar is what knowing this measurement adds, averaged over all orders in which the "
        "measurements could become known. What is not known is taken from the training "
        f"{nouns.plural}, one after the other. So the bars add up to the probability exactly. For "
        f"experts: interventional Shapley values over all {2**count} coalitions, nothing sampled."
    )


def _rows(schema: Schema) -> list[str]:
    noun = schema.specimen.singular
    return [f"Average {noun}", *(m.label for m in schema.measurements), f"This {noun}"]


@kept_with_model
def shares_spec(model: Model, ink: str) -> Spec:
    """Return a waterfall from the average specimen's probability to this one's."""
    labels = _rows(model.schema)
    rows = alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(domain=False, ticks=False))
    across = alt.Scale(domain=[-0.2, 1.45], nice=False)
    base = named("shares").encode(rows)
    ends = (
        named("ends")
        .mark_rule(color=NEUTRAL, opacity=0.5)
        .encode(alt.X("at:Q", scale=across, axis=None))
    )
    bar = base.mark_bar(height=18, cornerRadius=2).encode(
        alt.X("low:Q", scale=across, axis=None),
        alt.X2("high:Q"),
        alt.Color("color:N", scale=None),
        alt.Opacity("opacity:Q", scale=None),
    )
    text = base.mark_text(align="left", dx=6, fontSize=13, color=ink).encode(
        alt.X("high:Q", scale=across), alt.Text("text:N")
    )
    chart = alt.layer(ends, bar, text).properties(height=_BAR * len(labels) + _AROUND)
    return bare(chart.configure_axis(labelFontSize=13, labelLimit=140))


def shares_data(schema: Schema, shares: Shares) -> Tables:
    """Return the table of `shares_spec`: where each bar starts and ends, and its words."""
    values = list(shares.shares)
    stops = np.cumsum([shares.base, *values])
    starts = [0.0, *stops[:-1].tolist(), 0.0]
    ends = [*stops.tolist(), float(stops[-1])]
    color = COLORS[shares.code]
    columns = {
        "label": _rows(schema),
        "low": [min(pair) for pair in zip(starts, ends, strict=True)],
        "high": [max(pair) for pair in zip(starts, ends, strict=True)],
        "color": [NEUTRAL, *(color if v >= 0 else NEUTRAL for v in values), color],
        "opacity": [0.55, *(0.75 if v >= 0 else 0.95 for v in values), 1.0],
        "text": [percent(shares.base), *(points(v) for v in values), percent(float(stops[-1]))],
    }
    return {"shares": pa.record_batch(columns), "ends": pa.record_batch({"at": [0.0, 1.0]})}


def points(share: float) -> str:
    """Return a difference of probabilities (-1 to 1) as signed percentage points."""
    rounded = f"{abs(100 * share):.1f}"
    if rounded == "0.0":
        return "±0.0"
    return f"{'+' if share > 0 else '−'}{rounded}"
