"""A choice of options, in a field shared by all files."""

from collections.abc import Mapping

import streamlit as st


def choose_one(label: str, options: Mapping[int, str]) -> int:
    """Let the user choose one of the options, given with their labels; the first by default.

    Streamlit keeps a widget with its options and functions until the session ends, so all files
    share one, which knows only their labels.
    """
    before = f"{label}, options"
    if st.session_state.get(before) != options:
        # With other labels, the browser would go on showing the old choice.
        st.session_state[before], st.session_state[label] = options, next(iter(options))
    return st.selectbox(label, list(options), format_func=options.__getitem__, key=label)
