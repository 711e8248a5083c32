"""Closed sessions, freed when their time is over.

The gap: Streamlit frees expired ones only when another page is closed (`MemorySessionStorage`), so
on a quiet server they stay, with their uploads, for good.
"""

import asyncio

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.session_manager import SessionInfo


async def free_in_time() -> None:
    """Free expired sessions regularly, until cancelled."""
    pause = max(0.5, st.get_option("server.disconnectedSessionTTL") / 12)
    while True:
        await asyncio.sleep(pause)
        for _, kept in _closed().expire():
            kept.session.shutdown()


def free_oldest() -> bool:
    """Free the session closed longest ago; return whether there was one."""
    try:
        _, kept = _closed().popitem()
    except KeyError:
        return False
    kept.session.shutdown()
    return True


def _closed() -> TTLCache[str, SessionInfo]:
    cache: TTLCache[str, SessionInfo] = get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]
    return cache
