"""The smallest page whose answer follows its sliders; `?wait=` makes its server slow."""

import os
import time
from pathlib import Path

import streamlit as st

from iris_model.model import SHIPPED, Model, load_model
from iris_model.phrasing import percent
from iris_model.signs import SYMBOLS
from ui import live


@st.cache_resource
def shown_model() -> Model:
    return load_model(Path(os.environ.get("IRIS_MODEL", SHIPPED)))


model = shown_model()
st.set_page_config(layout="wide")
st.title(model.schema.title, anchor=False)
live.show_model(model)
card, sliders = st.columns(2)
with card:
    with st.container(border=True, key="answer"):
        heading = st.container()
        live.place("answer")
    live.place("picture")
    live.place("map")


@st.fragment
def specimen_and_answer() -> None:
    known = {
        m.name: st.slider(
            m.title,
            *m.slider_range,
            round(sum(m.training_range) / 2, m.decimals),
            m.step,
            key=m.parameter,
            format=f"%.{m.decimals + 1}f",
            bind="query-params",
        )
        for m in model.schema.measurements
    }
    time.sleep(float(st.query_params.get("wait", "0")))
    code, probabilities = model.classify(tuple(known.values()))
    with heading:
        answer = f"{model.schema.group_names[code]}, {percent(probabilities[code])}"
        st.header(f"{SYMBOLS[code]} {answer}", anchor=False)
    live.show_live(model, known, shown=(0, 1, 2), map_words="The map")


with sliders:
    specimen_and_answer()
