"""The command `classify`: whole files in, one classified table out."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from iris_model.cli.options import add_model_option, add_reading_options, chosen_model
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.phrasing import listed, printable
from iris_model.schema import ROWS

if TYPE_CHECKING:  # Polars would slow down commands that need none of it
    from iris_model.files.reading.layout import Overrides
    from iris_model.files.results import Options
    from iris_model.files.sources import Recognised
    from iris_model.files.summary import Summary

    Way: TypeAlias = Callable[
        [argparse.Namespace, Model, Overrides, Options, Summary], Sequence[Recognised]
    ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Classify every row of one or more files. Several inputs make one output, their rows in "
        "the order of the inputs; they need the same columns."
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file, several, a pattern such as '*.csv', or - for standard input",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUTPUT",
        help="ends in .csv, .csv.gz, .xlsx or .parquet, or is - for standard output",
    )
    add_model_option(parser)
    parser.add_argument(
        "--columns",
        metavar="NAME=COLUMN,...",
        help="which column holds which measurement, by its name or its number from 1",
    )
    parser.add_argument(
        "--partial",
        action="store_true",
        help="answer rows with missing measurements from the others",
    )
    parser.add_argument(
        "--reasons",
        action="store_true",
        help="add a column with what each measurement adds to the answer",
    )
    parser.add_argument("--mix", metavar="GROUP=SHARE,...", help="the expected mix of groups")
    add_reading_options(parser, "the inputs")
    parser.add_argument("--by", metavar="COLUMN", help="count the groups for each text in a column")
    parser.add_argument(
        "--raw",
        action="store_true",
        help="write cells that look like formulas without an apostrophe",
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 if a row could not be classified"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="work on the Dask cluster with this scheduler, or on local:N processes; inputs and "
        "OUTPUT, a folder of parts, may be URLs of any store such as s3://bucket/name",
    )


def run(arguments: argparse.Namespace) -> int:
    """Classify the files and return the exit code; raise IrisError if nothing can be done."""
    from iris_model.answer.mix import parse_mix
    from iris_model.cli.printing import print_json
    from iris_model.files.reading.given_columns import parse_columns
    from iris_model.files.reading.layout import Overrides
    from iris_model.files.results import Options
    from iris_model.files.tables import guarded_in_words

    model = chosen_model(arguments)
    columns = (
        parse_columns(model.schema, arguments.columns, "--columns") if arguments.columns else {}
    )
    overrides = Overrides(columns=columns, partial=arguments.partial, encoding=arguments.encoding)
    options = Options(partial=arguments.partial, reasons=arguments.reasons, raw=arguments.raw)
    if arguments.mix is not None:
        model = model.with_mix(parse_mix(model.schema, arguments.mix))
    summary = _summary(arguments, model)
    sources = _way(arguments.dask)(arguments, model, overrides, options, summary)
    if arguments.json:
        print_json(summary.to_json(sources[0].layout))
    said = _sentences(summary, sources)
    if not options.raw and not arguments.output.endswith((".xlsx", ".parquet")):
        said += f"\n{guarded_in_words(summary.guarded, sources[0].layout)}".rstrip()
    print(printable(said, keep="\n"), file=sys.stderr)
    return 1 if arguments.strict and summary.problems else 0


def _summary(arguments: argparse.Namespace, model: Model) -> "Summary":
    if arguments.by is None:
        from iris_model.files.summary import Summary

        return Summary(model.schema)
    from iris_model.files.by_column import SummaryBy

    if arguments.dask is not None:
        raise IrisError(
            "--by does not work with --dask: count the groups in the result afterwards."
        )
    return SummaryBy(model.schema, column=arguments.by)


def _way(cluster: str | None) -> "Way":
    if cluster is None:
        from iris_model.cli.in_process import classify_in_process

        return classify_in_process
    try:
        from iris_model.cluster.command import classify_on_cluster
    except ImportError as error:
        package = str(error.name).partition(".")[0]
        raise IrisError(
            f"--dask needs the package {package}: pip install -r requirements-cluster.txt"
        ) from error
    return classify_on_cluster


def _sentences(summary: "Summary", sources: "Sequence[Recognised]") -> str:
    groups = listed([f"{name} {summary.groups[name]:,}" for name in summary.schema.group_names])
    lines = [f"{source.name}: {note}" for source in sources for note in source.layout.notes]
    lines.append(
        f"{ROWS.counted(summary.rows)}: {summary.classified:,} classified ({groups}), "
        f"{summary.problems:,} with problems, {summary.warnings:,} with warnings, "
        f"in {summary.seconds:.1f} s."
    )
    truth = summary.truth(sources[0].layout)
    if truth:
        lines.append(truth.sentence)
    return "\n".join([*lines, *summary.table()])
