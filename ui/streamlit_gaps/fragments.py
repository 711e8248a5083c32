"""Fragments that run together, and callbacks that need the whole page.

The gap: a widget's change runs only the fragment that draws it. `st.rerun` in a callback may ask
for others, but in a second run, which costs the server time. Only the run's private context has the
list of fragments.

A tap on a button that leaves a text field reports the typed text too. The browser then asks only
for the field's fragment, and the button's callback would have no effect until much later.
"""

from collections.abc import Collection

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def run_together(first: str, others: Collection[str], due: set[str]) -> None:
    """Run the fragment first, and all due, with each of the others; call when all are drawn.

    All arguments are keys of fragments. A run that begins while another is due replaces it, so due
    collects what the browser asks for; a fragment takes its key away once it is drawn.
    """
    context = get_script_run_ctx()
    assert context
    storage = context.fragment_storage
    key_of = {storage.resolve_target(key)[0]: key for key in others}

    def ordered(fragment_ids: list[str]) -> list[str]:
        wanted = {key_of[fragment] for fragment in fragment_ids if fragment in key_of}
        due.update(wanted)
        together = storage.resolve_target([first, *due]) if wanted else ()
        return list(dict.fromkeys([*together, *fragment_ids]))

    storage.order_fragment_ids = ordered  # type: ignore[method-assign]


def run_whole_page() -> None:
    """Have this run draw the whole page, whatever the browser asked for; for callbacks."""
    if not draws_whole_page():
        st.rerun()


def draws_whole_page() -> bool:
    """Return whether the browser asked for the whole page, not for fragments."""
    context = get_script_run_ctx()
    return not (context and context.fragment_ids_this_run)
