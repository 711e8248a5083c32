"""The session's present specimen, and the link to it."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from iris_model.model import Model
from iris_model.schema import Schema

PARTIAL = "partial"
"""The link's parameter for missing measurements."""
_LOOKED_AT = "looked_at"

Known = Mapping[str, float]
"""Known measurements by name, in the schema's order."""


def default_specimen(model: Model) -> dict[str, float]:
    """Return an ordinary specimen of the middle group, from which every slider leads somewhere."""
    middle = model.means[len(model.schema.groups) // 2].tolist()
    return {
        m.name: min(max(on_step(value, m.step), m.slider_range[0]), m.slider_range[1])
        for m, value in zip(model.schema.measurements, middle, strict=True)
    }


def on_step(value: float, step: float) -> float:
    """Return the multiple of a step nearest to a value, in clean decimals."""
    return float(f"{round(value / step) * step:.10g}")


def current_specimen(model: Model) -> dict[str, float]:
    """Return the known measurements of the front page's specimen, for any page."""
    digest, known = st.session_state.get(_LOOKED_AT, ("", {}))
    return dict(known) if digest == model.digest else default_specimen(model)


def look_at(model: Model, known: Known) -> None:
    """Store the front page's specimen."""
    st.session_state[_LOOKED_AT] = model.digest, dict(known)


def link_parameters(schema: Schema, known: Known) -> dict[str, str]:
    """Return the query parameters of the link to a specimen."""
    named = {m.parameter: f"{known[m.name]:.10g}" for m in schema.measurements if m.name in known}
    return named if len(known) == len(schema.measurements) else {**named, PARTIAL: "1"}


def address(schema: Schema, known: Known) -> str:
    """Return the full link to a specimen at the app's present address."""
    app = (st.context.url or "").partition("?")[0].rstrip("/")
    return f"{app}/?{urlencode(link_parameters(schema, known))}"
