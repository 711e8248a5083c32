"""The first page of a session, drawn when the browser has made it wide and can style it.

The gaps: `layout="wide"` reaches the browser with the first elements, which it then draws narrow
and moves; and the script that applies a style is loaded with the first one, which then comes up to
half a second later than what it is for.
"""

import time

import streamlit as st

_WIDE = "_wide"
_SECONDS = 0.15
"""Long enough for the browser to change the layout and load that script."""


def wait_for_wide_layout() -> None:
    """Wait a moment in the first run of a session that has a browser."""
    st.html("<style></style>")
    if _WIDE not in st.session_state:
        st.session_state[_WIDE] = True
        if st.context.headers:
            time.sleep(_SECONDS)
