"""The sheets of a workbook that a visitor brings."""

from collections.abc import Callable
from typing import IO

import streamlit as st

from iris_model.files.reading import cell_files


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def sheet_names(key: str, _open: Callable[[], IO[bytes]]) -> list[str]:  # noqa: ARG001
    """Return the names of a workbook's sheets where there are several, else none.

    key tells the workbook from every other of the session.
    """
    with _open() as stream:
        return cell_files.sheet_names(stream)
