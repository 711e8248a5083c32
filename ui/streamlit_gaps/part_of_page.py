"""Whether the browser asked for only a part of the page.

The gap: when a callback asks for fragments, only these run, even if the browser asked for the whole
page, as after Back. Only the run's private context tells.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def only_a_part_is_asked_for() -> bool:
    """Return whether the browser asked for fragments."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)
