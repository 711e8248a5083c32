"""The command `classify` in one process: whole files in, one table out."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from iris_model.errors import IrisError
from iris_model.files.outputs import open_csv, write_parquet
from iris_model.files.reading.layout import Overrides
from iris_model.files.results import Options
from iris_model.files.sources import (
    STANDARD,
    Source,
    check_alike,
    dialect_of,
    expand,
    recognise_source,
)
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import classify_blocks, classify_stream
from iris_model.files.workbook import write_workbook
from iris_model.model import Model
from iris_model.progress import bytes_done
from iris_model.writing import check_output

_ENDINGS = (".csv", ".csv.gz", ".xlsx", ".parquet")


def classify_in_process(
    arguments: argparse.Namespace,
    model: Model,
    overrides: Overrides,
    options: Options,
    summary: Summary,
) -> Sequence[Source]:
    """Classify files here; return them as sources and count their rows in summary.

    arguments are those of `classify`. Raises IrisError if nothing can be done.
    """
    started = time.perf_counter()
    names = expand(arguments.inputs)
    _check_streams(arguments, names)
    _check_output(arguments.output, names)
    sources = [recognise_source(name, model, overrides, arguments.sheet) for name in names]
    check_alike(sources)
    sizes = [source.size for source in sources]
    total = sum(sizes) if all(sizes) else 0
    with bytes_done(total) as advance:
        _write(sources, arguments.output, model, options, summary, advance)
    summary.seconds = time.perf_counter() - started
    return sources


def _check_streams(arguments: argparse.Namespace, inputs: Sequence[str]) -> None:
    to_output = arguments.output == STANDARD
    if to_output and arguments.json:
        raise IrisError("--json needs standard output for itself: give -o a file.")
    if sys.stdin is None and STANDARD in inputs:
        raise IrisError("Standard input is closed.")
    if sys.stdout is None and (to_output or arguments.json):
        raise IrisError("Standard output is closed.")


def _check_output(output: str, inputs: Sequence[str]) -> None:
    if output == STANDARD:
        return
    if not output.lower().endswith(_ENDINGS):
        *others, last = _ENDINGS
        raise IrisError(f"The output {output} must end in {', '.join(others)} or {last}, or be -.")
    check_output(Path(output), [name for name in inputs if name != STANDARD])


def _write(
    sources: Sequence[Source],
    output: str,
    model: Model,
    options: Options,
    summary: Summary,
    advance: Callable[[int], None],
) -> None:
    layout = dialect_of(sources)
    try:
        ending = Path(output).suffix.lower()
        if ending in (".parquet", ".xlsx"):
            tables = (
                block.table
                for source in sources
                for block in classify_blocks(
                    source.chunks(advance), source.layout, model, summary, options
                )
            )
            if ending == ".xlsx":
                write_workbook(Path(output), tables, layout, summary, model, options)
            else:
                write_parquet(Path(output), tables, layout, options)
            return
        with open_csv(output) as stream:
            stream.write(csv_header(layout, options))
            for source in sources:
                for rows in classify_stream(
                    source.chunks(advance), source.layout, model, summary, options, dialect=layout
                ):
                    stream.write(rows)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise IrisError(f"Cannot write {output}: {error.strerror or error}.") from error
