"""Calls on a cluster, as opaque bytes: the scheduler has no copy of the program."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from distributed import Client, Future, KilledWorker, as_completed
from distributed.protocol.pickle import dumps, loads

from iris_model.errors import IrisError

_RETRIES = 3
_PATIENCE = 60
"""Seconds without progress; a worker that replaces a dead one needs some to start."""
_MORE_MEMORY = "Give each worker 512 MB or more (dask worker --memory-limit)."


class Tasks:
    """Calls of work(item, common), retried if they raise anything but IrisError."""

    def __init__(self, client: Client, work: Callable[..., Any], common: object) -> None:
        self._client = client
        # It goes to each worker once. Unlike scattered data, Dask restores it if they die.
        self._common = client.submit(bytes, dumps((work, common)), pure=False, retries=_RETRIES)
        self._items: dict[object, Any] = {}
        self._futures = as_completed(loop=client.loop)

    def submit(self, items: Iterable[Any]) -> None:
        """Let the cluster work on more items."""

        def call(item: bytes, common: bytes) -> Any:  # defined here to travel by value
            from iris_model.cluster.tasks import perform

            return perform(item, common)

        items = list(items)
        futures = self._client.map(
            call, [dumps(item) for item in items], common=self._common, pure=False, retries=_RETRIES
        )
        self._items |= {future.key: item for future, item in zip(futures, items, strict=True)}
        self._futures.update(futures)

    def ended(self) -> Iterator[tuple[Any, Any]]:
        """Yield each item with its result, perhaps an IrisError, as the calls end.

        Raises IrisError if no more can end.
        """
        futures, alive = self._futures, time.monotonic()
        while not futures.is_empty():
            with futures.thread_condition:  # the iterator's own timeout covers all together
                futures.thread_condition.wait_for(futures.has_ready, timeout=1)
            batch = futures.next_batch(block=False)
            fault = None if batch else _fault(self._client)
            if fault is None:
                alive = time.monotonic()
            elif time.monotonic() > alive + _PATIENCE:
                raise IrisError(fault)
            for future in batch:
                yield self._items.pop(future.key), _result(future)


def perform(item: bytes, common: bytes) -> Any:
    """Return a call's result; an IrisError is returned, because Dask would retry if raised."""
    work, shared = _shared(common)
    try:
        return work(loads(item), shared)
    except IrisError as error:
        return error


@lru_cache(maxsize=1)  # with what is kept with a model
def _shared(common: bytes) -> Any:
    return loads(common)


@contextmanager
def loss_reported() -> Iterator[None]:
    """Raise IrisError if the connection to the scheduler is lost."""
    try:
        yield
    except (CancelledError, OSError) as error:
        raise IrisError("The connection to the Dask scheduler was lost. Run it again.") from error


def _fault(client: Client) -> str | None:
    with loss_reported():
        workers = client.scheduler_info()["workers"].values()
    if not workers:
        return "No worker of the Dask cluster is left. Start some and run it again."
    if any(worker["metrics"]["task_counts"].get("executing") for worker in workers):
        return None
    return f"The workers do nothing any more, most likely for want of memory. {_MORE_MEMORY}"


def _result(future: Future[Any]) -> Any:
    with loss_reported():
        error = future.exception()
        return future.result() if error is None else IrisError(_why(error))


def _why(error: BaseException) -> str:
    if isinstance(error, KilledWorker):
        return (
            "every worker that was given one block of it died, most likely for want of memory. "
            f"{_MORE_MEMORY}"
        )
    if isinstance(error, OSError):
        missing = "no such file" if isinstance(error, FileNotFoundError) else error
        return f"{error.strerror or missing}."
    return f"{type(error).__name__}: {error}"
