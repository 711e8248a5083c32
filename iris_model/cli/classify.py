"""The command `classify`: whole files in, one classified table out."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from iris_model.dataset import MEASUREMENTS, VARIETIES
from iris_model.errors import IrisError
from iris_model.validation import shorten

if TYPE_CHECKING:  # Polars would slow down commands that need none of it
    from iris_model.files.reading.layout import Overrides
    from iris_model.files.sources import Recognised
    from iris_model.files.whole_files import Summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.description = (
        "Classify every row of CSV files. Several inputs make one output, their rows in the order "
        "of the inputs; they need the same columns."
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file, several, a pattern such as '*.csv', or -",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUTPUT",
        help="ends in .csv, .csv.gz or .parquet, or is - for standard output",
    )
    parser.add_argument(
        "--columns",
        type=parse_columns,
        metavar="slen=NAME,...",
        help="which column holds which measurement, by its name or its number from 1",
    )
    parser.add_argument(
        "--raw", action="store_true", help="leave cells that look like formulas without apostrophe"
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 when a row could not be classified"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="work on the Dask cluster with this scheduler, or on local:N processes; inputs and "
        "OUTPUT, a folder of parts, may be URLs of any store such as s3://bucket/name",
    )


def parse_columns(text: str, option: str = "--columns") -> dict[str, str]:
    """Return the columns a user names, `slen=NAME,…`, by measurement.

    Raises IrisError for anything else. A name with a comma is put, with its `slen=`, in quotes.
    """
    names = {alias: m.name for m in MEASUREMENTS for alias in (m.parameter, m.name)}
    columns = {}
    for item in next(csv.reader([text])):
        key, equals, column = item.partition("=")
        if key.strip() not in names or not equals or not column.strip():
            raise IrisError(
                f"{option} has “{shorten(item)}”: write slen=NAME,swid=NAME,plen=NAME,pwid=NAME, "
                "or only those that are not found."
            )
        if names[key.strip()] in columns:
            raise IrisError(f"{option} gives {key.strip()} twice. Give each one column.")
        columns[names[key.strip()]] = column
    return columns


def run(arguments: argparse.Namespace) -> int:
    """Classify the files and return the exit code; raise IrisError when nothing can be done."""
    from iris_model.files.reading.layout import Overrides
    from iris_model.files.whole_files import Summary

    summary, overrides = Summary(), Overrides(columns=arguments.columns or {})
    sources = _way(arguments.dask)(arguments, overrides, summary)
    if arguments.json:
        print(json.dumps(summary.to_json(sources[0].layout), indent=2))
    print(_sentences(summary, sources), file=sys.stderr)
    return 1 if arguments.strict and summary.problems else 0


def _way(
    cluster: str | None,
) -> "Callable[[argparse.Namespace, Overrides, Summary], Sequence[Recognised]]":
    """Return what does the work: this process, or a cluster."""
    if cluster is None:
        from iris_model.cli.in_process import classify_in_process

        return classify_in_process
    try:
        from iris_model.cluster.command import classify_on_cluster
    except ImportError as error:
        raise IrisError(
            f"--dask needs the package {error.name}: pip install -r requirements-cluster.txt"
        ) from error
    return classify_on_cluster


def _sentences(summary: "Summary", sources: "Sequence[Recognised]") -> str:
    """Say what became of the rows, and what was assumed in reading them."""
    varieties = ", ".join(f"{name} {summary.varieties[name]:,}" for name in VARIETIES)
    lines = [f"{source.name}: {note}" for source in sources for note in source.layout.notes]
    lines.append(
        f"{summary.rows:,} rows: {summary.classified:,} classified ({varieties}), "
        f"{summary.problems:,} with problems, {summary.warnings:,} with warnings, "
        f"in {summary.seconds:.1f} s."
    )
    truth = summary.truth(sources[0].layout)
    return "\n".join([*lines, truth.sentence] if truth else lines)
