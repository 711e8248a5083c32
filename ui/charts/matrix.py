"""The Explore page's matrix of all pairs: scatter plots, densities and correlations at once."""

from dataclasses import dataclass
from functools import cache

import altair as alt
import pyarrow as pa

from iris_model.dataset import MEASUREMENTS, VARIETIES, Measurement
from iris_model.description import PAIRS, Correlation, signed
from ui.charts.base import Spec, Tables, named
from ui.charts.explore import LEGEND, marker, scale, tooltip
from ui.palette import NEUTRAL, VARIETY_SYMBOLS, variety_color, variety_shape

MATRIX_WORDS = (
    "Scatter plots of the six pairs of measurements, the density of each measurement by variety, "
    "and the correlations, which a table below gives too."
)
_BRUSH = "brush"
_Cell = alt.LayerChart | alt.FacetChart  # what alt.layer says it returns


@dataclass(frozen=True)
class Style:
    """A size of the matrix: pixels, but for the number of ticks and the areas of the marks."""

    key: str
    """The name that ui/style.css knows it by."""
    width: int
    height: int
    gap: int
    ticks: int
    axis_font: int
    name_font: int
    figure_font: int
    point: int
    marker: int


STYLES = (
    Style("matrix_large", 224, 160, 12, 4, 12, 14, 14, 34, 190),
    Style("matrix_medium", 138, 110, 8, 4, 11, 12, 12, 20, 120),
    Style("matrix_small", 74, 74, 6, 3, 9, 10, 11, 10, 70),
)
"""For a desk, a tablet, and a phone of 390 pixels."""


def correlations_data(correlations: tuple[Correlation, ...]) -> Tables:
    """Return the figures of the matrix's upper half, four rows a pair."""
    rows = [
        {
            "pair": _view(correlation.x, correlation.y),
            "row": row,
            "variety": variety,
            "symbol": VARIETY_SYMBOLS.get(variety, variety),
            "text": signed(r),
            "shade": 0.16 if correlation.changes_sign else 0.0,
        }
        for correlation in correlations
        for row, (variety, r) in enumerate(
            zip(["all", *VARIETIES], [correlation.overall, *correlation.within], strict=True)
        )
    ]
    return {"correlations": pa.RecordBatch.from_pylist(rows)}


@cache
def matrix_spec(ink: str, style: Style) -> Spec:
    """Return all pairs: scatter plots below the diagonal, densities on it, correlations above.

    A rectangle drawn in any scatter plot picks flowers, and picks them out in all of them. The
    cells are joined by hand: Altair would copy and check them all again, at more than twice the
    cost, and rename the views.
    """
    cells = [
        _cell(row, column, style, ink)
        .properties(width=style.width, height=style.height)
        .to_dict(validate=False)
        for row in range(len(MEASUREMENTS))
        for column in range(len(MEASUREMENTS))
    ]
    views = [_view(MEASUREMENTS[column], MEASUREMENTS[row]) for column, row in PAIRS]
    return {
        "$schema": alt.SCHEMA_URL,
        "concat": [
            {key: part for key, part in cell.items() if key not in ("$schema", "config")}
            for cell in cells
        ],
        "columns": len(MEASUREMENTS),
        "spacing": style.gap,
        "autosize": "pad",
        "params": [{"name": _BRUSH, "select": "interval", "views": views}],
        "config": {"view": {"stroke": NEUTRAL, "strokeOpacity": 0.3}},
    }


def _view(x: Measurement, y: Measurement) -> str:
    """Return the name of a pair's scatter plot."""
    return f"{x.name}_{y.name}"


def _cell(row: int, column: int, style: Style, ink: str) -> _Cell:
    x, y = MEASUREMENTS[column], MEASUREMENTS[row]
    across = _axis(style, labels=row == len(MEASUREMENTS) - 1)
    if row == column:
        return _density_cell(x, across, style, ink)
    if row < column:
        return _correlation_cell(_view(y, x), style, ink)
    up = _axis(style, labels=column == 0)
    return _scatter_cell(x, y, (across, up), style)


def _axis(style: Style, *, labels: bool) -> alt.Axis:
    """Return the grid of a cell; only the cells at the edge of the matrix have its figures."""
    return alt.Axis(
        title=None,
        labels=labels,
        ticks=False,
        domain=False,
        gridOpacity=0.4,
        tickCount=style.ticks,
        labelFontSize=style.axis_font,
    )


def _scatter_cell(
    x: Measurement, y: Measurement, axes: tuple[alt.Axis, alt.Axis], style: Style
) -> _Cell:
    across = alt.X(f"{x.name}:Q", scale=scale(x), axis=axes[0])
    up = alt.Y(f"{y.name}:Q", scale=scale(y), axis=axes[1])
    flowers = (
        named("flowers")
        .mark_point(filled=True, size=style.point, aria=False)
        .encode(
            across,
            up,
            variety_color(legend=LEGEND),
            variety_shape(legend=LEGEND),
            tooltip=tooltip(),
            opacity=alt.when(alt.param(_BRUSH)).then(alt.value(0.85)).otherwise(alt.value(0.1)),
        )
        .properties(name=_view(x, y))
    )
    return alt.layer(flowers, *marker(across, up, style.marker))


def _density_cell(measurement: Measurement, axis: alt.Axis, style: Style, ink: str) -> _Cell:
    curves = (
        named("densities")
        .transform_filter(alt.datum.measurement == measurement.name)
        .mark_area(opacity=0.55, aria=False)
        .encode(
            alt.X("value:Q", scale=scale(measurement), axis=axis),
            alt.Y("height:Q", stack=None, axis=None, scale=alt.Scale(domain=[0, 1.45])),
            variety_color(legend=LEGEND),
        )
    )
    here = named("here")
    rule = here.mark_rule(
        y=2 * style.gap + style.name_font,
        y2="height",
        color=ink,
        strokeWidth=1.5,
        strokeDash=[4, 3],
    ).encode(alt.X(f"{measurement.name}:Q", scale=scale(measurement)))
    name = here.mark_text(
        x=style.gap,
        y=style.gap,
        text=measurement.label,
        align="left",
        baseline="top",
        fontSize=style.name_font,
        fontWeight=600,
        color=ink,
    )
    return alt.layer(curves, rule, name)


def _correlation_cell(pair: str, style: Style, ink: str) -> _Cell:
    figures = named("correlations").transform_filter(alt.datum.pair == pair)
    overall = figures.transform_filter(alt.datum.row == 0)
    row = alt.Y("row:O", axis=None, scale=alt.Scale(paddingOuter=0.6))
    left, right = (style.width / 2 + style.figure_font * side for side in (-1, 2.2))
    everyone, symbols, numbers = (
        chart.mark_text(x=place, align="right", fontSize=style.figure_font, color=ink).encode(
            row, alt.Text(column)
        )
        for chart, place, column in (
            (overall, left, "symbol:N"),
            (figures.transform_filter(alt.datum.row > 0), left, "symbol:N"),
            (figures, right, "text:N"),
        )
    )
    shade = overall.mark_rect(color=NEUTRAL).encode(alt.Opacity("shade:Q", scale=None))
    return alt.layer(shade, everyone, symbols.encode(variety_color(legend=LEGEND)), numbers)
