"""A session's files on disk, and the files that come with the app."""

import shutil
from pathlib import Path

import streamlit as st

from iris_model.temporary import temporary_folder

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=_remove)
def session_folder() -> Path:
    """Return a folder for a session's files, closed to other users and removed at its end."""
    return temporary_folder()
