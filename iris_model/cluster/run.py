"""A run: blocks to the cluster, results put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from distributed import Client

from iris_model.cluster.blocks import Block, Job, Source, classify_block, recognise_source, split
from iris_model.cluster.folder import OutputFolder
from iris_model.cluster.stores import absolute
from iris_model.cluster.tasks import Tasks
from iris_model.errors import IrisError
from iris_model.files.reading.blocks import IndivisibleError
from iris_model.files.reading.layout import Overrides
from iris_model.files.results import NO_OPTIONS, Options
from iris_model.files.sources import dialect_of
from iris_model.files.summary import Summary
from iris_model.model import Model

_BLOCKS_PER_THREAD = 8
"""Blocks per core, so that the last one is not awaited for long."""
_SMALLEST_BLOCK, _LARGEST_BLOCK = 2**18, 2**26
_FIGURES = ("rows", "classified", "problems", "warnings", "groups")
"""What the summary has of each part."""


def recognise_sources(
    client: Client, names: Sequence[str], model: Model, overrides: Overrides
) -> list[Source]:
    """Return the files with their layouts; raise IrisError for an unreadable one."""
    files = [(name, absolute(name)) for name in names]
    tasks = Tasks(client, recognise_source, (_bare(model), overrides))
    tasks.submit(files)
    found = dict(tasks.ended())
    return [_accepted(found[file], file[0]) for file in files]


@dataclass
class _File:
    """What is known of one input's rows so far."""

    summary: Summary
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    size: int = 0
    """Of the blocks that make the parts, in bytes."""
    whole: bool = False
    """It turned out to be indivisible."""


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
    block_bytes = block_bytes or _block_bytes(client, sources)
    tasks = Tasks(client, classify_block, Job(folder, dialect_of(sources), _bare(model), options))
    blocks = [split(source, number, block_bytes) for number, source in enumerate(sources)]
    files = [_File(Summary(model.schema)) for _ in sources]
    tasks.submit(block for of_file in blocks for block in of_file)
    for block, outcome in tasks.ended():
        file = files[block.file]
        if file.whole and not block.whole:
            continue
        if isinstance(outcome, IndivisibleError):
            # A number of its own, for a lost worker may still write the other parts.
            tasks.submit([Block(block.source, block.file, number=len(blocks[block.file]))])
            advance(-file.size)
            files[block.file] = _File(Summary(model.schema), whole=True)
            continue
        counted = _accepted(outcome, block.source.name)
        part = folder.part(block.file, block.number)
        figures = counted.to_json(block.source.layout)
        file.parts[part] = {"name": part, "input": block.source.name} | {
            figure: figures[figure] for figure in _FIGURES
        }
        file.summary.include(counted)
        file.size += block.size
        advance(block.size)
    for file in files:
        summary.include(file.summary)
    return [file.parts[name] for file in files for name in sorted(file.parts)]


def _block_bytes(client: Client, sources: Sequence[Source]) -> int:
    threads: int = sum(client.nthreads().values())
    share = sum(source.size for source in sources) // (threads * _BLOCKS_PER_THREAD)
    return min(max(share, _SMALLEST_BLOCK), _LARGEST_BLOCK)


def _bare(model: Model) -> Model:
    """Return a model without its kept results, which need not travel."""
    return replace(model, results={})


def _accepted(outcome: Any, name: str) -> Any:
    """Return a task's result, or raise it with the file's name if it is an IrisError."""
    if isinstance(outcome, IrisError):
        raise IrisError(f"{name}: {outcome}") from outcome
    return outcome
