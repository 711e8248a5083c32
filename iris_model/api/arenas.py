"""How much freed memory the C library keeps for threads to come."""

import ctypes
from contextlib import suppress

from iris_model.api.files import AT_ONCE

_M_ARENA_MAX = -8
"""Source: malloc.h of the GNU C library, which takes eight for each core unless told."""


def share_arenas() -> None:
    """Let all threads share as many arenas as files are classified at a time.

    Each keeps some of what is freed: memory would grow with the number of files posted at once.
    Only the GNU C library has them.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, AT_ONCE)
