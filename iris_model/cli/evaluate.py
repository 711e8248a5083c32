"""The command `evaluate`: how good a model is, as measured when it was trained."""

import argparse

from iris_model.cli.options import add_model_option, chosen_model
from iris_model.evaluation import Evaluation, Figure
from iris_model.model import Model
from iris_model.phrasing import listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Show how good a model is on specimens it has not seen, compared with other kinds of "
        "models on the same folds. The figures were measured in training and are in its file."
    )
    add_model_option(parser)
    parser.add_argument("--json", action="store_true", help="print every figure as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    from iris_model.cli.printing import print_json, print_sentences

    model = chosen_model(arguments)
    if arguments.json:
        print_json(model.evaluation)
    else:
        print_sentences(report(model))
    return 0


def report(model: Model) -> str:
    """Return an evaluation as text for a terminal."""
    evaluation, held_out, schema = model.evaluation, model.evaluation.held_out, model.schema
    one_by_one = held_out.folds == held_out.count
    lines = [
        f"{schema.title} {schema.specimen.counted(evaluation.rows).capitalize()}, "
        f"{len(schema.groups)} {schema.group.plural}: {', '.join(schema.group_names)}.",
        f"{evaluation.repeats} × {evaluation.folds}-fold cross-validation, "
        "mean ± standard deviation over the repeats",
        "",
        *_table(evaluation),
        "",
        f"{'C':>10}{'log loss':>18}",
        *(f"{point.c:>10,.5g}{_cell(point.log_loss):>18}" for point in evaluation.curve),
        "",
        f"{'rows':>10}{'log loss':>18}{'accuracy':>18}",
        *(
            f"{point.rows:>10,}{_cell(point.log_loss):>18}{_cell(point.accuracy):>18}"
            for point in evaluation.learning
        ),
        "",
        f"{'Each' if one_by_one else f'In {held_out.folds} parts, each'} left out once: "
        f"{held_out.correct} of {held_out.count} right, log loss {held_out.log_loss:.3f}.",
        *evaluation.advice,
        "Measured with " + listed([f"{k} {v}" for k, v in evaluation.versions.items()]) + ".",
    ]
    return "\n".join(lines)


def _table(evaluation: Evaluation) -> list[str]:
    width = max(len(m.name) for m in evaluation.models) + 2
    heads = ("log loss", "accuracy", "Brier score", "calibration")
    rows = [
        f"{m.name:<{width}}"
        + "".join(
            f"{_cell(figure):>16}"
            for figure in (m.log_loss, m.accuracy, m.brier, m.calibration_error)
        )
        for m in evaluation.models
    ]
    return [" " * width + "".join(f"{head:>16}" for head in heads), *rows]


def _cell(figure: Figure) -> str:
    return f"{figure.mean:.3f} ± {figure.spread:.3f}"
