"""The first page of a session, drawn when the browser can make it wide and style it.

The gaps: `layout="wide"` arrives with the first elements, which are drawn narrow and then move; and
the first styles take effect up to half a second late, as their script is loaded with them.
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
