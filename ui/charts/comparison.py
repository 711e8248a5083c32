"""The Model page's comparisons: with other models, over C, with fewer rows.

Each `…_spec` is a chart, its words in the colour ink because text marks can't follow the theme;
`…_data` makes its tables, `…_words` describes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import altair as alt
import pyarrow as pa

from iris_model.evaluation import THIS_MODEL, CurvePoint, Figure, LearningPoint, ModelFigures
from iris_model.phrasing import listed, percentage
from ui.charts.base import PERCENT, Spec, Tables, bare, named
from ui.palette import NEUTRAL

_ROW = 54
"""Pixels of each row."""


@dataclass(frozen=True)
class Measure:
    """A figure to compare models by."""

    key: Literal["log_loss", "accuracy", "brier", "calibration_error"]
    label: str
    better: str
    meaning: str


_MEASURES = (
    Measure(
        "log_loss", "Log loss", "lower is better", "Confident mistakes cost most. 0 is perfect."
    ),
    Measure(
        "accuracy",
        "Right answers",
        "higher is better",
        "How often the most likely name is the right one, however sure the model was.",
    ),
    Measure(
        "brier",
        "Brier score",
        "lower is better",
        "The squared distance of the probabilities from the truth: 0 is perfect, 2 is sure and "
        "wrong every time. Milder than log loss on a single bad mistake.",
    ),
    Measure(
        "calibration_error",
        "Calibration error",
        "lower is better",
        "How far a stated probability is from how often it comes true, on average. A model that "
        "always gives the same answer scores close to 0, so a low one alone is no use.",
    ),
)
MEASURES = {measure.label: measure for measure in _MEASURES}
"""By label, in the order of the page and its tables."""


def comparison_spec(count: int, measure: Measure, ink: str) -> Spec:
    """Return a row for each of `count` models: name, mean, one spread each way."""
    is_share = measure.key == "accuracy"
    x = alt.X(
        "mean:Q",
        title=f"{measure.label}, {measure.better}",
        scale=alt.Scale(zero=not is_share, padding=10),
        axis=alt.Axis(tickCount=5, labelExpr=PERCENT if is_share else "datum.label"),
    )
    base = named("models").encode(alt.Y("place:O", sort=None, axis=None))
    color = alt.Color("color:N", scale=None)
    names = base.mark_text(align="left", dy=-12, fontSize=13, color=ink, limit=230).encode(
        alt.Text("name:N"), x=alt.value(0)
    )
    figures = base.mark_text(align="right", dy=-12, fontSize=13, color=ink).encode(
        alt.Text("text:N"), x=alt.value("width")
    )
    track = base.mark_rule(color=NEUTRAL, opacity=0.2, yOffset=8)
    spread = base.mark_rule(strokeWidth=3, opacity=0.5, yOffset=8).encode(
        alt.X("low:Q"), alt.X2("high:Q"), color
    )
    mean = base.mark_point(filled=True, size=110, opacity=1, yOffset=8).encode(x, color)
    layers = alt.layer(track, names, spread, mean, figures)
    return bare(layers.properties(height=_ROW * count + 50))


def comparison_data(models: Sequence[ModelFigures], measure: Measure, ink: str) -> Tables:
    """Return the table of `comparison_spec`."""
    figures = [getattr(model, measure.key) for model in models]
    columns = {
        "place": range(len(models)),
        "name": [model.name for model in models],
        "mean": [f.mean for f in figures],
        "low": [f.mean - f.spread for f in figures],
        "high": [f.mean + f.spread for f in figures],
        "text": [measured(f, measure) for f in figures],
        "color": [ink if model.name == THIS_MODEL else NEUTRAL for model in models],
    }
    return {"models": pa.record_batch(columns)}


def comparison_words(models: Sequence[ModelFigures], measure: Measure) -> str:
    """Say what the chart of one measure shows."""
    parts = [f"{model.name} {measured(getattr(model, measure.key), measure)}" for model in models]
    return f"{measure.label}, {measure.better}: {listed(parts)}."


def measured(figure: Figure, measure: Measure) -> str:
    """Return mean and spread of a figure as text."""
    if measure.key == "accuracy":
        return f"{100 * figure.mean:.1f} ± {100 * figure.spread:.1f} %"
    return f"{figure.mean:.3f} ± {figure.spread:.3f}"


def curve_spec(curve: Sequence[CurvePoint], ink: str) -> Spec:
    """Return the log loss over C, both logarithmic, with a band of one spread."""
    lowest, highest = min(map(_low, curve)), max(map(_high, curve))
    x = alt.X(
        "C:Q",
        title="C, from timid to overconfident",
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(tickCount=5, format=",~g", grid=False),
    )
    height = alt.Scale(type="log", domain=[lowest, highest], nice=False)
    y = alt.Y("mean:Q", title="Log loss", scale=height, axis=alt.Axis(tickCount=4, format="~g"))
    points_tried = named("curve")
    band = points_tried.mark_area(color=NEUTRAL, opacity=0.3).encode(
        x, alt.Y("low:Q", scale=height), alt.Y2("high:Q")
    )
    line = points_tried.mark_line(color=NEUTRAL, strokeWidth=2, point={"color": NEUTRAL}).encode(
        x, y
    )
    points = named("points").encode(x, y)
    dots = points.mark_point(filled=True, size=130, opacity=1, color=ink)
    names = points.mark_text(align="right", dx=-10, dy=12, fontSize=13, color=ink).encode(
        alt.Text("name:N")
    )
    return bare(alt.layer(band, line, dots, names).properties(height=300))


def curve_data(curve: Sequence[CurvePoint], chosen: float, *, tutorial: bool) -> Tables:
    """Return the tables of `curve_spec`; chosen is this model's C."""
    columns = {
        "C": [point.c for point in curve],
        "mean": [point.log_loss.mean for point in curve],
        "low": [_low(point) for point in curve],
        "high": [_high(point) for point in curve],
    }
    names = {chosen: f"C = {chosen:g}, here"}
    if tutorial:
        names[1.0] = "C = 1, the tutorial"
    points = [p for p in curve if p.c in names]
    marked = {
        "C": [p.c for p in points],
        "mean": [p.log_loss.mean for p in points],
        "name": [names[p.c] for p in points],
    }
    return {"curve": pa.record_batch(columns), "points": pa.record_batch(marked)}


def _low(point: CurvePoint) -> float:
    """Return the mean less one spread, where that has a logarithm."""
    return max(point.log_loss.mean - point.log_loss.spread, point.log_loss.mean / 2, 1e-9)


def _high(point: CurvePoint) -> float:
    return max(point.log_loss.mean + point.log_loss.spread, 1e-8)


def curve_words(curve: Sequence[CurvePoint]) -> str:
    """Say what the curve shows."""
    lowest = min(curve, key=lambda point: point.log_loss.mean)
    parts = [f"{point.log_loss.mean:.3f} at {point.c:,.5g}" for point in curve]
    return f"Log loss over C, lowest at C = {lowest.c:g}: {listed(parts)}."


@cache
def learning_spec(ink: str) -> Spec:
    """Return right answers over training rows, with their spread."""
    scale = alt.Scale(zero=False, padding=24)
    rows = alt.X(
        "rows:Q",
        title="Training rows",
        scale=scale,
        # The room at the left may begin below zero.
        axis=alt.Axis(grid=False, tickCount=5, labelExpr="datum.value < 0 ? '' : datum.label"),
    )
    share = alt.Y(
        "mean:Q",
        title="Right answers",
        scale=alt.Scale(zero=False, padding=18),
        axis=alt.Axis(labelExpr=PERCENT, tickCount=4),
    )
    points = named("learning").encode(rows, share)
    spread = points.mark_rule(color=ink, opacity=0.35, strokeWidth=3).encode(
        alt.Y("low:Q"), alt.Y2("high:Q")
    )
    line = points.mark_line(color=NEUTRAL, strokeWidth=2)
    dots = points.mark_point(filled=True, size=110, opacity=1, color=ink)
    text = points.mark_text(dy=-10, fontSize=13, color=ink).encode(
        alt.Y("high:Q"), alt.Text("text:N")
    )
    return bare(alt.layer(line, spread, dots, text).properties(height=260))


def learning_data(learning: Sequence[LearningPoint]) -> Tables:
    """Return the table of `learning_spec`, with words at both ends, where there is room."""
    ends = (learning[0], learning[-1])
    columns = {
        "rows": [point.rows for point in learning],
        "mean": [point.accuracy.mean for point in learning],
        "low": [point.accuracy.mean - point.accuracy.spread for point in learning],
        "high": [min(point.accuracy.mean + point.accuracy.spread, 1.0) for point in learning],
        "text": [percentage(p.accuracy.mean) if p in ends else "" for p in learning],
    }
    return {"learning": pa.record_batch(columns)}


def learning_words(learning: Sequence[LearningPoint]) -> str:
    """Say what the learning curve shows."""
    parts = [f"{percentage(point.accuracy.mean)} with {point.rows:,}" for point in learning]
    return f"Right answers by number of training rows: {listed(parts)}."
