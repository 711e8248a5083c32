"""The answer in the browser, following the thumb; the server confirms on release.

A page calls `show_model` once, outside its fragment, `place` where something is to be drawn, and
in the fragment `show_live` with the specimen it answers for. What follows a thumb is then drawn by
`follow.js`; nothing is sent with its moves.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import streamlit as st

from iris_model.answer.map import score_plane
from iris_model.export.live import FOLDER, javascript, payload
from iris_model.model import Model, kept_with_model

_HERE = Path(__file__).parent
_PLACE = "<div></div>"

_model = st.components.v2.component(
    "live_model",
    html=_PLACE,
    css=(FOLDER / "live.css").read_text("utf-8") + (_HERE / "page.css").read_text("utf-8"),
    js=javascript(
        "model.js",
        "words.js",
        "draw.js",
        _HERE / "map.js",
        _HERE / "held_keys.js",
        _HERE / "reasons.js",
        _HERE / "address.js",
        _HERE / "in_sight.js",
        _HERE / "follow.js",
    ),
    isolate_styles=False,
)
# Hands what it is sent to follow.js, which may still be on its way. A component's text travels with
# each of its elements: this one is short, and the model's is sent once.
_mount = st.components.v2.component(
    "live", html=_PLACE, js=(_HERE / "mount.js").read_text("utf-8"), isolate_styles=False
)


@kept_with_model
def _payload(model: Model) -> bytes:
    return msgspec.json.encode(payload(model))


def show_model(model: Model) -> None:
    """Send a model to the browser; as the same bytes each time, which Streamlit sends once."""
    _model(data=_payload(model), key="live_model", height="content")


def place(name: Literal["answer", "picture"], height: int | Literal["content"] = "content") -> None:
    """Have the bars and the verdict, or the specimen's picture, drawn here; height in px."""
    data = msgspec.json.encode({"place": {"name": name}})
    _mount(data=data, key=f"live_{name}", height=height)


def map_place(model: Model, shown: tuple[int, ...]) -> None:
    """Have the map drawn here, on the plane of the groups with these codes.

    model is the one whose specimens it shows: of some measurements where only these are known.
    """
    _mount(data=_map(model, shown), key="live_map", height="content")


def show_shares(rows: Sequence[Mapping[str, object]]) -> None:
    """Draw the shares of an answer; `ui/live/reasons.js` says what a row has."""
    _mount(data=_reasons(name="shares", rows=rows), key="live_shares", height="content")


def show_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a small table whose caption is for screen readers."""
    data = _reasons(name="table", caption=caption, head=head, rows=rows)
    _mount(data=data, key="live_table", height="content")


def _reasons(**reasons: object) -> bytes:
    return msgspec.json.encode({"reasons": reasons})


def show_live(
    model: Model,
    known: Mapping[str, float],
    *,
    mixed: Model | None = None,
    border: Mapping[str, float] | None = None,
    map_words: str = "",
) -> None:
    """Tell the browser which specimen the server answers for, and have it drawn.

    model is the one that `show_model` sent, mixed the same with another mix of groups. border is
    where the way to the nearest other answer meets the border, map_words what the map shows.
    """
    moved = None if mixed is None else (mixed.intercepts - model.intercepts).tolist()
    names = model.schema.names
    specimen = {
        "digest": model.digest,
        "specimen": [known.get(name) for name in names],
        "moved": moved,
        "border": None if border is None else [border.get(name) for name in names],
        "mapWords": map_words,
    }
    _mount(data=msgspec.json.encode({"specimen": specimen}), key="live_specimen", height="content")


@kept_with_model
def _map(model: Model, shown: tuple[int, ...]) -> bytes:
    """Return the map's plane as a linear rule, its regions, and the training specimens."""
    plane, training = score_plane(model, shown), model.training
    offset, *ends = plane.project(np.eye(len(model.schema.measurements) + 1)[:, 1:])
    bounds = plane.bounds
    drawn = {
        "key": f"{model.digest} {shown}",
        "names": model.schema.names,
        "offset": offset.tolist(),
        "matrix": [(end - offset).tolist() for end in ends],
        "bounds": [bounds.left, bounds.right, bounds.bottom, bounds.top],
        "regions": {str(code): area.tolist() for code, area in plane.regions(bounds).items()},
        "shown": shown,
        "numbers": training.numbers.tolist(),
        "specimens": training.measurements.tolist(),
        "codes": training.codes.tolist(),
    }
    return msgspec.json.encode({"place": {"name": "map", "plane": drawn}})
