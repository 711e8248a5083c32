"""The states of components, as the browser reports them."""

from collections.abc import Callable

from streamlit.components.v2.bidi_component import main


def keep_states_plain() -> None:
    """Make Streamlit present a component's state without its triggers.

    The gap: for `st.session_state` it merges the two, and makes a new class for each component in
    each run to do so, 8 % of the time of a slider's move. Here only the components' own results are
    read.
    """
    main.make_bidi_component_presenter = _unchanged  # type: ignore[assignment, attr-defined]


def _unchanged(*_: object) -> Callable[[object, object], object]:
    return lambda state, _: state
