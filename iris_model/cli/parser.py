"""The parser of the command line."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from iris_model.cli import classify, evaluate, export, predict, train
from iris_model.errors import IrisError


class Parser(argparse.ArgumentParser):
    """Reports a wrong call in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise IrisError."""
        raise IrisError(f"{message} (see {self.prog} --help)")


def create_parser() -> tuple[Parser, dict[str, argparse.ArgumentParser]]:
    """Return the whole call's parser, and the commands' own by name."""
    parser = Parser(
        prog="python -m iris_model",
        description="Train a classifier on a table of measurements, and use it. The shipped one "
        "tells three iris varieties apart.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    added: dict[str, argparse.ArgumentParser] = {}
    for name, command, summary in (
        ("predict", predict, "classify one specimen, with reasons"),
        ("classify", classify, "classify whole files"),
        ("train", train, "make a model from a table with labels"),
        ("evaluate", evaluate, "show how good a model is"),
        ("export", export, "export a model for use elsewhere"),
    ):
        own_help = command is predict
        added[name] = commands.add_parser(
            name, help=summary, allow_abbrev=False, add_help=not own_help
        )
        command.add_arguments(added[name])
        added[name].set_defaults(run=command.run)
    return parser, added


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return a call's arguments, with its work as `run`; raise IrisError if it is wrong."""
    parser, _ = create_parser()
    if arguments and arguments[0] == "predict":
        arguments = predict.values_last(arguments)
    return parser.parse_args(arguments)
