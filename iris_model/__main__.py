"""The command line: `python -m iris_model predict|classify|train|evaluate|export`.

Every command imports what it needs when it runs: a prediction does not wait for scikit-learn, and
an interruption finds a handler from the first moment on.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from iris_model.errors import IrisError

_WRONG = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141
"""128 and the signal's number, as a shell reports a program that SIGINT or SIGPIPE ended."""


class _Parser(argparse.ArgumentParser):
    """Reports a wrong call as every other error is reported: in one line."""

    def error(self, message: str) -> NoReturn:
        raise IrisError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is one line, no traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        parsed = _parser().parse_args(_values_last(arguments))
        code: int = parsed.run(parsed)
        print(end="", flush=True)
    except IrisError as error:
        return _fail(str(error))
    except BrokenPipeError:
        _drop_output()
        return _PIPE_CLOSED
    except OSError as error:
        _drop_output()
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _fail(message: str) -> int:
    printable = "".join(c if c.isprintable() else " " for c in message)
    print(f"error: {printable}", file=sys.stderr)
    return _WRONG


def _drop_output() -> None:
    """Let go of what standard output no longer takes: the interpreter would fail on it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _values_last(arguments: Sequence[str]) -> list[str]:
    """Return the arguments so that `predict -1e3 …` reads a value, for the validator to judge.

    argparse takes only the plainest negative numbers for values and the rest for options.
    """
    if not arguments or arguments[0] != "predict":
        return list(arguments)
    options = [a for a in arguments[1:] if a.startswith("--") or a == "-h"]
    values = [a for a in arguments[1:] if a not in options]
    return ["predict", *options, "--", *values]


def _parser() -> argparse.ArgumentParser:
    from iris_model.cli import classify as classify_files
    from iris_model.dataset import MEASUREMENTS

    parser = _Parser(prog="python -m iris_model", description="Tell three iris varieties apart.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    predict = commands.add_parser("predict", help="classify one flower and say why")
    for measurement in MEASUREMENTS:
        low, high = measurement.accepted_range
        text = f"{measurement.label.lower()} in cm, {low:g} to {high:g}"
        predict.add_argument(measurement.name, metavar=measurement.parameter.upper(), help=text)
    predict.add_argument("--json", action="store_true", help="print everything as one JSON object")
    predict.set_defaults(run=_predict)

    classify = commands.add_parser("classify", help="classify whole files")
    classify_files.add_arguments(classify)
    classify.set_defaults(run=classify_files.run)

    train = commands.add_parser("train", help="fit the model, measure it, write it")
    train.add_argument("-o", dest="output", metavar="FILE", type=Path, help="instead of the app's")
    train.set_defaults(run=_train)

    evaluate = commands.add_parser("evaluate", help="measure the model against others")
    evaluate.add_argument("--json", action="store_true", help="print every figure as JSON")
    evaluate.set_defaults(run=_evaluate)

    export = commands.add_parser("export", help="print the model for use elsewhere")
    export.add_argument("form", choices=("python", "spreadsheet", "json"))
    export.set_defaults(run=_export)
    return parser


def _predict(parsed: argparse.Namespace) -> int:
    from iris_model.answer.answer import answer, answer_in_words
    from iris_model.dataset import MEASUREMENTS, load_dataset
    from iris_model.model import load_model
    from iris_model.validation import parse_flower

    flower = parse_flower({m.name: getattr(parsed, m.name) for m in MEASUREMENTS})
    model, dataset = load_model(), load_dataset()
    if parsed.json:
        print(json.dumps(answer(model, dataset, flower), indent=2))
    else:
        print(answer_in_words(model, dataset, flower))
    return 0


def _train(parsed: argparse.Namespace) -> int:
    from iris_model.model import SHIPPED as MODEL_FILE

    path = parsed.output or MODEL_FILE
    # Asked before the work: measuring takes a minute.
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise IrisError(f"{path} can't be written: name a file in a folder that can be.")
    from iris_model.training.training import train_and_write

    train_and_write(path)
    print(f"The model is in {path}.")
    return 0


def _evaluate(parsed: argparse.Namespace) -> int:
    from iris_model.training import training

    figures = training.evaluate()
    print(json.dumps(figures, indent=2) if parsed.json else training.report(figures))
    return 0


def _export(parsed: argparse.Namespace) -> int:
    from iris_model.export import formulas as export
    from iris_model.model import load_model

    forms = {
        "python": export.as_python,
        "spreadsheet": export.as_spreadsheet,
        "json": export.as_json,
    }
    print(forms[parsed.form](load_model()).rstrip("\n"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
