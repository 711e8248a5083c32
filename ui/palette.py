"""The colour and the shape of each group in charts, by its place in the schema.

The colours have a contrast of 3:1 with both backgrounds, light and dark. The first three differ
under protanopia and deuteranopia (measured in tests/ui/test_palette.py); no eight do, so shape and
name are always shown too.
"""

import altair as alt

from iris_model import signs
from iris_model.schema import Schema

COLORS, SYMBOLS = signs.COLORS, signs.SYMBOLS
SHAPES = (
    *("circle", "square", "triangle-up", "diamond"),
    *("cross", "triangle-down", "triangle-right", "triangle-left"),
)
"""Vega's names."""
NEUTRAL = "#7F8694"
"""Colour of rules, guides and baselines; contrast 3:1 with both backgrounds."""


def signed_names(schema: Schema) -> list[str]:
    """Return each group's symbol and name: colour is never the only sign."""
    return [f"{symbol} {name}" for symbol, name in zip(SYMBOLS, schema.group_names, strict=False)]


def group_color(
    schema: Schema, field: str = "group", legend: alt.Legend | None = None
) -> alt.Color:
    """Return the colour encoding of a column that holds group names."""
    return alt.Color(f"{field}:N", scale=_scale(schema, COLORS), legend=legend)


def group_shape(
    schema: Schema, field: str = "group", legend: alt.Legend | None = None
) -> alt.Shape:
    """Return the shape encoding of a column that holds group names."""
    return alt.Shape(f"{field}:N", scale=_scale(schema, SHAPES), legend=legend)


def _scale(schema: Schema, signs: tuple[str, ...]) -> alt.Scale:
    names = list(schema.group_names)
    return alt.Scale(domain=names, range=list(signs[: len(names)]))
