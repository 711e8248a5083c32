"""The Explore page's charts but the matrix: one pair closely, and each measurement by variety.

Every chart marks the flower set on the front page, and its axes are the front page's slider
ranges, so that this flower always has its place.
"""

from functools import cache

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower, Measurement
from iris_model.description import Summary, density, trend_ends
from ui.charts.base import VARIETY_NAMES, Spec, Tables, bare, named
from ui.palette import variety_color, variety_shape

LEGEND = alt.Legend(title=None, orient="top", symbolOpacity=1, labelFontSize=13)
_PADDING = {"left": 0, "right": 8, "top": 4, "bottom": 4}
_NO_BREAK = "\u00a0"
_PLACES = 81
"""Points of a density curve."""
_ROWS = range(len(VARIETIES) - 1, -1, -1)
"""Where each variety stands on an upward axis: the first on top."""


def flowers_data(dataset: Dataset, flower: Flower) -> Tables:
    """Return the training flowers and the front page's flower, a column a measurement, cm."""
    columns = {m.name: dataset.measurements[:, i] for i, m in enumerate(MEASUREMENTS)}
    varieties = [VARIETIES[code] for code in dataset.codes]
    rows = [_ROWS[code] for code in dataset.codes]
    return {
        "flowers": pa.record_batch({**columns, "variety": varieties, "row": rows}),
        "here": pa.record_batch({name: [value] for name, value in flower._asdict().items()}),
    }


def densities_data(dataset: Dataset) -> Tables:
    """Return the density curves; `height` is 1 at the highest peak of a measurement."""
    tables = []
    for index, measurement in enumerate(MEASUREMENTS):
        at = np.linspace(*measurement.slider_range, _PLACES)
        curves = [density(dataset.of_variety(k)[:, index], at) for k in range(len(VARIETIES))]
        heights = np.concatenate(curves) / np.max(curves)
        rows = np.repeat(_ROWS, at.size)
        columns = {
            "measurement": [measurement.name] * heights.size,
            "variety": np.repeat(VARIETIES, at.size),
            "value": np.tile(at, len(VARIETIES)),
            "height": heights,
            "row": rows,
            "top": rows + 0.85 * heights,
        }
        tables.append(pa.record_batch(columns))
    return {"densities": pa.concat_batches(tables)}


def trends_data(dataset: Dataset, x: Measurement, y: Measurement) -> Tables:
    """Return the ends of the straight trend over all flowers, and of each variety's own."""
    pair = [MEASUREMENTS.index(x), MEASUREMENTS.index(y)]
    own = [
        _trend(variety, dataset.of_variety(code)[:, pair]) for code, variety in enumerate(VARIETIES)
    ]
    overall = _trend("all", dataset.measurements[:, pair])
    return {"trends": pa.concat_batches(own), "overall": overall}


def _trend(name: str, points: FloatArray) -> pa.RecordBatch:
    ends = trend_ends(points[:, 0], points[:, 1])
    return pa.record_batch({"variety": [name] * len(ends), "x": ends[:, 0], "y": ends[:, 1]})


def flower_in_figures(flower: Flower) -> str:
    """Return the four values as botanists write them, length by width, cm."""
    sepals = f"{flower.sepal_length:g} × {flower.sepal_width:g} cm".replace(" ", _NO_BREAK)
    petals = f"{flower.petal_length:g} × {flower.petal_width:g} cm".replace(" ", _NO_BREAK)
    return f"sepals {sepals}, petals {petals}"


def scale(measurement: Measurement) -> alt.Scale:
    """Return the scale of a measurement, cm: the range of its slider."""
    return alt.Scale(domain=list(measurement.slider_range), nice=False, zero=False)


def tooltip() -> list[alt.Tooltip]:
    """Return what a flower says when pointed at."""
    return [
        alt.Tooltip("variety:N", title="Variety"),
        *(alt.Tooltip(f"{m.name}:Q", title=f"{m.label}, cm", format=".1f") for m in MEASUREMENTS),
    ]


def marker(x: alt.X, y: alt.Y, size: float) -> list[alt.Chart]:
    """Return the front page's flower, looking as it does on the front page's map."""
    here = named("here").encode(x, y)
    return [
        here.mark_point(shape="circle", size=size, color="white", filled=True, opacity=0.9),
        here.mark_point(shape="circle", size=size, color="black", strokeWidth=1.5, opacity=1),
        here.mark_point(shape="cross", size=0.4 * size, filled=True, color="black", opacity=1),
    ]


def _axis(measurement: Measurement, *, grid: bool = True) -> alt.Axis:
    return alt.Axis(
        title=f"{measurement.label}, cm", tickCount=6, grid=grid, gridOpacity=0.5, domain=False
    )


@cache
def pair_spec(x: Measurement, y: Measurement, ink: str) -> Spec:
    """Return one scatter plot, with the trend over all flowers and within each variety."""
    across = alt.X(f"{x.name}:Q", scale=scale(x), axis=_axis(x))
    up = alt.Y(f"{y.name}:Q", scale=scale(y), axis=_axis(y))
    flowers = (
        named("flowers")
        .mark_point(filled=True, size=60, opacity=0.75, aria=False)
        .encode(
            across,
            up,
            variety_color(legend=LEGEND),
            variety_shape(legend=LEGEND),
            tooltip=tooltip(),
        )
    )
    ends = (alt.X("x:Q", scale=scale(x)), alt.Y("y:Q", scale=scale(y)))
    trends = named("trends").mark_line(strokeWidth=2.5).encode(*ends, variety_color(legend=LEGEND))
    overall = named("overall").mark_line(color=ink, strokeWidth=2.5, strokeDash=[7, 4])
    layers = alt.layer(flowers, trends, overall.encode(*ends), *marker(across, up, 300))
    return bare(layers.properties(height=400), padding=_PADDING)


@cache
def distribution_spec(measurement: Measurement, ink: str) -> Spec:
    """Return one measurement's density by variety, a row each, and a tick for every flower."""
    own = alt.X(f"{measurement.name}:Q", scale=scale(measurement))
    rows = alt.Scale(domain=[-0.25, len(VARIETIES)], nice=False)
    names = alt.Axis(
        title=None,
        values=list(_ROWS),
        labelExpr=f"{VARIETY_NAMES[::-1]}[datum.value]",
        labelFontSize=13,
        labelPadding=8,
        ticks=False,
        domain=False,
        grid=False,
    )
    curves = (
        named("densities")
        .transform_filter(alt.datum.measurement == measurement.name)
        .mark_area(opacity=0.6, line=True, aria=False)
        .encode(
            alt.X("value:Q", scale=scale(measurement), axis=_axis(measurement, grid=False)),
            alt.Y("top:Q", scale=rows, axis=names),
            alt.Y2("row:Q"),
            variety_color(),
        )
    )
    flowers = (
        named("flowers")
        .mark_tick(orient="vertical", height=9, thickness=1.5, yOffset=7, opacity=0.45, aria=False)
        .encode(own, alt.Y("row:Q", scale=rows), variety_color(), tooltip=tooltip())
    )
    here = named("here").mark_rule(color=ink, strokeWidth=1.5, strokeDash=[4, 3]).encode(own)
    return bare(alt.layer(curves, flowers, here).properties(height=210), padding=_PADDING)


def distribution_words(measurement: Measurement, summaries: tuple[Summary, ...]) -> str:
    """Say what the rows of a measurement show."""
    rows = ", ".join(
        f"{s.variety} {s.smallest:.1f} to {s.largest:.1f} cm with a mean of {s.mean:.1f} cm"
        for s in summaries
        if s.measurement is measurement
    )
    return f"{measurement.label} by variety: {rows}."
