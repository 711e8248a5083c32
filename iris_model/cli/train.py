"""The command `train`: a table with labels in, a model file out."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from iris_model.cli.options import add_reading_options
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model
from iris_model.phrasing import listed
from iris_model.schema import ROWS
from iris_model.validation import csv_items, shorten
from iris_model.writing import check_output

if TYPE_CHECKING:  # what it needs would slow down the other commands
    from iris_model.cli.progress import Progress
    from iris_model.training.train import TrainingReport

_STANDARD = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Make a model from a table: one column names the group of each specimen, 1 to 8 others are "
        "measurements. The program finds them and says which, unless you name them. Without TABLE "
        "it trains the shipped irises again."
    )
    parser.add_argument(
        "table", nargs="?", metavar="TABLE", help="the file, or - for standard input"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="MODEL",
        type=Path,
        help="the model file to write; without TABLE the default is the shipped one",
    )
    parser.add_argument("--label", metavar="COLUMN", help="the column that names the groups")
    parser.add_argument(
        "--measurements", metavar="A,B,...", help="the columns that are measurements, in this order"
    )
    parser.add_argument("--without", metavar="GROUP,...", help="groups to leave out")
    add_reading_options(parser, "the table")
    parser.add_argument(
        "--add-to",
        metavar="MODEL",
        type=Path,
        help="add the rows of TABLE to those that this model was trained on",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--progress",
        choices=("bar", "json", "none"),
        default="bar",
        help="progress on standard error: a bar (the default, on a terminal only), lines "
        '{"share": 0 to 1, "what": TEXT} for another program, or none',
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, write the model and print the report."""
    from iris_model.cli.printing import print_json, print_sentences
    from iris_model.cli.progress import training_progress
    from iris_model.training.train import write_model

    output = arguments.output or SHIPPED
    _check(arguments)
    # Before the work, which takes its time.
    check_output(output, [arguments.table] if arguments.table else ())
    with training_progress(arguments.progress) as progress:
        model, report = _train(arguments, progress)
        write_model(model, output)
    if arguments.json:
        print_json(report)
    else:
        print_sentences(_in_words(report, output))
    return 0


def _check(arguments: argparse.Namespace) -> None:
    if arguments.table is not None and arguments.output is None:
        raise IrisError("Name the model file to write: -o MODEL.")
    for option in ("label", "measurements", "without", "sheet", "encoding", "add-to"):
        if arguments.table is None and getattr(arguments, option.replace("-", "_")) is not None:
            raise IrisError(f"--{option} is about a TABLE: name one.")


def _train(arguments: argparse.Namespace, progress: "Progress") -> "tuple[Model, TrainingReport]":
    if arguments.table is None:
        from iris_model.training.iris import train_irises

        return train_irises(progress)
    from iris_model.training.columns import Choice
    from iris_model.training.train import train_table

    choice = Choice(
        label=arguments.label,
        measurements=_listed(arguments.measurements, "--measurements"),
        without=_listed(arguments.without, "--without") or (),
        sheet=arguments.sheet,
        encoding=arguments.encoding,
    )
    data, name = _read(arguments.table), _file_name(arguments.table)
    add_to = load_model(arguments.add_to) if arguments.add_to is not None else None
    return train_table(data, name, choice, progress, add_to)


def _file_name(table: str) -> str:
    """Return the table's name for the model file, whatever its bytes."""
    if table == _STANDARD:
        return "standard input"
    return Path(table).name.encode(errors="surrogateescape").decode(errors="replace")


def _read(table: str) -> bytes:
    from iris_model.files.reading.any_table import MOST_BYTES

    try:
        if table == _STANDARD and sys.stdin is None:
            raise IrisError("Standard input is closed.")
        with sys.stdin.buffer if table == _STANDARD else Path(table).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise IrisError(f"Cannot read {table}: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise IrisError(
            f"{table} is over {MOST_BYTES // 10**6} MB, more than a model is trained on."
        )
    return data


def _in_words(report: "TrainingReport", output: Path) -> str:
    groups = listed([f"{name} {count:,}" for name, count in report.groups.items()])
    figures = report.evaluation
    lines = [
        *report.notes,
        f"{ROWS.counted(report.rows)} read, {report.used:,} used. "
        f"“{report.label}” names the groups: {groups}.",
        f"Measurements: {listed(report.measurements)}.",
        *(f"Not a measurement: {name} ({why})." for name, why in report.not_taken.items()),
        *(f"Left out: {ROWS.counted(count)}, {why}." for why, count in report.left_out.items()),
    ]
    if report.unlabelled:
        lines.append(
            f"{ROWS.counted(report.unlabelled)} without a label: `classify` on the same file "
            "names the group."
        )
    lines += [
        f"{figures.right:,} of {figures.of:,} are right when judged by a model that has not seen "
        f"them, log loss {figures.log_loss:.3f}, C = {report.c:g}.",
        *report.advice,
        f"The model is in {output}. That took {report.seconds:.1f} s.",
    ]
    return "\n".join(lines)


def _listed(text: str | None, option: str) -> tuple[str, ...] | None:
    if text is None:
        return None
    items = tuple(item.strip() for item in csv_items(text, option))
    if not all(items) or not items:
        raise IrisError(f"{option} “{shorten(text)}” has an empty name: separate them by commas.")
    return items
