"""How the varieties look, everywhere: one colour and one shape each.

The colours hold 3:1 against both backgrounds and stay apart under protanopia and deuteranopia
(tests/ui/test_palette.py measures it), so one set serves the light and the dark theme.
"""

import altair as alt

from iris_model.dataset import VARIETIES

VARIETY_COLORS = dict(zip(VARIETIES, ("#1F7FD0", "#D9730D", "#008F6B"), strict=True))
VARIETY_SHAPES = dict(zip(VARIETIES, ("circle", "square", "triangle-up"), strict=True))
VARIETY_SYMBOLS = dict(zip(VARIETIES, ("●", "■", "▲"), strict=True))
"""The same shapes as text, for sentences and tables."""
NEUTRAL = "#7F8694"
"""Rules, guides and baselines; 3:1 against both backgrounds."""


def variety_color(field: str = "variety", legend: alt.Legend | None = None) -> alt.Color:
    """Return the colour encoding of a column that holds variety names."""
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=list(VARIETIES), range=list(VARIETY_COLORS.values())),
        legend=legend,
    )


def variety_shape(field: str = "variety", legend: alt.Legend | None = None) -> alt.Shape:
    """Return the shape encoding of a column that holds variety names."""
    return alt.Shape(
        f"{field}:N",
        scale=alt.Scale(domain=list(VARIETIES), range=list(VARIETY_SHAPES.values())),
        legend=legend,
    )
