"""The Explore page's charts except the matrix: one pair, each measurement by group.

Each marks the Classify page's specimen; axes cover the sliders, so that it fits. Fields are
measurements' names, or begin with `_`, which no name does.
"""

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.description import density, summaries
from iris_model.model import Model, kept_with_model
from iris_model.schema import Measurement, Schema
from ui.charts.base import (
    Spec,
    Tables,
    bare,
    group_color,
    group_shape,
    label_expression,
    legend,
    named,
    wrapped,
)
from ui.palette import signed_names

_PADDING = {"left": 0, "right": 8, "top": 4, "bottom": 4}
_PLACES = 81
"""Points of a density curve."""
_MANY = 600
"""Specimens from which marks are fainter."""
_PAIR_HEIGHT, _LEGEND_ROW, _LEGEND_WIDTH = 380, 22, 308
"""Pixels; the width is that of a phone without the axis."""
_TITLE_LETTERS = 40


@kept_with_model
def specimens_data(model: Model) -> Tables:
    """Return the training specimens: measurements, group, its row."""
    schema, training = model.schema, model.training
    columns = dict(zip(schema.names, training.measurements.T, strict=True))
    groups = [schema.group_names[code] for code in training.codes]
    rows = [_row(schema, code) for code in training.codes.tolist()]
    return {"specimens": pa.record_batch({**columns, "_group": groups, "_row": rows})}


def here_data(schema: Schema, known: Mapping[str, float]) -> Tables:
    """Return the Classify page's specimen; null is not drawn."""
    columns = {name: pa.array([known.get(name)], pa.float64()) for name in schema.names}
    return {"here": pa.record_batch(columns)}


@kept_with_model
def densities_data(model: Model) -> Tables:
    """Return the density curves; `_height` is 1 at a measurement's highest peak."""
    tables = [_densities(model, index) for index in range(len(model.schema.measurements))]
    return {"densities": pa.concat_batches(tables)}


def _densities(model: Model, index: int) -> pa.RecordBatch:
    schema, training = model.schema, model.training
    measurement, codes = schema.measurements[index], range(len(schema.groups))
    at = np.linspace(*measurement.slider_range, _PLACES)
    curves = [density(training.of_group(code)[:, index], at, measurement.step) for code in codes]
    heights = np.concatenate(curves) / np.max(curves)
    rows = np.repeat([_row(schema, code) for code in codes], at.size)
    return pa.record_batch(
        {
            "_measurement": [measurement.name] * heights.size,
            "_group": np.repeat(schema.group_names, at.size),
            "_value": np.tile(at, len(codes)),
            "_height": heights,
            "_row": rows,
            "_top": rows + 0.85 * heights,
        }
    )


def _row(schema: Schema, code: int) -> int:
    """Return a group's place on an upward axis, the first on top."""
    return len(schema.groups) - 1 - code


def scale(measurement: Measurement) -> alt.Scale:
    """Return the scale of a measurement: the range of its slider."""
    return alt.Scale(domain=list(measurement.slider_range), nice=False, zero=False)


def tooltip(schema: Schema) -> list[alt.Tooltip]:
    """Return the tooltip of a specimen."""
    return [
        alt.Tooltip("_group:N", title=schema.group.singular.capitalize()),
        *(
            alt.Tooltip(f"{m.name}:Q", title=m.title, format=f".{m.decimals}f")
            for m in schema.measurements
        ),
    ]


def opacity(model: Model) -> float:
    """Return a specimen's opacity, fainter among many."""
    return 0.75 if len(model.training.codes) < _MANY else 0.45


def marker(x: alt.X, y: alt.Y, size: float) -> list[alt.Chart]:
    """Return the mark of the Classify page's specimen, as on its map."""
    here = named("here").encode(x, y)
    ring = here.mark_point(
        clip=True, shape="circle", size=size, color="black", strokeWidth=1.5, opacity=1
    )
    halo, cross = (
        here.mark_point(clip=True, filled=True, shape=shape, size=area, color=color, opacity=opaque)
        for shape, area, color, opaque in (
            ("circle", size, "white", 0.9),
            ("cross", 0.4 * size, "black", 1),
        )
    )
    return [halo, ring, cross]


def ticks(measurement: Measurement, count: int) -> dict[str, Any]:
    """Return an axis's number format, with long thousands as “20k”."""
    long = max(map(abs, measurement.slider_range)) >= 10_000
    return {"tickCount": count, "format": "~s"} if long else {"tickCount": count}


def _axis(measurement: Measurement, *, grid: bool = True) -> alt.Axis:
    return alt.Axis(
        title=wrapped(measurement.title, _TITLE_LETTERS, 2),
        **ticks(measurement, 6),
        grid=grid,
        gridOpacity=0.5,
        domain=False,
    )


@kept_with_model
def pair_spec(model: Model, x: int, y: int, ink: str) -> Spec:
    """Return a scatter plot of measurements x and y, with trends overall and by group."""
    schema = model.schema
    own, other = schema.measurements[x], schema.measurements[y]
    across = alt.X(f"{own.name}:Q", scale=scale(own), axis=_axis(own))
    up = alt.Y(f"{other.name}:Q", scale=scale(other), axis=_axis(other))
    signs = legend(schema, _LEGEND_WIDTH)
    specimens = named("specimens").encode(across, up)
    points = specimens.mark_point(filled=True, size=60, opacity=opacity(model), aria=False).encode(
        group_color(schema, "_group", signs), group_shape(schema, "_group", signs)
    )
    trends = (
        specimens.transform_regression(own.name, other.name, groupby=["_group"])
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(group_color(schema, "_group", signs))
    )
    overall = specimens.transform_regression(own.name, other.name).mark_line(
        strokeWidth=2.5, clip=True, color=ink, strokeDash=[7, 4]
    )
    layers = alt.layer(
        points.encode(tooltip=tooltip(schema)), trends, overall, *marker(across, up, 300)
    )
    rows = math.ceil(len(schema.groups) / signs.columns)
    height = _PAIR_HEIGHT + rows * _LEGEND_ROW
    return bare(layers.properties(height=height), padding=_PADDING)


@kept_with_model
def distribution_spec(model: Model, index: int, ink: str) -> Spec:
    """Return one measurement's density by group, and a tick for every specimen."""
    schema = model.schema
    measurement, k = schema.measurements[index], len(schema.groups)
    own = alt.X(f"{measurement.name}:Q", scale=scale(measurement))
    rows = alt.Scale(domain=[-0.25, k], nice=False)
    names = alt.Axis(
        title=None,
        values=list(range(k)),
        labelExpr=label_expression(signed_names(schema)[::-1], 18, 2),
        labelFontSize=13,
        labelPadding=8,
        labelOverlap=False,
        ticks=False,
        domain=False,
        grid=False,
    )
    curves = (
        named("densities")
        .transform_filter(alt.datum._measurement == measurement.name)
        .mark_area(opacity=0.6, line=True, aria=False)
        .encode(
            alt.X("_value:Q", scale=scale(measurement), axis=_axis(measurement, grid=False)),
            alt.Y("_top:Q", scale=rows, axis=names),
            alt.Y2("_row:Q"),
            group_color(schema, "_group"),
        )
    )
    marks = (
        named("specimens")
        .mark_tick(orient="vertical", height=9, thickness=1.5, yOffset=7, opacity=0.45, aria=False)
        .encode(
            own, alt.Y("_row:Q", scale=rows), group_color(schema, "_group"), tooltip=tooltip(schema)
        )
    )
    here = (
        named("here")
        .mark_rule(color=ink, strokeWidth=1.5, strokeDash=[4, 3], clip=True)
        .encode(own)
    )
    height = 60 * k + 57  # the rows, the axis below them
    return bare(alt.layer(curves, marks, here).properties(height=height), padding=_PADDING)


def distribution_words(model: Model, index: int) -> str:
    """Describe the chart of a measurement."""
    schema, m = model.schema, model.schema.measurements[index]
    rows = []
    for s in (summary for summary in summaries(model) if summary.index == index):
        low, high, mean = (m.quantity(v, m.decimals) for v in (s.smallest, s.largest, s.mean))
        rows.append(f"{schema.group_names[s.code]} {low} to {high} with a mean of {mean}")
    return f"{m.label} by {schema.group.singular}: {', '.join(rows)}."
