"""The smallest page whose answer follows its sliders.

`?wait=` makes its server slow, `without=` leaves a measurement out, `mix=` expects equal shares.
"""

import os
import time
from pathlib import Path

import streamlit as st

from iris_model.answer.map import shown_groups
from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model
from iris_model.phrasing import percent
from iris_model.signs import SYMBOLS
from ui import live


@st.cache_resource
def shown_model() -> Model:
    return load_model(Path(os.environ.get("IRIS_MODEL", SHIPPED)))


model = shown_model()
st.set_page_config(layout="wide")
st.title(model.schema.title, anchor=False)
card, sliders = st.columns(2)
with card:
    with st.container(border=True, key="answer"):
        heading = st.container(key="heading")
        live.place("answer", model)
    live.place("picture", model)
    live.place("map", model)
# The address that the page was opened with: a moved slider takes its place.
asked = st.session_state.setdefault("asked", st.query_params.to_dict())


@st.fragment
def specimen_and_answer() -> None:
    known = {}
    for m in model.schema.measurements:
        middle = round(sum(m.training_range) / 2, m.decimals)
        with st.container(height=live.SLIDER_HEIGHT, border=False, key=f"input_{m.name}"):
            known[m.name] = st.slider(
                m.title,
                *m.slider_range,
                middle,
                m.step,
                key=m.parameter,
                format=f"%.{m.decimals + 1}f",
                bind="query-params",
            )
    time.sleep(float(asked.get("wait", "0")))
    known.pop(asked.get("without", ""), None)
    k = len(model.schema.groups)
    mixed = model.with_mix((1 / k,) * k) if "mix" in asked else model
    code, probabilities = mixed.knowing(known).classify(tuple(known.values()))
    with heading:
        answer = f"{model.schema.group_names[code]}, {percent(probabilities[code])}"
        st.header(f"{SYMBOLS[code]} {answer}", anchor=False)
        st.warning("The server’s own words")
    shown = shown_groups(mixed, probabilities)
    live.show_live(model, known, mixed=mixed, shown=shown, map_words="The map")


with sliders:
    specimen_and_answer()
live.show_model(model)
