"""A session's files on disk, and the files that come with the app."""

import shutil
from pathlib import Path
from threading import Timer

import streamlit as st

from iris_model.temporary import temporary_folder

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
_FOLDER = "session_folder"
_LONGER = 1.2
"""Times as long as Streamlit waits for a closed page to come back."""


class _Folder:
    """A session's folder, which waits for its page to come back before it goes."""

    def __init__(self) -> None:
        self.path = temporary_folder()
        self._removal: Timer | None = None

    def stay(self) -> None:
        if self._removal:
            self._removal.cancel()

    def wait_and_go(self) -> None:
        seconds = _LONGER * st.get_option("server.disconnectedSessionTTL")
        self._removal = Timer(seconds, shutil.rmtree, [self.path, True])
        self._removal.daemon = True
        self._removal.start()


def session_folder() -> Path:
    """Return a folder for a session's files, closed to other users and removed after its end."""
    if _FOLDER not in st.session_state:
        st.session_state[_FOLDER] = _Folder()
    hold_folder()
    folder: _Folder = st.session_state[_FOLDER]
    return folder.path


def hold_folder() -> None:
    """Keep the session's folder, if there is one; every page does, as each may have come back."""
    if _FOLDER in st.session_state:
        _held(st.session_state[_FOLDER])


@st.cache_resource(
    scope="session", max_entries=1, show_spinner=False, on_release=_Folder.wait_and_go
)
def _held(_folder: _Folder) -> _Folder:
    """Return the folder, for Streamlit to let go of when the page's connection is lost."""
    _folder.stay()
    return _folder
