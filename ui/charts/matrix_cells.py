"""The cells of the Explore page's matrix, and their sizes."""

from dataclasses import dataclass

import altair as alt

from iris_model.model import Model
from ui.charts.base import group_color, group_shape, named, wrapped
from ui.charts.explore import marker, opacity, scale, ticks, tooltip
from ui.palette import NEUTRAL

BRUSH = "brush"
"""The selection of specimens by a rectangle."""
_LARGEST_CELL = 280
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


def view_name(x: int, y: int) -> str:
    """Return the name of a pair's scatter plot."""
    return f"pair_{x}_{y}"


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a matrix, by the indices of their measurements."""

    model: Model
    shown: tuple[int, ...]
    """Rising."""
    style: Style
    signs: alt.Legend
    ink: str

    def cell(self, x: int, y: int) -> _Cell:
        """Return the cell in the column of x and the row of y."""
        if x == y:
            return self._densities(x)
        return self._scatter(x, y) if x < y else self._correlation(view_name(y, x))

    def _axis(self, index: int, *, labels: bool) -> alt.Axis:
        return alt.Axis(
            title=None,
            labels=labels,
            ticks=False,
            domain=False,
            gridOpacity=0.4,
            **ticks(self.model.schema.measurements[index], self.style.ticks),
            labelFontSize=self.style.axis_font,
        )

    def _scatter(self, x: int, y: int) -> _Cell:
        schema = self.model.schema
        own, other = schema.measurements[x], schema.measurements[y]
        across = alt.X(
            f"{own.name}:Q", scale=scale(own), axis=self._axis(x, labels=y == self.shown[-1])
        )
        up = alt.Y(
            f"{other.name}:Q", scale=scale(other), axis=self._axis(y, labels=x == self.shown[0])
        )
        bright = alt.when(alt.param(BRUSH)).then(alt.value(opacity(self.model)))
        points = (
            named("specimens")
            .mark_point(filled=True, size=self.style.point, aria=False)
            .encode(
                across,
                up,
                group_color(schema, "_group", self.signs),
                group_shape(schema, "_group", self.signs),
                tooltip=tooltip(schema),
                opacity=bright.otherwise(alt.value(0.08)),
            )
            .properties(name=view_name(x, y))
        )
        return alt.layer(points, *marker(across, up, self.style.marker))

    def _densities(self, index: int) -> _Cell:
        schema, style = self.model.schema, self.style
        measurement = schema.measurements[index]
        axis = self._axis(index, labels=index == self.shown[-1])
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
                group_color(schema, "_group", self.signs),
            )
        )
        here = named("here")
        rule = here.mark_rule(
            y=head, y2="height", color=self.ink, strokeWidth=1.5, strokeDash=[4, 3], clip=True
        ).encode(alt.X(f"{measurement.name}:Q", scale=scale(measurement)))
        text = here.mark_text(
            x=style.gap,
            y=style.gap,
            text=name,
            align="left",
            baseline="top",
            fontSize=style.name_font,
            fontWeight=600,
            color=self.ink,
            limit=style.width - style.gap,
        )
        return alt.layer(curves, rule, text)

    def _correlation(self, pair: str) -> _Cell:
        """Return a pair's figures: overall, and by group if there is room."""
        schema, style = self.model.schema, self.style
        figures = named("correlations").transform_filter(alt.datum._pair == pair)
        overall = figures.transform_filter(alt.datum._row == 0)
        if style.lines <= len(schema.groups):
            figures = overall
        row = alt.Y("_row:O", axis=None, scale=alt.Scale(paddingOuter=0.6))
        left, right = (style.width / 2 + style.figure_font * side for side in (-1, 2.2))
        everyone, symbols, numbers = (
            chart.mark_text(
                x=place, align="right", fontSize=style.figure_font, color=self.ink
            ).encode(row, alt.Text(column))
            for chart, place, column in (
                (overall, left, "_symbol:N"),
                (figures.transform_filter(alt.datum._row > 0), left, "_symbol:N"),
                (figures, right, "_text:N"),
            )
        )
        shade = overall.mark_rect(color=NEUTRAL).encode(alt.Opacity("_shade:Q", scale=None))
        color = group_color(schema, "_group", self.signs)
        return alt.layer(shade, everyone, symbols.encode(color), numbers)
