"""The live answer: the browser follows the slider, the server confirms on release.

A page calls `place` for each part of the answer, `show_live` in its fragment, and `show_model` at
its end. Then `follow.js` draws the heading in the container `answer`, the places, and a strip below
each slider.
"""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import streamlit as st

from iris_model.answer.map import MOST_SHOWN, score_plane
from iris_model.export.live import FOLDER, javascript, payload
from iris_model.model import Model, kept_with_model
from iris_model.schema import Specimen

_HERE = Path(__file__).parent
Place = Literal["answer", "picture", "map", "shares", "changes", "similar"]
SLIDER_HEIGHT = 127
"""Pixels to reserve for a slider with its strip."""

_model = st.components.v2.component(
    "live_model",
    css=(FOLDER / "live.css").read_text("utf-8") + (_HERE / "page.css").read_text("utf-8"),
    js=javascript(
        "model.js",
        "words.js",
        "draw.js",
        _HERE / "map.js",
        _HERE.parent / "streamlit_gaps" / "held_keys.js",
        _HERE / "reasons.js",
        _HERE / "address.js",
        _HERE / "in_sight.js",
        _HERE / "touched.js",
        _HERE / "follow.js",
    ),
    isolate_styles=False,
)
# Passes its data to follow.js, which may still be loading. A component's code is sent with each of
# its elements, so this one is short, and the model's is sent once.
_specimen = st.components.v2.component(
    "live",
    html='<div class="live-said"></div>',
    js=(_HERE / "mount.js").read_text("utf-8"),
    isolate_styles=False,
)


@kept_with_model
def _payload(model: Model) -> bytes:
    training = {
        "numbers": model.training.numbers.tolist(),
        "specimens": model.training.measurements.tolist(),
        "codes": model.training.codes.tolist(),
    }
    groups = range(len(model.schema.groups))
    planes = {
        ",".join(map(str, shown)): _plane(model, shown)
        for shown in combinations(groups, min(len(groups), MOST_SHOWN))
    }
    return msgspec.json.encode(payload(model) | {"training": training, "planes": planes})


@kept_with_model
def _plane(model: Model, shown: tuple[int, ...]) -> msgspec.Raw:
    """Return the map's plane: the projection and the groups' regions."""
    plane = score_plane(model, shown)
    corners = np.eye(len(model.schema.measurements) + 1)[:, 1:]
    offset, *ends = plane.project(corners)
    bounds = plane.bounds
    drawn = {
        "key": f"{model.digest} {shown}",
        "names": model.schema.names,
        "offset": offset.tolist(),
        "matrix": [(end - offset).tolist() for end in ends],
        "bounds": [bounds.left, bounds.right, bounds.bottom, bounds.top],
        "regions": {
            str(code): np.round(area, 4).tolist() for code, area in plane.regions(bounds).items()
        },
        "shown": shown,
    }
    return msgspec.Raw(msgspec.json.encode(drawn))


def show_model(model: Model) -> None:
    """Send a model to the browser; call outside the fragment, so that it is sent once a page."""
    with st.container(key="live_model"):
        _model(data=_payload(model), height="content")


def place(name: Place, model: Model) -> None:
    """Place a part of the answer here."""
    # No component: Streamlit goes through the states of all of them in each run.
    height = height_of(name, model)
    st.html(f'<div class="live-place" id="live_{name}" style="min-height: {height}px"></div>')


def height_of(name: Place, model: Model) -> int:
    """Return the pixels to reserve, as page.css and live.css need without long names."""
    groups, measurements = len(model.schema.groups), len(model.schema.measurements)
    if name == "answer":
        return round(50 + 30.4 * groups)
    if name == "map":
        return 430
    if name == "shares":
        return 28 * (measurements + 2) + 48
    if name == "changes":
        return 104 * min(groups - 1, 3)
    if name == "similar":
        return 250
    return 313 if model.schema.drawing else round(20 + measurements * (36.6 + 11.2 * groups))


def show_live(
    model: Model,
    known: Mapping[str, float],
    *,
    said: str = "",
    mixed: Model | None = None,
    shown: tuple[int, ...] = (),
    border: Specimen | None = None,
    map_words: str = "",
    shares: Mapping[str, object] | None = None,
    changes: Mapping[str, object] | None = None,
    similar: Mapping[str, object] | None = None,
) -> None:
    """Tell the browser the specimen and answer to draw and say aloud.

    said is for a screen reader, if new. model is what `show_model` sent, mixed the same with
    another mix of groups. shown are the map's groups, needed if something is not measured or mixed;
    border is where the way to the nearest other answer meets the border, in the known measurements;
    map_words describe the map. `ui/live/reasons.js` describes shares, changes and similar.
    """
    expected = model if mixed is None else mixed
    present = expected.knowing(known)
    specimen = {
        "digest": model.digest,
        "specimen": [known.get(name) for name in model.schema.names],
        "said": said,
        "moved": (expected.intercepts - model.intercepts).tolist(),
        "plane": None if present.digest == model.digest else _plane(present, shown),
        "border": border,
        "mapWords": map_words,
        "shares": shares,
        "changes": changes,
        "similar": similar,
    }
    _send(specimen)


def show_nothing() -> None:
    """Tell the browser that there is no answer, so that no earlier one stays."""
    _send(None)


def _send(specimen: Mapping[str, object] | None) -> None:
    data = msgspec.json.encode({"specimen": specimen})
    _specimen(data=data, key="live_specimen", height="content")
