"""The first page of a session, drawn once the browser has made it wide.

The gap: `layout="wide"` arrives with the first elements, which are drawn narrow and then move.
"""

import time

import streamlit as st

_WIDE = "_wide"
_SECONDS = 0.1
"""Seconds, enough for the browser to change the layout first."""


def wait_for_wide_layout() -> None:
    """Wait a moment in the first run of a session with a browser."""
    if _WIDE not in st.session_state:
        st.session_state[_WIDE] = True
        if st.context.headers:
            time.sleep(_SECONDS)
