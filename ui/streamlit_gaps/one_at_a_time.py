"""One page of one process at a time: a processor core's worth of Python is all there is."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

P = ParamSpec("P")
_turn = threading.Lock()


def in_turn(draw: Callable[P, None]) -> Callable[P, None]:
    """Return a part of a page that waits until no other session draws one.

    Python runs one thread at a time. Twenty that take it from each other every few milliseconds
    get a third less done than one after the other, and all of them answer late. For parts that
    take milliseconds: who waits for a file to be classified would hold up everyone.
    """

    @wraps(draw)
    def drawn_alone(*arguments: P.args, **options: P.kwargs) -> None:
        with _turn:
            draw(*arguments, **options)

    return drawn_alone
