"""Calls as a scheduler takes them that has no copy of the program: bytes it need not understand."""

from collections.abc import Callable, Iterable
from typing import Any

from distributed import Client, Future
from distributed.protocol.pickle import dumps, loads

_RETRIES = 3


def submit(
    client: Client, work: Callable[..., Any], calls: Iterable[tuple[Any, ...]]
) -> list[Future[Any]]:
    """Let the cluster call work with each tuple of arguments; what raises is tried again."""

    def call(packed: bytes) -> Any:  # defined here, so that it travels by value
        function, arguments = loads(packed)
        return function(*arguments)

    packed = [dumps((work, arguments)) for arguments in calls]
    futures: list[Future[Any]] = client.map(call, packed, pure=False, retries=_RETRIES)
    return futures
