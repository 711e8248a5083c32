"""A page that reconnects to a restarted server, or to another one."""

import secrets

import streamlit as st

_SESSION = "session"

# The gap: the new session has not drawn the fragment yet, so Streamlit drops the request of a
# slider moved just then, and the answer would be for another flower. So the first run of a new
# session on an old page requests one more, which brings the state of all widgets.
_session_watcher = st.components.v2.component(
    "reconnection",
    js="""
export default ({ data, parentElement, setTriggerValue }) => {
  const before = parentElement.dataset.session;
  const session = new TextDecoder().decode(data);
  parentElement.dataset.session = session;
  if (before && before !== session) setTriggerValue("reconnected", true);
};
""",
    isolate_styles=False,
)


def catch_up() -> None:
    """Rerun the page if another session drew it; call after its fragments."""
    session = st.session_state.setdefault(_SESSION, secrets.token_hex(8))
    # Bytes, as in theme.py.
    _session_watcher(
        data=session.encode(),
        key="reconnection",
        on_reconnected_change=lambda: None,
        height="content",
    )
