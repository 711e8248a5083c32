"""The map: the training specimens, the classifier's regions, and this specimen."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from iris_model.answer.changes import Change
from iris_model.answer.map import ScorePlane, score_plane
from iris_model.model import Model, kept_with_model
from iris_model.phrasing import listed
from iris_model.schema import Specimen
from ui.charts.base import Spec, Tables, arrow_bytes, bare, named
from ui.palette import COLORS, NEUTRAL, group_color, group_shape


@kept_with_model
def map_spec(model: Model, codes: tuple[int, ...]) -> Spec:
    """Return the plane of the score differences: regions, training specimens, this one, a path."""
    bounds, schema = score_plane(model, codes).bounds, model.schema
    x = alt.Scale(domain=[bounds.left, bounds.right], nice=False, zero=False)
    y = alt.Scale(domain=[bounds.bottom, bounds.top], nice=False, zero=False)
    place = (alt.X("x:Q", scale=x, axis=None), alt.Y("y:Q", scale=y, axis=None))
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, labelFontSize=13, columns=3)
    regions = (
        named("regions")
        .mark_line(filled=True, fillOpacity=0.16, strokeWidth=0)
        .encode(*place, alt.Order("order:Q"), alt.Fill("color:N", scale=None))
    )
    specimens = (
        named("specimens")
        .mark_point(filled=True, size=48)
        .encode(
            *place,
            group_color(schema, legend=legend),
            group_shape(schema, legend=legend),
            alt.Opacity("opacity:Q", scale=None),
            [
                alt.Tooltip("group:N", title=schema.group.singular.capitalize()),
                *(alt.Tooltip(f"{m.name}:Q", title=m.title) for m in schema.measurements),
            ],
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
    layers = alt.layer(regions, specimens, path, goal, halo, ring, cross)
    return bare(layers.properties(height=400))


@kept_with_model
def map_background(model: Model, codes: tuple[int, ...]) -> dict[str, bytes]:
    """Return the tables of `map_spec` that are the same for every specimen, ready to be sent.

    Specimens of groups that the map does not show are faint.
    """
    plane, training = score_plane(model, codes), model.training
    corners: list[dict[str, Any]] = [
        {"color": COLORS[code], "order": i, "x": x, "y": y}
        for code, polygon in plane.regions(plane.bounds).items()
        for i, (x, y) in enumerate(polygon.tolist())
    ]
    positions = plane.project(training.measurements)
    specimens = {
        "x": positions[:, 0],
        "y": positions[:, 1],
        "group": [model.schema.group_names[code] for code in training.codes],
        "opacity": np.where(np.isin(training.codes, codes), 0.85, 0.12),
        **{name: training.measurements[:, i] for i, name in enumerate(model.schema.names)},
    }
    tables = {
        "regions": pa.RecordBatch.from_pylist(corners),
        "specimens": pa.record_batch(specimens),
    }
    return {name: arrow_bytes(table) for name, table in tables.items()}


def map_data(plane: ScorePlane, specimen: Specimen, nearest: Change | None) -> Tables:
    """Return the tables of `map_spec` for one specimen and its way to the nearest change."""
    ends = [specimen, nearest.border] if nearest else [specimen]
    places = [_inside(plane, place) for place in plane.project(np.array(ends)).tolist()]
    x, y = zip(*places, strict=True)
    return {"way": pa.record_batch({"end": ["here", "goal"][: len(ends)], "x": x, "y": y})}


def _inside(plane: ScorePlane, position: Sequence[float]) -> tuple[float, float]:
    """Return the place on the map, at its edge where the specimen lies beyond it."""
    (x, y), bounds = position, plane.bounds
    return (
        min(max(x, bounds.left), bounds.right),
        min(max(y, bounds.bottom), bounds.top),
    )


def map_words(model: Model, codes: Sequence[int], code: int, nearest: Change | None) -> str:
    """Say what the map shows of one specimen, of this predicted group."""
    names, nouns = model.schema.group_names, model.schema.specimen
    text = (
        f"The training {nouns.plural} and the regions of {listed([names[c] for c in codes])}; this "
        f"{nouns.singular} is in the {names[code]} region"
    )
    if nearest is None:
        return f"{text}."
    return f"{text}, {nearest.distance:.1f} standard deviations from {names[nearest.code]}."
