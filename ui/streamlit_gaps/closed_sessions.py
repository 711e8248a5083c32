"""Sessions whose page is closed, freed when their time is over.

Streamlit keeps such a session for a while, so that its page can come back. It frees the ones
whose time is over only when another page is closed (`MemorySessionStorage`, a cache without a
clock): on a quiet server they stay, with their uploads, for good.
"""

import asyncio

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.session_manager import SessionInfo


async def free_in_time() -> None:
    """Free the sessions whose time is over, again and again, until the task is cancelled."""
    pause = max(0.5, st.get_option("server.disconnectedSessionTTL") / 12)
    while True:
        await asyncio.sleep(pause)
        for _, kept in _closed().expire():
            kept.session.shutdown()


def free_oldest() -> bool:
    """Free the session that has been closed longest; tell whether there was one."""
    try:
        _, kept = _closed().popitem()
    except KeyError:
        return False
    kept.session.shutdown()
    return True


def _closed() -> TTLCache[str, SessionInfo]:
    """Return the sessions that wait for their page."""
    cache: TTLCache[str, SessionInfo] = get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]
    return cache
