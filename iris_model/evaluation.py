"""What was measured about a model when it was trained, as the model file has it."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct, field

from iris_model.schema import LARGEST_COUNT, Count, LongText, Share, ShortText

THIS_MODEL = "This model"
CHOOSING = "This model, C chosen each time"
TUTORIAL = "The tutorial’s settings"
LDA = "Linear discriminant analysis"
QDA = "Quadratic discriminant analysis"
BASELINE = "Always the same answer"
"""Names of compared models that the Model page speaks of."""


class Figure(Struct, frozen=True, forbid_unknown_fields=True):
    """A cross-validated figure: mean and standard deviation over the repeats."""

    mean: float
    spread: float


class Difference(Struct, frozen=True, forbid_unknown_fields=True):
    """A mean over specimens and its standard error."""

    mean: float
    standard_error: float


class ModelFigures(Struct, frozen=True, forbid_unknown_fields=True):
    """How one model did."""

    name: str
    settings: str
    """The scikit-learn expression that makes it."""
    log_loss: Figure
    log_loss_difference: Difference
    """From the first of the models compared, specimen by specimen."""
    accuracy: Figure
    brier: Figure
    calibration_error: Figure


class CurvePoint(Struct, frozen=True, forbid_unknown_fields=True):
    """The log loss at one strength C."""

    c: Annotated[float, Meta(gt=0)] = field(name="C")
    log_loss: Figure


class LearningPoint(Struct, frozen=True, forbid_unknown_fields=True):
    """How a model fitted on fewer rows does on others."""

    rows: int
    log_loss: Figure
    accuracy: Figure


class Bin(Struct, frozen=True, forbid_unknown_fields=True):
    """Stated probabilities from `low` to `high`: number, mean, and how many came true."""

    low: Share
    high: Share
    count: Annotated[int, Meta(gt=0, lt=LARGEST_COUNT)]
    stated: Share
    true: Count


class HeldOut(Struct, frozen=True, forbid_unknown_fields=True):
    """One model judged on each specimen by a fit without it."""

    folds: int
    """As many as specimens if they were left out one at a time."""
    log_loss: float
    correct: int
    confusion: tuple[tuple[Count, ...], ...]
    """(k, k) counts: the first index is the true group, the second the predicted one."""
    reliability: Annotated[tuple[Bin, ...], Meta(min_length=1)]

    @property
    def count(self) -> int:
        """Return the number of specimens judged."""
        return sum(map(sum, self.confusion))

    @property
    def mistakes(self) -> list[tuple[int, int, int]]:
        """Return count, true and predicted code of each kind, the commonest first."""
        found = [
            (count, true, said)
            for true, row in enumerate(self.confusion)
            for said, count in enumerate(row)
            if count and true != said
        ]
        return sorted(found, key=lambda mistake: -mistake[0])


class Evaluation(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything measured about a model when it was trained."""

    folds: Annotated[int, Meta(ge=2)]
    repeats: Annotated[int, Meta(ge=1)]
    rows: Annotated[int, Meta(ge=1)]
    """Specimens that the figures are based on."""
    models: Annotated[tuple[ModelFigures, ...], Meta(min_length=1, max_length=100)]
    """This model first."""
    curve: Annotated[tuple[CurvePoint, ...], Meta(min_length=1, max_length=1000)]
    held_out: HeldOut
    learning: Annotated[tuple[LearningPoint, ...], Meta(max_length=1000)]
    """In order of the number of rows."""
    advice: Annotated[tuple[LongText, ...], Meta(max_length=100)]
    versions: Annotated[dict[ShortText, ShortText], Meta(max_length=100)]
    seed: int
    seconds: float
    """Processor time for fitting and judging."""
    tutorial_held_out: HeldOut | None = None
    """The same for the tutorial's settings, if the model has a tutorial."""


NOTICEABLE = 0.01
"""Difference in log loss that anyone would notice in the answers."""


def more_rows_help(learning: Sequence[LearningPoint]) -> bool:
    """Return whether the log loss still fell at the last of two or more points.

    Noticeably, by a tenth, and by more than chance.
    """
    before, last = (point.log_loss for point in learning[-2:])
    return before.mean - last.mean > max(NOTICEABLE, 0.1 * last.mean, 2 * last.spread)
