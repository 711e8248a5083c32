"""The first page of a session, drawn when the browser has made it wide.

The gap: `layout="wide"` reaches the browser with the first elements, which it then draws narrow
and moves.
"""

import time

import streamlit as st

_WIDE = "_wide"
_SECONDS = 0.1
"""Long enough for the browser to change the layout before anything else is there."""


def wait_for_wide_layout() -> None:
    """Wait a moment in the first run of a session that has a browser."""
    if _WIDE not in st.session_state:
        st.session_state[_WIDE] = True
        if st.context.headers:
            time.sleep(_SECONDS)
