"""Whether the browser asked for a part of the page or for all of it.

The gap: when a callback asks for some fragments, only these run, even if the browser asked for the
whole page, as it does for Back or for a widget outside the fragments. Only the run's private
context knows which. This module can go once Streamlit runs both.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def only_a_part_is_asked_for() -> bool:
    """Return whether the browser asked for fragments."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)
