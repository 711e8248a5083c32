"""The only Streamlit caches: what every session shares, computed once a process."""

import shutil
import tempfile
from pathlib import Path

import streamlit as st

from iris_model.answer.examples import Example
from iris_model.answer.examples import examples as choose_examples
from iris_model.answer.map import ScorePlane, score_plane
from iris_model.dataset import Dataset, load_dataset
from iris_model.model import Model, load_model
from ui.charts import map as flower_map
from ui.charts.base import arrow_bytes


@st.cache_resource(max_entries=1, show_spinner=False)
def model() -> Model:
    """Return the trained model."""
    return load_model()


@st.cache_resource(max_entries=1, show_spinner=False)
def dataset() -> Dataset:
    """Return the 150 training flowers."""
    return load_dataset()


@st.cache_resource(max_entries=1, show_spinner=False)
def examples() -> tuple[Example, ...]:
    """Return the flowers worth starting from."""
    return choose_examples(model(), dataset())


@st.cache_resource(max_entries=1, show_spinner=False)
def plane() -> ScorePlane:
    """Return the plane of the map."""
    return score_plane(model(), dataset())


@st.cache_resource(max_entries=1, show_spinner=False)
def map_background() -> dict[str, bytes]:
    """Return the parts of the map that are the same for every flower, ready to be sent."""
    return {
        name: arrow_bytes(table)
        for name, table in flower_map.map_background(plane(), dataset()).items()
    }


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=_remove)
def session_folder() -> Path:
    """Return a folder for one session's files, closed to other users and removed at its end."""
    return Path(tempfile.mkdtemp(prefix="iris-"))
