"""The model that a session's pages use: the visitor's own, else the server's."""

import os
from pathlib import Path
from typing import cast

import streamlit as st

from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model
from iris_model.validation import shorten
from ui.plain_text import as_markdown

_OWN = "own_model"


@st.cache_resource(max_entries=1, show_spinner=False)
def served_model() -> Model:
    """Return the model in the file IRIS_MODEL, else the irises; read once for each process."""
    return load_model(Path(os.environ.get("IRIS_MODEL") or SHIPPED))


def model_in_use() -> Model:
    """Return the model that this session's pages use; if it can't be read, say so and stop."""
    own: Model | None = st.session_state.get(_OWN)
    try:
        return own or served_model()
    except IrisError as error:
        st.error("The model that this app was started with can’t be used.")
        st.text(f"IRIS_MODEL: {error}")
        st.stop()


def is_own() -> bool:
    """Return whether that model is the visitor's own."""
    return _OWN in st.session_state


def use_model(model: Model) -> None:
    """Use the visitor's own model on all pages of this session."""
    st.session_state[_OWN] = model


def use_served_model() -> None:
    """Use the server's model on all pages of this session again."""
    st.session_state.pop(_OWN, None)
    # The front page's address has the other model's measurements.
    st.query_params.clear()


def mixed_model(model: Model, mix: tuple[float, ...] | None, key: str) -> Model:
    """Return the model for a mix, the same object in each run because it keeps results.

    It is kept in the session, under a key.
    """
    if mix is None:
        return model
    digest, kept, mixed = st.session_state.get(key, ("", (), model))
    if (digest, kept) != (model.digest, mix):
        mixed = model.with_mix(mix)
        st.session_state[key] = model.digest, mix, mixed
    return cast("Model", mixed)


def show_own_model() -> None:
    """Say in one line that a model of the visitor's own is in use, with a way back."""
    if not is_own():
        return
    own, served = model_in_use(), served_model().schema
    back = "the irises" if served.drawing == "iris" else f"“{served.title}”"
    with st.container(horizontal=True, vertical_alignment="center", key="own_model"):
        st.markdown(
            f"Your own model is in use: **“{as_markdown(own.schema.title)}”**, trained on "
            f"{as_markdown(shorten(own.training.source))}. It is in this tab only; reloading the "
            "page loses it.",
            width="content",
        )
        st.button(f"Back to {as_markdown(back)}", on_click=use_served_model, type="tertiary")
