"""How much freed memory the C library keeps for threads to come."""

import ctypes
from contextlib import suppress

_ARENAS = 2
"""As many as files are classified at a time."""
_M_ARENA_MAX = -8
"""Source: malloc.h of the GNU C library, which takes eight for each core unless told."""


def share_arenas() -> None:
    """Let all threads take memory from two arenas, where the GNU C library is in use.

    Each keeps some of what is freed: memory would grow with the number of files posted at once.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
