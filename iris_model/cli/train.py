"""The command `train`: a table with labels in, a model file out."""

import argparse
import csv
from pathlib import Path

from iris_model.errors import IrisError
from iris_model.model import SHIPPED
from iris_model.validation import shorten
from iris_model.writing import check_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.description = (
        "Make a model from a table: one column names the group of each specimen, 1 to 8 others are "
        "measurements. Which ones is found out and said, unless you name them. Without TABLE the "
        "irises are trained again, as the program ships them."
    )
    parser.add_argument("table", nargs="?", metavar="TABLE", help="the file, or - to read it piped")
    parser.add_argument(
        "-o",
        "--output",
        metavar="MODEL",
        type=Path,
        help="the model file to write; needed with TABLE, else the shipped one is replaced",
    )
    parser.add_argument("--label", metavar="COLUMN", help="the column that names the groups")
    parser.add_argument(
        "--measurements", metavar="A,B,...", help="the columns that are measurements, in this order"
    )
    parser.add_argument("--without", metavar="GROUP,...", help="groups to leave out")
    parser.add_argument("--json", action="store_true", help="print what came out as JSON")
    parser.add_argument(
        "--progress",
        choices=("bar", "json", "none"),
        default="bar",
        help="how progress is shown on standard error: a bar (the default; on a terminal only), "
        'lines {"share": 0 to 1, "what": TEXT} for a program, or not at all',
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, write the model and say what came out."""
    if arguments.table is None:
        return _train_irises(arguments)
    if arguments.output is None:
        raise IrisError("Name the model file to write with -o.")
    check_output(arguments.output)
    raise NotImplementedError


def _train_irises(arguments: argparse.Namespace) -> int:
    for option in ("label", "measurements", "without"):
        if getattr(arguments, option) is not None:
            raise IrisError(f"--{option} goes with a TABLE: name one.")
    check_output(arguments.output or SHIPPED)
    raise NotImplementedError


def _listed(text: str | None, option: str) -> tuple[str, ...] | None:
    """Return the items of a line of CSV; raise IrisError where it is none."""
    if text is None:
        return None
    try:
        lines = list(csv.reader([text], strict=True))
    except csv.Error as error:
        raise IrisError(f"{option} “{shorten(text)}” can't be read as one line of CSV.") from error
    items = tuple(item.strip() for item in (lines[0] if lines else []))
    if not all(items) or not items:
        raise IrisError(f"{option} “{shorten(text)}” has an empty name: separate them by commas.")
    return items
