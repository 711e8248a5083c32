"""The Model page's calibration: whether 80 % means 80 %.

Specs, data and words as in `ui.charts.comparison`.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import altair as alt
import pyarrow as pa

from iris_model.evaluation import Bin
from iris_model.phrasing import listed
from iris_model.scoring import wilson_interval
from ui.charts.base import PERCENT, Spec, Tables, bare, named
from ui.palette import COLORS

_FINE, _COARSE = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 1), (0, 0.1, 0.5, 0.9, 1)
"""Limits of the ranges of stated probabilities, for many and for few of them."""
_ENOUGH = 20
"""Probabilities in a range, at least."""


def wide_bins(bins: Sequence[Bin]) -> tuple[Bin, ...]:
    """Return the bins merged into a few, more if each has enough probabilities."""
    fine = _joined(bins, _FINE)
    return fine if all(b.count >= _ENOUGH for b in fine) else _joined(bins, _COARSE)


def _joined(bins: Sequence[Bin], limits: Sequence[float]) -> tuple[Bin, ...]:
    parts = [
        (low, high, [b for b in bins if low <= (b.low + b.high) / 2 < high])
        for low, high in pairwise(limits)
    ]
    return tuple(_union(low, high, inside) for low, high, inside in parts if inside)


def _union(low: float, high: float, bins: Sequence[Bin]) -> Bin:
    count = sum(b.count for b in bins)
    stated = sum(b.count * b.stated for b in bins) / count
    return Bin(low, high, count, stated, sum(b.true for b in bins))


@cache
def reliability_spec(count: int, ink: str) -> Spec:
    """Return a row for each of `count` ranges of probabilities: stated, and come true."""
    percent = alt.Axis(labelExpr=PERCENT, values=[0, 0.25, 0.5, 0.75, 1], title=None)
    scale = alt.Scale(domain=[0, 1], nice=False)
    names = alt.Axis(title="The model said", labelFontSize=13, ticks=False, domain=False)
    row = alt.Y("range:N", sort=None, axis=names)
    base = named("bins").encode(row)
    doubt = base.mark_rule(strokeWidth=5, opacity=0.25, color=ink).encode(
        alt.X("low:Q", scale=scale, axis=percent), alt.X2("high:Q")
    )
    said = base.mark_tick(thickness=3, height=24, color=COLORS[1], opacity=1).encode(
        alt.X("stated:Q", scale=scale)
    )
    true = base.mark_point(filled=True, size=110, opacity=1, color=ink).encode(
        alt.X("observed:Q", scale=scale)
    )
    text = base.mark_text(align="right", dy=-19, fontSize=12, color=ink).encode(
        alt.Text("text:N"), x=alt.value("width")
    )
    return bare(alt.layer(doubt, said, true, text).properties(height=62 * count + 30))


def reliability_data(bins: Sequence[Bin]) -> Tables:
    """Return the table of `reliability_spec` from wide bins, the highest first."""
    return {"bins": pa.RecordBatch.from_pylist([_bin_row(b) for b in reversed(bins)])}


def _bin_row(b: Bin) -> dict[str, str | float]:
    low, high = wilson_interval(b.true, b.count)
    return {
        "range": bin_range(b),
        "stated": b.stated,
        "observed": b.true / b.count,
        "low": low,
        "high": high,
        "text": f"{b.true:,} of {b.count:,} came true",
    }


def bin_range(b: Bin) -> str:
    """Return the range of a bin: “10 to 50 %”."""
    return f"{100 * b.low:.0f} to {100 * b.high:.0f} %"


def reliability_words(bins: Sequence[Bin]) -> str:
    """Say what the diagram shows."""
    parts = [f"{b.true} of {b.count} from {bin_range(b)}" for b in bins]
    return f"How many stated probabilities came true: {listed(parts)}."
