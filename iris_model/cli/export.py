"""The command `export`: a model in a form that works without this program."""

import argparse
from pathlib import Path

from iris_model.cli.options import add_model_option, chosen_model
from iris_model.model import Model
from iris_model.model_storage import model_bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Write a model as JSON (the model file, which this program loads again), as a Python "
        "function, as formulas to paste into a spreadsheet, or as a page that works offline."
    )
    parser.add_argument(
        "form", choices=("json", "python", "spreadsheet", "html"), help="the form of the model"
    )
    add_model_option(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help="the file to write; the default is standard output",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the exported model, or write it to a file."""
    from iris_model.cli.printing import print_exactly, write_text

    text = _export(arguments.form, chosen_model(arguments))
    if arguments.output is None:
        print_exactly(text.rstrip("\n"))
    else:
        write_text(text, arguments.output)
    return 0


def _export(form: str, model: Model) -> str:
    if form == "json":
        return model_bytes(model).decode()
    from iris_model.export.html import as_html
    from iris_model.export.python import as_python
    from iris_model.export.spreadsheet import as_spreadsheet

    return {"python": as_python, "spreadsheet": as_spreadsheet, "html": as_html}[form](model)
