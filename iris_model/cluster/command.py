"""The command `classify --dask`: whole files in, a folder of parts out."""

import argparse
import time
from collections.abc import Sequence

from iris_model.cluster.blocks import Source
from iris_model.cluster.connection import connected
from iris_model.cluster.folder import OutputFolder
from iris_model.cluster.run import classify_sources, recognise_sources
from iris_model.cluster.stores import is_url, matching
from iris_model.errors import IrisError
from iris_model.files.reading.layout import Overrides
from iris_model.files.results import Options
from iris_model.files.sources import STANDARD, check_alike, expand
from iris_model.files.summary import Summary
from iris_model.model import Model
from iris_model.progress import bytes_done


def classify_on_cluster(
    arguments: argparse.Namespace,
    model: Model,
    overrides: Overrides,
    options: Options,
    summary: Summary,
) -> Sequence[Source]:
    """Classify files on a cluster; return them as sources and count rows in summary.

    Raises IrisError if nothing can be done.
    """
    started = time.perf_counter()
    _check_output(arguments.output, arguments.inputs)
    if arguments.sheet is not None:
        raise IrisError("--sheet does not work with --dask, which reads no workbooks.")
    names = [
        file
        for name in arguments.inputs
        for file in (matching(name) if is_url(name) else expand([name]))
    ]
    with connected(arguments.dask) as client:
        sources = recognise_sources(client, names, model, overrides)
        check_alike(sources)
        with (
            OutputFolder.opened(arguments.output, names) as folder,
            bytes_done(sum(source.size for source in sources)) as advance,
        ):
            parts = classify_sources(client, sources, folder, model, summary, advance, options)
            summary.seconds = time.perf_counter() - started
            folder.finish(summary.to_json(sources[0].layout) | {"parts": parts})
    return sources


def _check_output(output: str, inputs: Sequence[str]) -> None:
    if STANDARD in (output, *inputs):
        raise IrisError("--dask reads files and writes a folder: - is neither.")
    if output.lower().endswith((".gz", ".xlsx", ".parquet")):
        raise IrisError(f"--dask writes a folder of CSV files: {output} must not end so.")
