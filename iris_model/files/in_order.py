"""The blocks of a file worked on in several threads, their results in order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import polars as pl

from iris_model.files.classify import Classified
from iris_model.files.lines import ClassifiedLines
from iris_model.files.reading.blocks import BlockReader

_THREADS = min(4, max(2, os.cpu_count() or 2))
"""Each has a block in memory, and one more may wait for its turn."""
_MOST_FAILURES = 3
"""The quick way is given up for a file once its failures exceed its successes by so many."""
T = TypeVar("T")


@contextmanager
def workers(executor: Executor | None = None) -> Iterator[Executor]:
    """Yield an executor, by default of several threads, and cancel waiting work on leaving."""
    executor = executor or ThreadPoolExecutor(_THREADS)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def quick_first(
    blocks: Iterable[tuple[bytes, bool]],
    reader: BlockReader,
    executor: Executor,
    quick: Callable[[bytes], ClassifiedLines | None] | None,
    tolerant: Callable[[pl.DataFrame], tuple[Classified, bytes]],
) -> Iterator[Future[Any]]:
    """Yield the work on each block in order, done the quick way or submitted to the tolerant one.

    The quick way is given up if it fails more often than not.
    """
    waiting: deque[tuple[bytes, bool, Future[Any] | None]] = deque()
    failures = 0

    def settled() -> Iterator[Future[Any]]:
        nonlocal failures
        block, is_last, attempt = waiting.popleft()
        if attempt and reader.is_between_records and attempt.result() is not None:
            failures -= 1
            yield attempt
        else:
            failures += 1
            for rows in reader.read(block, is_last=is_last):
                yield executor.submit(tolerant, rows)

    for block, is_last in blocks:
        attempt = executor.submit(quick, block) if quick and failures < _MOST_FAILURES else None
        waiting.append((block, is_last, attempt))
        while waiting and (len(waiting) > _THREADS or waiting[0][2] is None):
            yield from settled()
    while waiting:
        yield from settled()
    reader.finish()


def in_order(futures: Iterable[Future[T]]) -> Iterator[T]:
    """Yield the results in order while the next ones are under way."""
    under_way: deque[Future[T]] = deque()
    for future in futures:
        under_way.append(future)
        while under_way and (len(under_way) > _THREADS or under_way[0].done()):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()
