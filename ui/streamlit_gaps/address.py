"""The page's address, read at once and written in one step.

The gap: `bind="query-params"` makes a history entry for each widget, so an example would take four
times Back. Only the run's private context knows whether Back or Forward requested the run.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def came_by_history() -> bool:
    """Return whether the browser's Back or Forward requested this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def written_address() -> dict[str, list[str]]:
    """Return the address's query parameters, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def write_address(parameters: Mapping[str, str]) -> None:
    """Set the address's query parameters as one entry in the history.

    The browser makes no entry if its address is the same.
    """
    if written_address() != {name: [value] for name, value in parameters.items()}:
        st.query_params.from_dict(parameters)
