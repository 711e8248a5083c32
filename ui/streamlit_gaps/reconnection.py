"""A page that reconnects to a restarted server, or to another one."""

import secrets

import streamlit as st

# The gap: the new session has not drawn the page's fragments, so Streamlit drops the request of a
# slider moved then, without a word. So a page that is connected again requests a run of its own,
# which brings the state of all widgets, until one has ended: a move interrupts it. Only this
# attribute of the app tells of the connection.
_connection_watcher = st.components.v2.component(
    "reconnection",
    js="""
export default ({ parentElement, setTriggerValue }) => {
  const app = document.querySelector("[data-test-connection-state]");
  let wasLost = false;
  const request = () => setTriggerValue("reconnected", true);
  const observer = new MutationObserver(() => {
    const isConnected = app.dataset.testConnectionState === "CONNECTED";
    clearInterval(parentElement.requests);
    if (isConnected && wasLost) {
      request();
      parentElement.requests = setInterval(request, 2000);
    }
    wasLost = !isConnected;
  });
  clearInterval(parentElement.requests); // a run of the page has ended
  parentElement.connection?.disconnect();
  parentElement.connection = observer;
  observer.observe(app, { attributeFilter: ["data-test-connection-state"] });
  return () => {
    clearInterval(parentElement.requests);
    observer.disconnect();
  };
};
""",
    isolate_styles=False,
)


def catch_up() -> None:
    """Rerun the page when it is connected again; call outside its fragments."""
    # Other data in each run, for the browser to notice its end. Bytes, as in theme.py.
    _connection_watcher(
        data=secrets.token_hex(8).encode(),
        key="reconnection",
        on_reconnected_change=lambda: None,
        height="content",
    )
