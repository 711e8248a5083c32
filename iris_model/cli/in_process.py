"""The command `classify` in one process: whole files in, one table out."""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from iris_model.errors import IrisError
from iris_model.files.outputs import open_csv, write_parquet
from iris_model.files.progress import progress
from iris_model.files.reading.layout import Overrides
from iris_model.files.sources import STANDARD, Source, check_alike, expand, recognise_source
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import Summary, classify_blocks, classify_stream
from iris_model.model import load_model

_ENDINGS = (".csv", ".csv.gz", ".parquet")


def classify_in_process(
    arguments: argparse.Namespace, overrides: Overrides, summary: Summary
) -> Sequence[Source]:
    """Classify the files of a call in this process; return them and count their rows in summary.

    arguments are those of the command `classify`. Raises IrisError when nothing can be done.
    """
    started = time.perf_counter()
    names = expand(arguments.inputs)
    _check_output(arguments.output, names, as_json=arguments.json)
    sources = [recognise_source(name, overrides) for name in names]
    check_alike(sources)
    with progress(sum(source.size for source in sources)) as advance:
        _write(sources, arguments.output, summary, advance, raw=arguments.raw)
    summary.seconds = time.perf_counter() - started
    return sources


def _check_output(output: str, inputs: Sequence[str], *, as_json: bool) -> None:
    """Raise IrisError unless the output can be written and is none of the inputs."""
    if output == STANDARD:
        if as_json:
            raise IrisError("--json needs standard output for itself: give -o a file.")
        return
    if not output.lower().endswith(_ENDINGS):
        raise IrisError(f"The output {output} must end in .csv, .csv.gz or .parquet, or be -.")
    path = Path(output)
    if path.exists() and not path.is_file():
        raise IrisError(f"The output {output} is there already and is not a file.")
    if not path.resolve().parent.is_dir():
        raise IrisError(f"There is no folder {path.parent} to write {path.name} into.")
    for name in inputs:
        if name != STANDARD and path.exists() and Path(name).exists() and path.samefile(name):
            raise IrisError(f"The output {output} is an input: give another name.")


def _write(
    sources: Sequence[Source],
    output: str,
    summary: Summary,
    advance: Callable[[int], None],
    *,
    raw: bool,
) -> None:
    """Write the classified rows of all sources, in the dialect of the first."""
    model, layout = load_model(), sources[0].layout
    try:
        if output.lower().endswith(".parquet"):
            tables = (
                block.table
                for source in sources
                for block in classify_blocks(source.chunks(advance), source.layout, model, summary)
            )
            write_parquet(Path(output), tables, layout)
            return
        with open_csv(output) as stream:
            stream.write(csv_header(layout, raw=raw))
            for source in sources:
                for rows in classify_stream(
                    source.chunks(advance), source.layout, model, summary, dialect=layout, raw=raw
                ):
                    stream.write(rows)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise IrisError(f"Cannot write {output}: {error.strerror or error}.") from error
