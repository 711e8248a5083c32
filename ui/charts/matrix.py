"""The Explore page's matrix: scatter plots, densities and correlations."""

import math
from collections.abc import Sequence

import altair as alt
import pyarrow as pa

from iris_model.description import Correlation, correlations, signed
from iris_model.model import Model, kept_with_model
from iris_model.schema import Schema
from ui.charts.base import Spec, Tables, legend
from ui.charts.matrix_cells import BRUSH, Cells, matrix_style, view_name
from ui.palette import NEUTRAL, SYMBOLS

MOST = 5
"""Measurements that a matrix shows, at most."""
_LEGEND_ROW, _AROUND = 28, 84
"""Pixels, measured: a row of the legend; what else is above and below the cells."""


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
            "_pair": view_name(correlation.x, correlation.y),
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
    cells = Cells(model, shown, style, legend(model.schema, width), ink)
    drawn = [
        cells.cell(x, y).properties(width=style.width, height=style.height).to_dict(validate=False)
        for y in shown
        for x in shown
    ]
    views = [view_name(x, y) for y in shown for x in shown if x < y]
    return {
        "$schema": alt.SCHEMA_URL,
        "concat": [
            {key: part for key, part in cell.items() if key not in ("$schema", "config")}
            for cell in drawn
        ],
        "columns": len(shown),
        "spacing": style.gap,
        "autosize": "pad",
        "params": [{"name": BRUSH, "select": "interval", "views": views}],
        "config": {"view": {"stroke": NEUTRAL, "strokeOpacity": 0.3}},
    }
