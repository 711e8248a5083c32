"""The map: the 150 training flowers, the classifier's exact regions, and this flower."""

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.answer.changes import Change
from iris_model.answer.map import Bounds, ScorePlane
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, Flower
from ui.charts.base import Spec, Tables, bare, named
from ui.palette import NEUTRAL, VARIETY_COLORS, variety_color, variety_shape

MAP_BOUNDS = Bounds(left=-3.1, right=3.6, bottom=-2.0, top=2.0)
"""Holds every flower the sliders can set but the most extreme; those are drawn at its edge."""


@cache
def map_spec() -> Spec:
    """Return the plane of the score differences: regions, training flowers, this flower, a path."""
    x = alt.Scale(domain=[MAP_BOUNDS.left, MAP_BOUNDS.right], nice=False, zero=False)
    y = alt.Scale(domain=[MAP_BOUNDS.bottom, MAP_BOUNDS.top], nice=False, zero=False)
    place = (alt.X("x:Q", scale=x, axis=None), alt.Y("y:Q", scale=y, axis=None))
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, labelFontSize=13)
    regions = (
        named("regions")
        .mark_line(filled=True, fillOpacity=0.16, strokeWidth=0)
        .encode(*place, alt.Order("order:Q"), alt.Fill("color:N", scale=None))
    )
    flowers = (
        named("flowers")
        .mark_point(filled=True, size=48, opacity=0.85)
        .encode(
            *place,
            variety_color(legend=legend),
            variety_shape(legend=legend),
            [alt.Tooltip("variety:N"), *(alt.Tooltip(f"{m.label}:Q") for m in MEASUREMENTS)],
        )
    )
    way = named("way").encode(*place)
    path = way.mark_line(color=NEUTRAL, strokeWidth=2, strokeDash=[5, 3])
    goal = way.transform_filter(alt.datum.end == "goal")
    goal = goal.mark_point(size=120, color=NEUTRAL, strokeWidth=2)
    here = way.transform_filter(alt.datum.end == "here")
    halo = here.mark_point(shape="circle", size=420, color="white", filled=True, opacity=0.9)
    ring = here.mark_point(shape="circle", size=420, color="black", strokeWidth=2, opacity=1)
    cross = here.mark_point(shape="cross", size=170, filled=True, color="black", opacity=1)
    layers = alt.layer(regions, flowers, path, goal, halo, ring, cross)
    return bare(layers.properties(height=400))


def map_background(plane: ScorePlane, dataset: Dataset) -> Tables:
    """Return the tables of `map_spec` that are the same for every flower."""
    corners: list[dict[str, Any]] = [
        {"color": VARIETY_COLORS[name], "order": i, "x": x, "y": y}
        for name, polygon in plane.regions(MAP_BOUNDS).items()
        for i, (x, y) in enumerate(polygon.tolist())
    ]
    positions = plane.project(dataset.measurements)
    flowers = {
        "x": positions[:, 0],
        "y": positions[:, 1],
        "variety": [VARIETIES[code] for code in dataset.codes],
        **{m.label: dataset.measurements[:, i] for i, m in enumerate(MEASUREMENTS)},
    }
    return {"regions": pa.RecordBatch.from_pylist(corners), "flowers": pa.record_batch(flowers)}


def map_data(plane: ScorePlane, flower: Flower, nearest: Change) -> Tables:
    """Return the tables of `map_spec` for one flower and its way to the nearest change."""
    ends = plane.project(np.array([flower, nearest.border])).tolist()
    x, y = zip(*map(_inside, ends), strict=True)
    return {"way": pa.record_batch({"end": ["here", "goal"], "x": x, "y": y})}


def _inside(position: list[float]) -> tuple[float, float]:
    """Return the place on the map, at its edge where the flower lies beyond it."""
    x, y = position
    return (
        min(max(x, MAP_BOUNDS.left), MAP_BOUNDS.right),
        min(max(y, MAP_BOUNDS.bottom), MAP_BOUNDS.top),
    )


def map_words(variety: str, nearest: Change) -> str:
    """Say what the map shows of one flower, of this predicted variety."""
    return (
        "The 150 training flowers and the regions of the three varieties; this flower lies in "
        f"the {variety} region, {nearest.distance:.1f} standard deviations from {nearest.to}."
    )
