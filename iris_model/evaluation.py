"""How good probabilities are: proper scores, calibration, mistakes. NumPy alone, no fitting.

`iris_model.training` computes an `Evaluation` once and stores it in the model file, from where the
Model page shows it.
"""

from typing import TypedDict

import numpy as np

from iris_model.dataset import VARIETIES, FloatArray, IntArray

THIS_MODEL = "This model"
CHOOSING = "This model, C chosen each time"
TUTORIAL = "The tutorial’s settings"
LDA = "Linear discriminant analysis"
QDA = "Quadratic discriminant analysis"
BASELINE = "Always the same answer"
"""Names of compared models that the Model page speaks of."""

BINS = 10
"""Of the reliability diagram and the calibration error; ten is the literature's habit."""


class Figure(TypedDict):
    """A cross-validated figure: mean and standard deviation over the repeats."""

    mean: float
    spread: float


class Difference(TypedDict):
    """A mean over flowers and its standard error."""

    mean: float
    standard_error: float


class ModelFigures(TypedDict):
    """How one model did; `settings` is the scikit-learn expression that makes it."""

    name: str
    settings: str
    log_loss: Figure
    log_loss_difference: Difference
    """Flower by flower, to the first of the models compared."""
    accuracy: Figure
    brier: Figure
    calibration_error: Figure


class CurvePoint(TypedDict):
    """The log loss of the logistic regression at one strength C."""

    C: float
    log_loss: Figure


class Bin(TypedDict):
    """Stated probabilities from `low` to `high`: how many, their mean, how many came true."""

    low: float
    high: float
    count: int
    stated: float
    true: int


class LeaveOneOut(TypedDict):
    """One model judged on each flower by a fit without it; `confusion` lists flower numbers from 1.

    The first index of `confusion` is the true variety, the second the predicted one.
    """

    log_loss: float
    correct: int
    confusion: list[list[list[int]]]
    reliability: list[Bin]


class Evaluation(TypedDict):
    """Everything measured about the model, in the form model.json holds it."""

    folds: int
    repeats: int
    models: list[ModelFigures]
    curve: list[CurvePoint]
    leave_one_out: LeaveOneOut
    tutorial_leave_one_out: LeaveOneOut
    versions: dict[str, str]


def figure(values: FloatArray) -> Figure:
    """Return mean and standard deviation (divisor n - 1) of one value a repeat."""
    return {"mean": float(values.mean()), "spread": float(values.std(ddof=1))}


def log_losses(probabilities: FloatArray, codes: IntArray) -> FloatArray:
    """Return -ln p(true variety) of each flower (..., n), from probabilities (..., n, 3).

    A probability of 0 counts as the smallest step above 0 in double precision, 2.2e-16, as in
    scikit-learn's `log_loss`.
    """
    own = probabilities[..., np.arange(len(codes)), codes]
    losses: FloatArray = -np.log(np.clip(own, np.finfo(float).eps, 1))
    return losses


def accuracy(probabilities: FloatArray, codes: IntArray) -> FloatArray:
    """Return the share of flowers (...,) whose most likely variety is the true one."""
    share: FloatArray = (probabilities.argmax(axis=-1) == codes).mean(axis=-1)
    return share


def brier_score(probabilities: FloatArray, codes: IntArray) -> FloatArray:
    """Return the mean squared distance (...,) of probabilities (..., n, 3) to the truth, 0 to 2.

    Source: Brier (1950), the sum over all varieties.
    """
    distances = np.square(probabilities - np.eye(len(VARIETIES))[codes]).sum(axis=-1)
    score: FloatArray = distances.mean(axis=-1)
    return score


def reliability(probabilities: FloatArray, codes: IntArray) -> list[Bin]:
    """Return how often stated probabilities came true, in bins of equal width, no empty ones.

    Every variety's probability of every flower counts: 3 n pairs from probabilities (n, 3).
    """
    stated = probabilities.ravel()
    true = np.eye(len(VARIETIES))[codes].ravel()
    numbers = np.minimum((stated * BINS).astype(int), BINS - 1)
    return [
        {
            "low": number / BINS,
            "high": (number + 1) / BINS,
            "count": int((numbers == number).sum()),
            "stated": float(stated[numbers == number].mean()),
            "true": int(true[numbers == number].sum()),
        }
        for number in np.unique(numbers).tolist()
    ]


def calibration_error(probabilities: FloatArray, codes: IntArray) -> float:
    """Return the mean distance of stated and observed frequency, weighted by the bins' counts.

    Source: expected calibration error, Naeini, Cooper & Hauskrecht (2015), over all varieties.
    """
    bins = reliability(probabilities, codes)
    total = sum(b["count"] for b in bins)
    return sum(abs(b["count"] * b["stated"] - b["true"]) for b in bins) / total


def confusion(probabilities: FloatArray, codes: IntArray) -> list[list[list[int]]]:
    """Return the numbers, from 1, of the flowers by true (row) and predicted (column) variety."""
    predicted = probabilities.argmax(axis=1)
    varieties = range(len(VARIETIES))
    return [
        [(np.flatnonzero((codes == t) & (predicted == p)) + 1).tolist() for p in varieties]
        for t in varieties
    ]


def difference(losses: FloatArray, others: FloatArray) -> Difference:
    """Return by how much losses exceed others, both (repeats, n), flower by flower.

    The standard error treats flowers as independent. It says what new flowers could change, which
    a spread over repeats, always of the same flowers, does not.
    """
    by_flower = (losses - others).mean(axis=0)
    error = by_flower.std(ddof=1) / np.sqrt(len(by_flower))
    return {"mean": float(by_flower.mean()), "standard_error": float(error)}


def model_figures(
    name: str, settings: str, probabilities: FloatArray, reference: FloatArray, codes: IntArray
) -> ModelFigures:
    """Return the figures of one model from its out-of-fold probabilities (repeats, n, 3).

    reference are those of the model that the others are compared with.
    """
    losses = log_losses(probabilities, codes)
    errors = np.array([calibration_error(repeat, codes) for repeat in probabilities])
    return {
        "name": name,
        "settings": settings,
        "log_loss": figure(losses.mean(axis=-1)),
        "log_loss_difference": difference(losses, log_losses(reference, codes)),
        "accuracy": figure(accuracy(probabilities, codes)),
        "brier": figure(brier_score(probabilities, codes)),
        "calibration_error": figure(errors),
    }


def leave_one_out_figures(probabilities: FloatArray, codes: IntArray) -> LeaveOneOut:
    """Return what leave-one-out probabilities (n, 3) say about a model."""
    return {
        "log_loss": float(log_losses(probabilities, codes).mean()),
        "correct": int((probabilities.argmax(axis=1) == codes).sum()),
        "confusion": confusion(probabilities, codes),
        "reliability": reliability(probabilities, codes),
    }


def mistakes(leave_one_out: LeaveOneOut) -> list[int]:
    """Return the numbers, from 1, of the flowers whose variety was missed."""
    table = leave_one_out["confusion"]
    return sorted(
        flower
        for true, row in enumerate(table)
        for predicted, flowers in enumerate(row)
        for flower in flowers
        if true != predicted
    )
