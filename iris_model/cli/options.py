"""Options that commands share."""

import argparse
import os
from pathlib import Path

from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model

VARIABLE = "IRIS_MODEL"


def add_model_option(parser: argparse.ArgumentParser) -> None:
    """Add --model to a command."""
    parser.add_argument(
        "--model",
        metavar="FILE",
        help="the model file to use; the default is the one that the environment variable "
        f"{VARIABLE} names, else the shipped irises",
    )


def add_reading_options(parser: argparse.ArgumentParser, files: str) -> None:
    """Add --encoding and --sheet; files is what the command reads."""
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help=f"the encoding of {files}, such as windows-1251 or shift_jis",
    )
    parser.add_argument(
        "--sheet", metavar="NAME", help="the sheet to read of workbooks; else the first that fits"
    )


def chosen_model(arguments: argparse.Namespace) -> Model:
    """Return the model of `--model FILE`, else IRIS_MODEL=FILE, else the irises.

    Raises IrisError if it can't be read.
    """
    if arguments.model == "":
        raise IrisError("--model names no file: give the name of a model file, or leave it out.")
    if arguments.model is not None:
        return load_model(Path(arguments.model))
    named = os.environ.get(VARIABLE)
    try:
        return load_model(Path(named or SHIPPED))
    except IrisError as error:
        raise IrisError(f"{VARIABLE}: {error}" if named else str(error)) from error
