"""One of some options, chosen in a field that all files share."""

from collections.abc import Mapping

import streamlit as st


def choose_one(label: str, options: Mapping[int, str]) -> int:
    """Let the user choose one of the options, which come with their words; at first the first.

    Streamlit keeps a widget, its options and functions included, until the session ends: so there
    is one for all files, and it knows no more of them than words.
    """
    before = f"{label}, options"
    if st.session_state.get(before) != options:
        # Where the words are others, the browser would go on showing those chosen before.
        st.session_state[before], st.session_state[label] = options, next(iter(options))
    return st.selectbox(label, list(options), format_func=options.__getitem__, key=label)
