"""The server's external address, never looked up."""

from streamlit import net_util

_NO_HOST = "unknown.invalid"
"""A name that no host can have (RFC 6761)."""


def never_look_up() -> None:
    """Make Streamlit skip the lookup.

    The gap: whenever another site's page opens a WebSocket, the event loop waits for a host on the
    internet, and all users with it, up to 20 s if the network drops the request
    (`is_url_from_allowed_origins`).
    """
    net_util._external_ip = _NO_HOST
