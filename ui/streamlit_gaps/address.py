"""The page's address, written in one step.

The gap: `bind="query-params"` makes a history entry for each widget, so one example would take four
times Back. Only the run's private context tells of Back and Forward.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_WRITTEN = "_written_address"


def came_by_history() -> bool:
    """Return whether the browser's Back or Forward requested this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def written_address() -> dict[str, list[str]]:
    """Return the address's query parameters with all their values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def write_address(parameters: Mapping[str, str]) -> None:
    """Set the address's query parameters as one entry in the history.

    An address other than the last is always sent, as the browser may report an outdated one; the
    same address makes no entry.
    """
    wanted = {name: [value] for name, value in parameters.items()}
    before = None if came_by_history() else st.session_state.get(_WRITTEN)
    if wanted != written_address() or before not in (None, wanted):
        st.query_params.from_dict(parameters)
    st.session_state[_WRITTEN] = wanted
