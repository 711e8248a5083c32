"""The front page's reasons: each measurement's share of the answer, as a waterfall."""

from functools import cache

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.answer.shares import Shares
from iris_model.dataset import MEASUREMENTS
from iris_model.phrasing import percent
from ui.charts.base import Spec, Tables, bare, named
from ui.palette import NEUTRAL, VARIETY_COLORS

METHOD = (
    "Each bar is what knowing this measurement adds, on average over all orders in which the four "
    "could become known; what is not known is taken from each of the 150 training flowers in turn. "
    "So the bars add up exactly to the probability. Experts: interventional Shapley values, all 16 "
    "coalitions, nothing sampled."
)
_ROWS = ["Average flower", *(m.label for m in MEASUREMENTS), "This flower"]


@cache
def shares_spec(ink: str) -> Spec:
    """Return a waterfall from the average flower's probability to this one's."""
    rows = alt.Y("label:N", sort=_ROWS, title=None, axis=alt.Axis(domain=False, ticks=False))
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
    chart = alt.layer(ends, bar, text).properties(height=172)
    return bare(chart.configure_axis(labelFontSize=13, labelLimit=140))


def shares_data(shares: Shares) -> Tables:
    """Return the table of `shares_spec`: where each bar starts and ends, and its words."""
    values = list(shares.shares.values())
    stops = np.cumsum([shares.base, *values])
    starts = [0.0, *stops[:-1].tolist(), 0.0]
    ends = [*stops.tolist(), float(stops[-1])]
    color = VARIETY_COLORS[shares.variety]
    columns = {
        "label": _ROWS,
        "low": [min(pair) for pair in zip(starts, ends, strict=True)],
        "high": [max(pair) for pair in zip(starts, ends, strict=True)],
        "color": [NEUTRAL, *(color if v >= 0 else NEUTRAL for v in values), color],
        "opacity": [0.55, *(0.75 if v >= 0 else 0.95 for v in values), 1.0],
        "text": [percent(shares.base), *(points(v) for v in values), percent(stops[-1])],
    }
    return {"shares": pa.record_batch(columns), "ends": pa.record_batch({"at": [0.0, 1.0]})}


def points(share: float) -> str:
    """Return a difference of probabilities (-1 to 1) as signed percentage points."""
    rounded = f"{abs(100 * share):.1f}"
    if rounded == "0.0":
        return "±0.0"
    return f"{'+' if share > 0 else '−'}{rounded}"
