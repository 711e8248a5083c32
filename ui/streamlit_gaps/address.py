"""The page's address as one thing: read when it was opened, written in one step.

The gap: `bind="query-params"` makes an entry in the browser's history for each widget it sets, so
one example would take four times Back. Whether Back or Forward asked for a run is known to the
run's context, which has no public name for it.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def came_by_history() -> bool:
    """Return whether the browser's Back or Forward asked for this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def written_address() -> dict[str, list[str]]:
    """Return the query parameters of the page's address, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def write_address(parameters: Mapping[str, str]) -> None:
    """Give the page's address these query parameters and no others, as one entry in the history.

    The browser makes no entry where its address is that already.
    """
    if written_address() != {name: [value] for name, value in parameters.items()}:
        st.query_params.from_dict(parameters)
