"""Whose address the server has on the internet: a question that Streamlit asks at a bad moment."""

from streamlit import net_util

_NO_HOST = "unknown.invalid"
"""A name that no host can have (RFC 6761)."""


def never_look_up() -> None:
    """Have Streamlit believe that it has asked for the server's external address already.

    It asks a host on the internet when a page of another site opens a WebSocket, within the event
    loop: everyone waits, up to 20 s where the network drops the question, and again with the next
    such page (github.com/streamlit/streamlit, `is_url_from_allowed_origins`).
    """
    net_util._external_ip = _NO_HOST
