"""The front page's probabilities: three bars, and a strip under each slider.

Each `…_spec` is built once with Altair, for one colour of words (ink: text marks can't follow the
theme by themselves); each `…_data` makes the small tables a rerun sends.
"""

from functools import cache
from itertools import pairwise

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.dataset import VARIETIES, FloatArray, Measurement
from iris_model.explain import Strip
from iris_model.words import percent
from ui.charts.base import VARIETY_NAMES, Spec, Tables, bare, named
from ui.palette import NEUTRAL, variety_color

_SLIDER_INSET = {"left": 6, "right": 6, "top": 0, "bottom": 0}  # px: half a slider's thumb
_NARROWEST_LABELLED = 0.17  # of a strip's width: less has no room for the variety's name


@cache
def probabilities_spec(ink: str) -> Spec:
    """Return three bars, one a variety, on a track that stands for certainty."""
    rows = alt.Y("name:N", sort=VARIETY_NAMES, title=None, axis=alt.Axis(domain=False, ticks=False))
    across = alt.Scale(domain=[0, 1.36], nice=False)
    base = named("probabilities").encode(rows)
    track = base.mark_bar(height=14, color=NEUTRAL, opacity=0.18, cornerRadius=3).encode(
        alt.X("whole:Q", scale=across, axis=None)
    )
    bar = base.mark_bar(height=14, cornerRadius=3).encode(
        alt.X("probability:Q", scale=across, axis=None), variety_color()
    )
    text = base.mark_text(align="left", dx=8, fontSize=14, color=ink).encode(
        alt.X("whole:Q", scale=across), alt.Text("text:N")
    )
    chart = alt.layer(track, bar, text).properties(height=78)
    return bare(chart.configure_axis(labelFontSize=14, labelLimit=140))


def probabilities_data(probabilities: FloatArray) -> Tables:
    """Return the table of `probabilities_spec` for probabilities (3,)."""
    values = probabilities.tolist()
    columns = {
        "name": VARIETY_NAMES,
        "variety": list(VARIETIES),
        "probability": values,
        "whole": [1.0] * len(values),
        "text": [percent(value) for value in values],
    }
    return {"probabilities": pa.table(columns)}


def probabilities_words(probabilities: FloatArray) -> str:
    """Say what the bars show for probabilities (3,)."""
    parts = (f"{v} {percent(p)}" for v, p in zip(VARIETIES, probabilities.tolist(), strict=True))
    return f"Probabilities: {', '.join(parts)}."


@cache
def strip_spec(measurement: Measurement, ink: str) -> Spec:
    """Return the three probabilities over one slider's range, as wide as the slider above it."""
    scale = alt.Scale(domain=list(measurement.slider_range), nice=False, zero=False)
    height = alt.Scale(domain=[-0.7, 1], nice=False)
    area = (
        named("strip")
        .mark_area(opacity=0.9)
        .encode(
            alt.X("value:Q", scale=scale, axis=None),
            alt.Y("low:Q", scale=height, axis=None),
            alt.Y2("high:Q"),
            variety_color(),
        )
    )
    crossings = (
        named("crossings")
        .mark_rule(color="white", strokeWidth=1.5, strokeDash=[3, 2])
        .encode(alt.X("at:Q", scale=scale), alt.Y("low:Q", scale=height), alt.Y2("high:Q"))
    )
    names = (
        named("names")
        .mark_text(fontSize=12, baseline="middle", color=ink)
        .encode(
            alt.X("at:Q", scale=scale),
            alt.YDatum(-0.38, scale=height),
            alt.Text("name:N"),
        )
    )
    here = named("here").encode(
        alt.X("at:Q", scale=scale), alt.Y("low:Q", scale=height), alt.Y2("high:Q")
    )
    edge = here.mark_rule(color="white", strokeWidth=5, clip=True)
    core = here.mark_rule(color="black", strokeWidth=2, clip=True)
    chart = alt.layer(area, crossings, names, edge, core).properties(height=52)
    return bare(chart, padding=_SLIDER_INSET)


def strip_data(strip: Strip, present: float) -> Tables:
    """Return the tables of `strip_spec`: bands, crossing points, names, and the present value."""
    edges = np.hstack([np.zeros((len(strip.values), 1)), strip.probabilities.cumsum(axis=1)])
    bands = {
        "value": np.repeat(strip.values, len(VARIETIES)),
        "variety": _varieties(len(strip.values)),
        "low": edges[:, :-1].ravel(),
        "high": edges[:, 1:].ravel(),
    }
    low, high = strip.measurement.slider_range
    crossings = [crossing.at for crossing in strip.crossings]
    names = [
        ((start + end) / 2, VARIETY_NAMES[VARIETIES.index(variety)])
        for (start, end), variety in zip(
            pairwise([low, *crossings, high]), leading_varieties(strip), strict=True
        )
        if end - start >= _NARROWEST_LABELLED * (high - low)
    ]
    return {
        "strip": pa.table(bands),
        "crossings": _verticals(crossings),
        "names": pa.table({"at": [at for at, _ in names], "name": [name for _, name in names]}),
        "here": _verticals([present]),
    }


@cache
def _varieties(count: int) -> pa.Array:
    """Return the varieties once for each of count values: the same whatever the flower."""
    return pa.array(list(VARIETIES) * count)


def leading_varieties(strip: Strip) -> list[str]:
    """Return the varieties that lead along a strip, from its lowest value to its highest."""
    first = VARIETIES[int(strip.probabilities[0].argmax())]
    return [strip.crossings[0].below if strip.crossings else first] + [
        crossing.above for crossing in strip.crossings
    ]


def strip_words(strip: Strip, present: float) -> str:
    """Say what a strip shows."""
    low, high = strip.measurement.slider_range
    turns = [f", from {crossing.at:.2f} cm {crossing.above}" for crossing in strip.crossings]
    return (
        f"{strip.measurement.label} from {low:g} to {high:g} cm, the others as they are: "
        f"{leading_varieties(strip)[0]}{''.join(turns)}. Now {present:g} cm."
    )


def _verticals(positions: list[float]) -> pa.Table:
    count = len(positions)
    return pa.table(
        {
            "at": pa.array(positions, pa.float64()),
            "low": pa.array([0.0] * count, pa.float64()),
            "high": pa.array([1.0] * count, pa.float64()),
        }
    )
