"""The colour and the shape of each group in charts, by its place in the schema.

The colours have a contrast of 3:1 with both backgrounds, light and dark. The first three differ
under protanopia and deuteranopia (measured in tests/ui/test_palette.py); no eight do, so shape and
name are always shown too.
"""

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
