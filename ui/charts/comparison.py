"""The Model page's comparison with other models, and the curve over C that chose this one.

Each `…_spec` is built once with Altair, for one colour of words (ink: text marks can't follow the
theme by themselves); each `…_data` makes its tables, each `…_words` says the same in a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import altair as alt
import pyarrow as pa

from iris_model.evaluation import (
    THIS_MODEL,
    CurvePoint,
    Figure,
    ModelFigures,
)
from iris_model.phrasing import listed
from ui.charts.base import Spec, Tables, bare, named
from ui.palette import NEUTRAL


@dataclass(frozen=True)
class Measure:
    """A figure to compare models by, and what it means."""

    key: Literal["log_loss", "accuracy", "brier", "calibration_error"]
    label: str
    better: str
    meaning: str


_MEASURES = (
    Measure(
        "log_loss",
        "Log loss",
        "lower is better",
        "What a wrong answer costs, the more the surer it was. 0 is perfect; always saying one "
        "third for each variety costs 1.10.",
    ),
    Measure(
        "accuracy",
        "Accuracy",
        "higher is better",
        "The share of flowers whose most likely variety is the right one. It does not see whether "
        "the model was sure or in doubt.",
    ),
    Measure(
        "brier",
        "Brier score",
        "lower is better",
        "The squared distance of the three probabilities from the truth: 0 is perfect, 2 is sure "
        "and wrong every time. Milder than log loss with a single grave mistake.",
    ),
    Measure(
        "calibration_error",
        "Calibration error",
        "lower is better",
        "How far a stated probability lies from how often it comes true, on average. Always saying "
        "one third scores a perfect 0: calibrated is not yet useful.",
    ),
)
MEASURES = {measure.label: measure for measure in _MEASURES}
"""By label, in the order of the page and its tables."""


@cache
def comparison_spec(measure: Measure, ink: str) -> Spec:
    """Return a row a model: its name, its mean, and a bar of one spread to each side."""
    zero = measure.key != "accuracy"
    x = alt.X(
        "mean:Q",
        title=f"{measure.label}, {measure.better}",
        scale=alt.Scale(zero=zero),
        axis=alt.Axis(tickCount=5, format=".0%" if measure.key == "accuracy" else "~f"),
    )
    base = named("models").encode(alt.Y("name:N", sort=None, axis=None))
    color = alt.Color("color:N", scale=None)
    names = base.mark_text(align="left", dy=-11, fontSize=13, color=ink).encode(
        alt.Text("name:N"), x=alt.value(0)
    )
    track = base.mark_rule(color=NEUTRAL, opacity=0.2, yOffset=8)
    spread = base.mark_rule(strokeWidth=3, opacity=0.5, yOffset=8).encode(
        alt.X("low:Q"), alt.X2("high:Q"), color
    )
    mean = base.mark_point(filled=True, size=110, opacity=1, yOffset=8).encode(x, color)
    figures = base.mark_text(align="left", dx=9, dy=8, fontSize=13, color=ink).encode(
        alt.X("high:Q"), alt.Text("text:N")
    )
    return bare(alt.layer(track, names, spread, mean, figures).properties(height=420))


def comparison_data(models: Sequence[ModelFigures], measure: Measure, ink: str) -> Tables:
    """Return the table of `comparison_spec`."""
    figures = [getattr(model, measure.key) for model in models]
    columns = {
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


@cache
def curve_spec(ink: str) -> Spec:
    """Return the log loss over C, both logarithmic, with a band of one spread to each side."""
    x = alt.X(
        "C:Q",
        title="C, from timid to overconfident",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=[0.01, 1, 100, 10_000], format=",~g", grid=False),
    )
    height = alt.Scale(type="log", domain=[0.05, 0.7], nice=False)
    axis = alt.Axis(values=[0.05, 0.1, 0.2, 0.5], format="~g")
    y = alt.Y("mean:Q", title="Log loss", scale=height, axis=axis)
    curve = named("curve")
    band = curve.mark_area(color=NEUTRAL, opacity=0.3).encode(
        x, alt.Y("low:Q", scale=height), alt.Y2("high:Q")
    )
    line = curve.mark_line(color=NEUTRAL, strokeWidth=2, point={"color": NEUTRAL}).encode(x, y)
    points = named("points").encode(x, y)
    dots = points.mark_point(filled=True, size=130, opacity=1, color=ink)
    names = points.mark_text(align="right", dx=-10, dy=12, fontSize=13, color=ink).encode(
        alt.Text("name:N")
    )
    return bare(alt.layer(band, line, dots, names).properties(height=300))


def curve_data(curve: Sequence[CurvePoint], chosen: float) -> Tables:
    """Return the tables of `curve_spec`; chosen is this model's C."""
    columns = {
        "C": [point.c for point in curve],
        "mean": [point.log_loss.mean for point in curve],
        "low": [point.log_loss.mean - point.log_loss.spread for point in curve],
        "high": [point.log_loss.mean + point.log_loss.spread for point in curve],
    }
    names = {1.0: "C = 1, the tutorial", chosen: f"C = {chosen:g}, here"}
    points = [
        {"C": point.c, "mean": point.log_loss.mean, "name": names[point.c]}
        for point in curve
        if point.c in names
    ]
    return {"curve": pa.record_batch(columns), "points": pa.RecordBatch.from_pylist(points)}


def curve_words(curve: Sequence[CurvePoint]) -> str:
    """Say what the curve shows."""
    lowest = min(curve, key=lambda point: point.log_loss.mean)
    parts = [f"{point.log_loss.mean:.3f} at {point['C']:,.5g}" for point in curve]
    return f"Log loss over C, lowest at C = {lowest['C']:g}: {listed(parts)}."
