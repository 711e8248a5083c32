"""Whether the browser has a widget's value.

The gap: what a run sets in `st.session_state` is sent once. If the next run begins before the
browser has drawn the widget, it is drawn with its default. Only the run's private state tells which
widgets the browser has.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def is_reported(key: str) -> bool:
    """Return whether the browser has told the state of the widget of this key."""
    context = get_script_run_ctx()
    assert context
    state = context.session_state._state
    return state.get_widget_id_from_key(key) in state._new_widget_state.states
