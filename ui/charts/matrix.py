"""The Explore page's matrix: scatter plots, densities and correlations."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pyarrow as pa

from iris_model.description import Correlation, correlations, signed
from iris_model.model import Model, kept_with_model
from iris_model.schema import Schema
from ui.charts.base import Spec, Tables, legend, named, wrapped
from ui.charts.explore import marker, opacity, scale, ticks, tooltip
from ui.palette import NEUTRAL, SYMBOLS, group_color, group_shape

MOST = 5
"""Measurements that a matrix shows, at most."""
_BRUSH = "brush"
_LARGEST_CELL = 280
_LEGEND_ROW, _AROUND = 28, 84
"""Pixels, measured: a row of the legend; what else is above and below the cells."""
_Cell = alt.LayerChart | alt.FacetChart  # what alt.layer says it returns


@dataclass(frozen=True)
class Style:
    """A matrix's sizes in pixels, but for the number of ticks and areas of marks."""

    width: int
    """Side of a cell."""
    height: int
    gap: int
    ticks: int
    axis_font: int
    name_font: int
    figure_font: int
    point: int
    marker: int

    @property
    def lines(self) -> int:
        """Return how many lines of figures fit a cell."""
        return int(self.height / (1.3 * self.figure_font))


def matrix_style(width: int, count: int) -> Style:
    """Return the style for `count` measurements in a width in pixels."""
    if width < 560:
        margin, gap, fonts, marks = 32, 6, (9, 10, 10), (10, 70)
    elif width < 900:
        margin, gap, fonts, marks = 44, 8, (11, 12, 12), (20, 120)
    else:
        margin, gap, fonts, marks = 48, 12, (12, 14, 14), (34, 190)
    cell = min((width - margin - gap * (count - 1)) // count, _LARGEST_CELL)
    height = max(round(0.72 * cell), min(cell, 110))
    return Style(cell, height, gap, 3 if cell < 120 else 4, *fonts, *marks)


def matrix_height(schema: Schema, width: int, count: int) -> int:
    """Return a matrix's height in pixels, with legend and figures."""
    style = matrix_style(width, count)
    cells = count * style.height + (count - 1) * style.gap
    legend_rows: int = math.ceil(len(schema.groups) / legend(schema, width).columns)
    return cells + _LEGEND_ROW * legend_rows + _AROUND


def matrix_words(schema: Schema, shown: Sequence[int]) -> str:
    """Say what a matrix of these measurements shows."""
    names = ", ".join(schema.measurements[index].phrase for index in shown)
    return (
        f"Scatter plots of each pair of {names}; the density of each by {schema.group.singular}; "
        "and their correlations, which a table below gives too."
    )


@kept_with_model
def correlations_data(model: Model) -> Tables:
    """Return the upper half's figures: each pair, overall and by group."""
    rows = [row for each in correlations(model) for row in _figures(model.schema, each)]
    return {"correlations": pa.RecordBatch.from_pylist(rows)}


def _figures(schema: Schema, correlation: Correlation) -> list[dict[str, str | int | float]]:
    of_groups = zip(SYMBOLS, schema.group_names, correlation.within, strict=False)
    return [
        {
            "_pair": _view(correlation.x, correlation.y),
            "_row": row,
            "_group": name,
            "_symbol": symbol,
            "_text": signed(r),
            "_shade": 0.16 if correlation.changes_sign else 0.0,
        }
        for row, (symbol, name, r) in enumerate([("all", "", correlation.overall), *of_groups])
    ]


@kept_with_model
def matrix_spec(model: Model, shown: tuple[int, ...], width: int, ink: str) -> Spec:
    """Return all pairs: scatter plots below the diagonal, densities on it, correlations above.

    shown are indices of measurements. A rectangle in one plot selects specimens in all. Altair
    would check the cells again on joining them, at twice the cost, and rename the views.
    """
    style = matrix_style(width, len(shown))
    places = range(len(shown))
    cells = [
        _cell(model, (shown[column], shown[row]), (column, row, len(shown)), style, width, ink)
        .properties(width=style.width, height=style.height)
        .to_dict(validate=False)
        for row in places
        for column in places
    ]
    views = [_view(shown[column], shown[row]) for row in places for column in range(row)]
    return {
        "$schema": alt.SCHEMA_URL,
        "concat": [
            {key: part for key, part in cell.items() if key not in ("$schema", "config")}
            for cell in cells
        ],
        "columns": len(shown),
        "spacing": style.gap,
        "autosize": "pad",
        "params": [{"name": _BRUSH, "select": "interval", "views": views}],
        "config": {"view": {"stroke": NEUTRAL, "strokeOpacity": 0.3}},
    }


def _view(x: int, y: int) -> str:
    """Return the name of a pair's scatter plot."""
    return f"pair_{x}_{y}"


def _cell(
    model: Model,
    pair: tuple[int, int],
    place: tuple[int, int, int],
    style: Style,
    width: int,
    ink: str,
) -> _Cell:
    """Return one cell; place is its column, its row, and the number of each."""
    (x, y), (column, row, count) = pair, place
    signs = legend(model.schema, width)
    across = _axis(model.schema, x, style, labels=row == count - 1)
    if row == column:
        return _density_cell(model.schema, x, across, style, signs, ink)
    if row < column:
        return _correlation_cell(model.schema, _view(y, x), style, signs, ink)
    up = _axis(model.schema, y, style, labels=column == 0)
    return _scatter_cell(model, pair, (across, up), style, signs)


def _axis(schema: Schema, index: int, style: Style, *, labels: bool) -> alt.Axis:
    return alt.Axis(
        title=None,
        labels=labels,
        ticks=False,
        domain=False,
        gridOpacity=0.4,
        **ticks(schema.measurements[index], style.ticks),
        labelFontSize=style.axis_font,
    )


def _scatter_cell(
    model: Model,
    pair: tuple[int, int],
    axes: tuple[alt.Axis, alt.Axis],
    style: Style,
    signs: alt.Legend,
) -> _Cell:
    schema = model.schema
    x, y = (schema.measurements[index] for index in pair)
    across = alt.X(f"{x.name}:Q", scale=scale(x), axis=axes[0])
    up = alt.Y(f"{y.name}:Q", scale=scale(y), axis=axes[1])
    bright = alt.when(alt.param(_BRUSH)).then(alt.value(opacity(model)))
    points = (
        named("specimens")
        .mark_point(filled=True, size=style.point, aria=False)
        .encode(
            across,
            up,
            group_color(schema, "_group", signs),
            group_shape(schema, "_group", signs),
            tooltip=tooltip(schema),
            opacity=bright.otherwise(alt.value(0.08)),
        )
        .properties(name=_view(*pair))
    )
    return alt.layer(points, *marker(across, up, style.marker))


def _density_cell(
    schema: Schema, index: int, axis: alt.Axis, style: Style, signs: alt.Legend, ink: str
) -> _Cell:
    measurement = schema.measurements[index]
    letters = max(6, int((style.width - 2 * style.gap) / (0.55 * style.name_font)))
    name = wrapped(measurement.title, letters)
    head = 2 * style.gap + len(name) * style.name_font
    top = style.height / max(style.height - head, style.height / 3)
    curves = (
        named("densities")
        .transform_filter(alt.datum._measurement == measurement.name)
        .mark_area(opacity=0.55, aria=False)
        .encode(
            alt.X("_value:Q", scale=scale(measurement), axis=axis),
            alt.Y("_height:Q", stack=None, axis=None, scale=alt.Scale(domain=[0, top])),
            group_color(schema, "_group", signs),
        )
    )
    here = named("here")
    rule = here.mark_rule(
        y=head, y2="height", color=ink, strokeWidth=1.5, strokeDash=[4, 3], clip=True
    ).encode(alt.X(f"{measurement.name}:Q", scale=scale(measurement)))
    text = here.mark_text(
        x=style.gap,
        y=style.gap,
        text=name,
        align="left",
        baseline="top",
        fontSize=style.name_font,
        fontWeight=600,
        color=ink,
        limit=style.width - style.gap,
    )
    return alt.layer(curves, rule, text)


def _correlation_cell(
    schema: Schema, pair: str, style: Style, signs: alt.Legend, ink: str
) -> _Cell:
    """Return a pair's figures: overall, and by group if there is room."""
    figures = named("correlations").transform_filter(alt.datum._pair == pair)
    overall = figures.transform_filter(alt.datum._row == 0)
    if style.lines <= len(schema.groups):
        figures = overall
    row = alt.Y("_row:O", axis=None, scale=alt.Scale(paddingOuter=0.6))
    left, right = (style.width / 2 + style.figure_font * side for side in (-1, 2.2))
    everyone, symbols, numbers = (
        chart.mark_text(x=place, align="right", fontSize=style.figure_font, color=ink).encode(
            row, alt.Text(column)
        )
        for chart, place, column in (
            (overall, left, "_symbol:N"),
            (figures.transform_filter(alt.datum._row > 0), left, "_symbol:N"),
            (figures, right, "_text:N"),
        )
    )
    shade = overall.mark_rect(color=NEUTRAL).encode(alt.Opacity("_shade:Q", scale=None))
    color = group_color(schema, "_group", signs)
    return alt.layer(shade, everyone, symbols.encode(color), numbers)
