"""Calls as opaque bytes, for a scheduler without a copy of the program."""

from collections.abc import Callable, Iterable
from typing import Any

from distributed import Client, Future
from distributed.protocol.pickle import dumps, loads

_RETRIES = 3


def submit(
    client: Client, work: Callable[..., Any], items: Iterable[Any], common: object
) -> list[Future[Any]]:
    """Let the cluster call work(item, common) for each item, retrying what raises.

    common goes to each worker once. Unlike scattered data, Dask restores it if they die.
    """

    def call(packed: bytes, shared: bytes) -> Any:  # defined here to travel by value
        function, argument = loads(shared)
        return function(loads(packed), argument)

    shared = client.submit(bytes, dumps((work, common)), pure=False, retries=_RETRIES)
    packed = [dumps(item) for item in items]
    futures: list[Future[Any]] = client.map(
        call, packed, shared=shared, pure=False, retries=_RETRIES
    )
    return futures
