"""The only Streamlit caches: what every session shares, read once a process."""

import streamlit as st

from iris_model.classifier import Model, load_model
from iris_model.dataset import Dataset, load_dataset


@st.cache_resource(max_entries=1, show_spinner=False)
def model() -> Model:
    """Return the trained model."""
    return load_model()


@st.cache_resource(max_entries=1, show_spinner=False)
def dataset() -> Dataset:
    """Return the 150 training flowers."""
    return load_dataset()
