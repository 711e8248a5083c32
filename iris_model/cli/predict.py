"""The command `predict`: one specimen in, the answer and its reasons out."""

import argparse
from collections.abc import Mapping, Sequence

from iris_model.answer.question import parse_error, texts_by_measurement
from iris_model.cli.options import add_model_option, chosen_model
from iris_model.errors import IrisError
from iris_model.phrasing import listed
from iris_model.schema import Schema
from iris_model.validation import shorten

_WITH_VALUE = ("--model", "--error", "--mix")
"""Options that take the argument after them."""


class _Help(argparse.Action):
    """Prints the help, with the measurements of the model in use."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,  # noqa: ARG002  as argparse calls it
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        schema = chosen_model(namespace).schema
        lines = [f"measurements of one {schema.specimen.singular}, in order:"]
        for m in schema.measurements:
            names = " or ".join(dict.fromkeys((m.parameter, m.name)))
            (low, high), unit = m.accepted_range, f" in {m.unit}" if m.unit else ""
            lines.append(f"  {names}: {m.phrase}{unit}, {low:g} to {high:g}")
        parser.epilog = "\n".join(lines)
        parser.print_help()
        parser.exit()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Classify one specimen: its values in the model's order, or NAME=VALUE for those you have."
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "values",
        nargs="+",
        metavar="VALUE | NAME=VALUE",
        help="a measurement; with its name, others may be missing",
    )
    parser.add_argument("-h", "--help", action=_Help, nargs=0, help="show this help")
    add_model_option(parser)
    parser.add_argument(
        "--error",
        metavar="E",
        help="measuring error, as a standard deviation, in the unit that all measurements share or "
        "else in steps of each slider; the answer then says how often it would stay the same",
    )
    parser.add_argument("--mix", metavar="GROUP=SHARE,...", help="the expected mix of groups")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")


def values_last(arguments: Sequence[str]) -> list[str]:
    """Return a call in which `-1e3` is a value, which argparse takes for an option."""
    command, *rest = arguments
    options, values = [], []
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            values += rest
            break
        if argument in _WITH_VALUE and rest:
            options.append(f"{argument}={rest.pop(0)}")
        elif argument.startswith("--") or argument == "-h":
            options.append(argument)
        else:
            values.append(argument)
    return [command, *options, "--", *values]


def run(arguments: argparse.Namespace) -> int:
    """Print the answer to one specimen."""
    from iris_model.answer.answer import answer, answer_in_words
    from iris_model.answer.mix import parse_mix
    from iris_model.cli.printing import print_json, print_sentences
    from iris_model.validation import parse_specimen

    model = chosen_model(arguments)
    named = any("=" in value for value in arguments.values)
    known = parse_specimen(
        model.schema, _read_values(model.schema, arguments.values), partial=named
    )
    error = parse_error(model.schema, arguments.error, "--error")
    if arguments.mix is not None:
        model = model.with_mix(parse_mix(model.schema, arguments.mix))
    if arguments.json:
        print_json(answer(model, known, error=error))
    else:
        print_sentences(answer_in_words(model, known, error=error))
    return 0


def _read_values(schema: Schema, values: Sequence[str]) -> Mapping[str, str | None]:
    """Return a call's texts by measurement: one value for each, or all NAME=VALUE."""
    pairs = [value.rpartition("=") for value in values]
    if all(equals for _, equals, _ in pairs):
        return texts_by_measurement(schema, ((name, text) for name, _, text in pairs))
    if any(equals for _, equals, _ in pairs):
        raise IrisError("Name every value, as NAME=VALUE, or none.")
    parameters = [m.parameter for m in schema.measurements]
    order = " ".join(parameters)
    if len(values) > len(parameters):
        raise IrisError(f"“{shorten(values[len(parameters)])}” is one value too many for {order}.")
    if len(values) < len(parameters):
        raise IrisError(
            f"No value for {listed(parameters[len(values) :])}: give all in the order {order}, or "
            f"name those you have, such as {parameters[0]}={shorten(values[0])}."
        )
    return dict(zip(schema.names, values, strict=True))
