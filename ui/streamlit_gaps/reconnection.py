"""A page whose server was started again, or that a proxy gave to another one."""

import secrets

import streamlit as st

_SESSION = "session"

# A fragment that the new session has not drawn yet can't run, so Streamlit drops the request of a
# slider moved just then: it would stand beside the answer for another flower. The first run of
# a new session behind an old page asks for one more, which brings what all widgets are set to.
_session_watcher = st.components.v2.component(
    "reconnection",
    js="""
export default ({ data, parentElement, setTriggerValue }) => {
  const before = parentElement.dataset.session;
  parentElement.dataset.session = data;
  if (before && before !== data) setTriggerValue("reconnected", true);
};
""",
    isolate_styles=False,
)


def catch_up() -> None:
    """Run the page again if it was drawn by another session; to be called behind its fragments."""
    session = st.session_state.setdefault(_SESSION, secrets.token_hex(8))
    _session_watcher(
        data=session, key="reconnection", on_reconnected_change=lambda: None, height="content"
    )
