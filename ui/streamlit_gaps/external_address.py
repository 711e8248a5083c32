"""The server's external address, which Streamlit looks up at a bad moment."""

from streamlit import net_util

_NO_HOST = "unknown.invalid"
"""A name that no host can have (RFC 6761)."""


def never_look_up() -> None:
    """Make Streamlit skip the lookup of the server's external address.

    The gap: it asks a host on the internet, within the event loop, when another site's page opens a
    WebSocket. All users wait, up to 20 s if the network drops the request, each time
    (github.com/streamlit/streamlit, `is_url_from_allowed_origins`).
    """
    net_util._external_ip = _NO_HOST
