"""How the groups look, everywhere: one colour and one shape each, by their place in the schema.

The colours hold 3:1 against both backgrounds, so one set serves the light and the dark theme. The
first three stay apart under protanopia and deuteranopia (tests/ui/test_palette.py measures it); of
eight no set does, so shape and name are always there too.
"""

import altair as alt

from iris_model import signs
from iris_model.schema import Schema

COLORS, SYMBOLS = signs.COLORS, signs.SYMBOLS
SHAPES = (
    *("circle", "square", "triangle-up", "diamond"),
    *("cross", "triangle-down", "triangle-right", "triangle-left"),
)
"""As Vega calls them."""
NEUTRAL = "#7F8694"
"""Rules, guides and baselines; 3:1 against both backgrounds."""


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
