"""A run: blocks to the cluster, results put together."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dask.typing import Key
from distributed import Client, Future, KilledWorker, as_completed

from iris_model.cluster.blocks import Block, Job, Source, classify_block, recognise_source, split
from iris_model.cluster.connection import loss_reported
from iris_model.cluster.folder import OutputFolder
from iris_model.cluster.stores import absolute
from iris_model.cluster.tasks import submit
from iris_model.errors import IrisError
from iris_model.files.reading.blocks import IndivisibleError
from iris_model.files.reading.layout import Overrides
from iris_model.files.results import NO_OPTIONS, Options
from iris_model.files.sources import dialect_of
from iris_model.files.summary import Summary
from iris_model.model import Model

_BLOCKS_PER_THREAD = 8
"""Blocks per core, so that the last one is not awaited for long."""
_PATIENCE = 60
"""Seconds without progress; a worker that replaces a dead one needs some to start."""
_MORE_MEMORY = "Give each worker 512 MB or more (dask worker --memory-limit)."
_SMALLEST_BLOCK, _LARGEST_BLOCK = 2**18, 2**26


def recognise_sources(
    client: Client, names: Sequence[str], model: Model, overrides: Overrides
) -> list[Source]:
    """Return the files with their layouts; raise IrisError for an unreadable one."""
    files = [(name, absolute(name)) for name in names]
    futures = submit(client, recognise_source, files, (_bare(model), overrides))
    for _ in _ending(client, as_completed(futures)):
        pass
    return [_outcome(future, name) for future, name in zip(futures, names, strict=True)]


def classify_sources(
    client: Client,
    sources: Sequence[Source],
    folder: OutputFolder,
    model: Model,
    summary: Summary,
    advance: Callable[[int], None],
    options: Options = NO_OPTIONS,
    *,
    block_bytes: int | None = None,
) -> list[dict[str, Any]]:
    """Write the classified rows of all files as parts; return their figures, in order.

    Counts rows in summary, tells advance the bytes done. Joined by name, the parts are what one
    process would write. Raises IrisError if a block can't be read or written, or kills its workers.
    """
    if block_bytes is None:
        threads = sum(client.nthreads().values())
        share = sum(source.size for source in sources) // (threads * _BLOCKS_PER_THREAD)
        block_bytes = min(max(share, _SMALLEST_BLOCK), _LARGEST_BLOCK)
    job = Job(folder, dialect_of(sources), _bare(model), options)
    run = _Run(client, job, summary, advance)
    blocks = [split(source, file, block_bytes) for file, source in enumerate(sources)]
    run.submit([block for of_file in blocks for block in of_file])
    run.collect()
    return [part for _, part in sorted(run.parts.items())]


def _bare(model: Model) -> Model:
    """Return a model without its kept results, which need not travel."""
    return replace(model, results={})


@dataclass
class _File:
    summary: Summary
    waiting: int = 0
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    divisible: bool = True


class _Run:
    def __init__(
        self, client: Client, job: Job, summary: Summary, advance: Callable[[int], None]
    ) -> None:
        self.parts: dict[str, dict[str, Any]] = {}
        self._client, self._job = client, job
        self._summary, self._advance = summary, advance
        self._blocks: dict[Key, Block] = {}
        self._files: dict[int, _File] = {}
        self._completed = as_completed(loop=client.loop)

    def submit(self, blocks: Sequence[Block]) -> None:
        schema = self._job.model.schema
        futures = submit(self._client, classify_block, blocks, self._job)
        for future, block in zip(futures, blocks, strict=True):
            self._blocks[future.key] = block
            self._files.setdefault(block.file, _File(Summary(schema))).waiting += 1
        self._completed.update(futures)

    def collect(self) -> None:
        for future in _ending(self._client, self._completed):
            block = self._blocks.pop(future.key)
            file = self._files[block.file]
            outcome = _outcome(future, block.source.name)
            file.waiting -= 1
            self._advance(block.size)
            if isinstance(outcome, IndivisibleError):
                file.divisible = False
            else:
                file.summary.include(outcome)
                file.parts[block.part] = _figures(block, outcome)
            if not file.waiting:
                self._complete(block, self._files.pop(block.file))

    def _complete(self, last: Block, file: _File) -> None:
        if file.divisible:
            self._summary.include(file.summary)
            self.parts |= file.parts
        else:
            self._job.folder.remove([*file.parts])
            self._advance(-last.source.size)
            self.submit([Block(last.source, last.file)])


def _ending(client: Client, completed: as_completed) -> Iterator[Future[Any]]:
    """Yield futures as they end; raise IrisError if no more can."""
    while not completed.is_empty():
        alive = time.monotonic()
        while not _has_ready(completed):
            fault = _fault(client)
            if fault is None:
                alive = time.monotonic()
            elif time.monotonic() > alive + _PATIENCE:
                raise IrisError(fault)
        yield next(completed)


def _has_ready(completed: as_completed) -> bool:
    """Return whether the next future ends within a second.

    The iterator's own timeout covers all together.
    """
    with completed.thread_condition:
        return bool(completed.thread_condition.wait_for(completed.has_ready, timeout=1))


def _fault(client: Client) -> str | None:
    with loss_reported():
        workers = client.scheduler_info()["workers"].values()
    if not workers:
        return "No worker of the Dask cluster is left. Start some and run it again."
    if any(worker["metrics"]["task_counts"].get("executing") for worker in workers):
        return None
    return f"The workers do nothing any more, most likely for want of memory. {_MORE_MEMORY}"


def _figures(block: Block, summary: Summary) -> dict[str, Any]:
    return {
        "name": block.part,
        "input": block.source.name,
        "rows": summary.rows,
        "classified": summary.classified,
        "problems": summary.problems,
        "warnings": summary.warnings,
        "groups": {name: summary.groups[name] for name in summary.schema.group_names},
    }


def _outcome(future: Future[Any], name: str) -> Any:
    """Return a task's result, perhaps IndivisibleError; raise IrisError if it failed."""
    with loss_reported():
        error = future.exception()
        outcome = error or future.result()
    if error is not None:
        raise IrisError(_why(error, name)) from error
    if isinstance(outcome, IrisError) and not isinstance(outcome, IndivisibleError):
        raise IrisError(f"{name}: {outcome}") from outcome
    return outcome


def _why(error: BaseException, name: str) -> str:
    if isinstance(error, KilledWorker):
        return (
            f"{name}: every worker that was given one block of it died, most likely for want of "
            f"memory. {_MORE_MEMORY}"
        )
    if isinstance(error, ModuleNotFoundError):
        return (
            f"A worker lacks the package {error.name}: install requirements.txt and "
            "requirements-cluster.txt where the workers run."
        )
    if isinstance(error, OSError):
        missing = "no such file" if isinstance(error, FileNotFoundError) else error
        return f"{name}: {error.strerror or missing}."
    return f"{name}: {type(error).__name__}: {error}"
