"""Training on a labelled table, for the command and the Train page."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from iris_model.evaluation import ModelFigures
from iris_model.files.reading.any_table import read_any_table
from iris_model.model import Model
from iris_model.model_storage import model_bytes
from iris_model.training.columns import Choice
from iris_model.training.more_rows import recognise_more
from iris_model.training.table import Recognised, recognise_table
from iris_model.writing import whole_or_nothing

if TYPE_CHECKING:  # scikit-learn, which a table that is refused does not wait for
    from iris_model.training.build import Progress, Settings


class Figures(Struct, frozen=True):
    """How good the model is on unseen rows."""

    log_loss: float
    accuracy: float
    right: int
    of: int
    models: tuple[ModelFigures, ...]
    """This model and others, on the same folds."""


class TrainingReport(Struct, frozen=True):
    """The result of a training; names and `advice` have user text."""

    rows: int
    used: int
    left_out: dict[str, int]
    unlabelled: int
    label: str
    measurements: tuple[str, ...]
    not_taken: dict[str, str]
    notes: tuple[str, ...]
    groups: dict[str, int]
    c: float = field(name="C")
    evaluation: Figures
    advice: tuple[str, ...]
    seconds: float


def nothing(_share: float, _what: str) -> None:
    """Ignore the progress."""


def train_table(
    data: bytes,
    name: str,
    choice: Choice | None = None,
    progress: "Progress" = nothing,
    add_to: Model | None = None,
) -> tuple[Model, TrainingReport]:
    """Return the model of a labelled table, and the report.

    data are the bytes of a file called name, added to the rows of add_to, if given. Raises
    IrisError if the table can't be used, or add_to does not keep all its rows.
    """
    began = time.monotonic()
    progress(0.0, "Reading the table")
    choice = choice or Choice()
    table = read_any_table(data, choice.sheet, choice.encoding)
    if add_to is None:
        recognised = recognise_table(table, data, name, choice)
    else:
        recognised = recognise_more(add_to, table, data, name, choice)
    return train_recognised(recognised, None, progress, began)


def train_recognised(
    recognised: Recognised, settings: "Settings | None", progress: "Progress", began: float
) -> tuple[Model, TrainingReport]:
    """Return the model of a recognised table, and the report; began is from `time.monotonic`."""
    from iris_model.training.build import Settings, build_model

    model = build_model(recognised, settings or Settings(), progress)
    held_out = model.evaluation.held_out
    return model, TrainingReport(
        rows=recognised.rows,
        used=len(recognised.specimens.codes),
        left_out=recognised.left_out,
        unlabelled=recognised.unlabelled,
        label=recognised.label,
        measurements=recognised.measurements,
        not_taken=recognised.not_taken,
        notes=recognised.notes,
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
        seconds=round(time.monotonic() - began, 1),
    )


def write_model(model: Model, path: Path) -> None:
    """Write a model's file, whole or not at all; raise OSError if that fails."""
    with whole_or_nothing(path) as temporary:
        temporary.write_bytes(model_bytes(model))
