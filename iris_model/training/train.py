"""Training on a labelled table, for the command and the Train page."""

import time
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from iris_model.evaluation import ModelFigures
from iris_model.model import Model
from iris_model.model_storage import model_bytes
from iris_model.training.build import Origin, Progress, Settings, build_model
from iris_model.training.columns import Choice
from iris_model.training.more_rows import recognise_more
from iris_model.training.rows import NO_LABEL
from iris_model.training.table import Recognised, recognise_table
from iris_model.writing import whole_or_nothing


class Figures(Struct, frozen=True):
    """How good the model is on rows it had not seen."""

    log_loss: float
    accuracy: float
    right: int
    of: int
    models: tuple[ModelFigures, ...]
    """This model and others, on the same folds."""


class TrainingReport(Struct, frozen=True):
    """The result of a training; `label`, `measurements`, `groups` and `advice` have user text."""

    rows: int
    used: int
    left_out: dict[str, int]
    unlabelled: int
    label: str
    measurements: tuple[str, ...]
    not_taken: dict[str, str]
    groups: dict[str, int]
    c: float = field(name="C")
    evaluation: Figures
    advice: tuple[str, ...]
    seconds: float


def nothing(_share: float, _what: str) -> None:
    """Ignore the progress."""


def train_table(
    data: bytes, name: str, choice: Choice | None = None, progress: Progress = nothing
) -> tuple[Model, TrainingReport]:
    """Return the model of a labelled table, and the training report.

    data are the bytes of a file that the user calls name. Raises IrisError if the table can't be
    used for training.
    """
    began = time.monotonic()
    progress(0.0, "Reading the table")
    recognised = recognise_table(data, name, choice)
    return _train(recognised, progress, began)


def add_rows(
    model: Model,
    data: bytes,
    name: str,
    choice: Choice | None = None,
    progress: Progress = nothing,
) -> tuple[Model, TrainingReport]:
    """Return a model of the present one's rows and those of another table.

    Raises IrisError if the model does not keep all its rows (`training.complete`) or the table
    can't be read.
    """
    began = time.monotonic()
    progress(0.0, "Reading the table")
    return _train(recognise_more(model, data, name, choice), progress, began)


def _train(
    recognised: Recognised, progress: Progress, began: float
) -> tuple[Model, TrainingReport]:
    unlabelled = {NO_LABEL: recognised.unlabelled} if recognised.unlabelled else {}
    origin = Origin(
        source=recognised.source,
        sha256=recognised.sha256,
        rows=recognised.rows,
        left_out=recognised.left_out | unlabelled,
    )
    model = build_model(recognised.schema, recognised.specimens, origin, Settings(), progress)
    return model, report(recognised, model, time.monotonic() - began)


def report(recognised: Recognised, model: Model, seconds: float) -> TrainingReport:
    """Return the training report of a table and its model."""
    held_out = model.evaluation.held_out
    return TrainingReport(
        rows=recognised.rows,
        used=len(recognised.specimens.codes),
        left_out=recognised.left_out,
        unlabelled=recognised.unlabelled,
        label=recognised.label,
        measurements=recognised.measurements,
        not_taken=recognised.not_taken,
        groups=recognised.groups,
        c=model.c,
        evaluation=Figures(
            log_loss=held_out.log_loss,
            accuracy=held_out.correct / held_out.count,
            right=held_out.correct,
            of=held_out.count,
            models=model.evaluation.models,
        ),
        advice=model.evaluation.advice,
        seconds=round(seconds, 1),
    )


def training_json(report: TrainingReport) -> dict[str, Any]:
    """Return a report as `train --json` prints it."""
    found: dict[str, Any] = msgspec.to_builtins(report)
    return found


def write_model(model: Model, path: Path) -> None:
    """Write a model's file, whole or not at all; raise OSError if it can't be written."""
    with whole_or_nothing(path) as temporary:
        temporary.write_bytes(model_bytes(model))
