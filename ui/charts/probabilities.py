"""The front page's probabilities: three bars, and a strip under each slider.

Each `…_spec` is built once with Altair, for one colour of words (ink: text marks can't follow the
theme by themselves); each `…_data` makes the small tables a rerun sends.
"""

from functools import cache
from itertools import pairwise

import altair as alt
import pyarrow as pa

from iris_model.answer.strips import Strip
from iris_model.dataset import VARIETIES, FloatArray, Measurement
from iris_model.phrasing import percent
from ui.charts.base import VARIETY_NAMES, Spec, Tables, bare, named
from ui.palette import NEUTRAL, variety_color

_SLIDER_INSET = {"left": 6, "right": 6, "top": 0, "bottom": 0}  # px: half a slider's thumb
_BAND_COLUMNS = ["value", *VARIETIES]
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
    return {"probabilities": pa.record_batch(columns)}


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
        .transform_fold(list(VARIETIES), as_=["variety", "probability"])
        .mark_area(opacity=0.9)
        .encode(
            alt.X("value:Q", scale=scale, axis=None),
            alt.Y("probability:Q", scale=height, axis=None, stack="zero"),
            variety_color(),
            alt.Order("variety:N", sort="ascending"),
        )
    )
    at = alt.X("at:Q", scale=scale)
    bottom, top = alt.YDatum(0, scale=height), alt.Y2Datum(1)
    crossings = _marks("crossing").mark_rule(color="white", strokeWidth=1.5, strokeDash=[3, 2])
    names = _marks("name").mark_text(fontSize=12, baseline="middle", color=ink)
    edge = _marks("present").mark_rule(color="white", strokeWidth=5, clip=True)
    core = _marks("present").mark_rule(color="black", strokeWidth=2, clip=True)
    chart = alt.layer(
        area,
        crossings.encode(at, bottom, top),
        names.encode(at, alt.YDatum(-0.38, scale=height), alt.Text("name:N")),
        edge.encode(at, bottom, top),
        core.encode(at, bottom, top),
    )
    return bare(chart.properties(height=52), padding=_SLIDER_INSET)


def _marks(kind: str) -> alt.Chart:
    return named("marks").transform_filter(alt.datum.kind == kind)


def strip_data(strip: Strip, present: float) -> Tables:
    """Return the tables of `strip_spec`: the probabilities, and what is marked on them.

    That is the present value, where the most likely variety changes, and the varieties' names.
    """
    low, high = strip.measurement.slider_range
    crossings = [crossing.at for crossing in strip.crossings]
    stretches = zip(pairwise([low, *crossings, high]), leading_varieties(strip), strict=True)
    names = [
        ("name", (start + end) / 2, VARIETY_NAMES[VARIETIES.index(variety)])
        for (start, end), variety in stretches
        if end - start >= _NARROWEST_LABELLED * (high - low)
    ]
    marks = [("present", present, ""), *(("crossing", at, "") for at in crossings), *names]
    kind, at, name = zip(*marks, strict=True)
    bands = [strip.values, *strip.probabilities.T]
    return {
        "strip": pa.RecordBatch.from_arrays([pa.array(band) for band in bands], _BAND_COLUMNS),
        "marks": pa.record_batch({"kind": kind, "at": at, "name": name}),
    }


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
