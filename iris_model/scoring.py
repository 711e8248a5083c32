"""How good probabilities are: proper scores, calibration, mistakes. NumPy alone, no fitting."""

import math

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.evaluation import Bin, Difference, Figure, HeldOut, ModelFigures

BINS = 10
"""Bins of the reliability diagram and the calibration error; ten is usual."""
Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % point."""


def figure(values: FloatArray) -> Figure:
    """Return mean and standard deviation (divisor n - 1) of one value for each repeat."""
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return Figure(float(values.mean()), spread)


def log_losses(probabilities: FloatArray, codes: IntArray) -> FloatArray:
    """Return -ln p(true group) (..., n) from probabilities (..., n, k).

    0 counts as 2.2e-16, as in scikit-learn's `log_loss`.
    """
    own = probabilities[..., np.arange(len(codes)), codes]
    losses: FloatArray = -np.log(np.clip(own, np.finfo(float).eps, 1))
    return losses


def accuracy(probabilities: FloatArray, codes: IntArray) -> FloatArray:
    """Return the share (...,) of specimens whose likeliest group is the true one."""
    share: FloatArray = (probabilities.argmax(axis=-1) == codes).mean(axis=-1)
    return share


def wilson_interval(correct: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion, which holds near 0 and 1 and for few rows.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927), 209-212.
    """
    share, spread = correct / total, Z_95**2 / total
    centre = share + spread / 2
    half = Z_95 * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = ((centre + sign * half) / (1 + spread) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def brier_score(probabilities: FloatArray, codes: IntArray) -> FloatArray:
    """Return the mean squared distance (...,) of probabilities (..., n, k) from the truth, 0 to 2.

    Source: Brier (1950).
    """
    truth = np.eye(probabilities.shape[-1])[codes]
    score: FloatArray = np.square(probabilities - truth).sum(axis=-1).mean(axis=-1)
    return score


def reliability(probabilities: FloatArray, codes: IntArray) -> tuple[Bin, ...]:
    """Return how often probabilities (n, k) came true, in bins of equal width, no empty ones."""
    stated = probabilities.ravel()
    true = np.eye(probabilities.shape[1])[codes].ravel()
    numbers = np.minimum((stated * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=int((numbers == number).sum()),
            stated=float(stated[numbers == number].mean()),
            true=int(true[numbers == number].sum()),
        )
        for number in np.unique(numbers).tolist()
    )


def calibration_error(probabilities: FloatArray, codes: IntArray) -> float:
    """Return the mean distance of stated from observed frequency, weighted by bin count.

    Source: expected calibration error, Naeini, Cooper & Hauskrecht (2015), over all groups.
    """
    bins = reliability(probabilities, codes)
    return sum(abs(b.count * b.stated - b.true) for b in bins) / sum(b.count for b in bins)


def confusion(probabilities: FloatArray, codes: IntArray) -> tuple[tuple[int, ...], ...]:
    """Return the counts (k, k) of specimens by true and predicted group."""
    k = probabilities.shape[1]
    counts = np.bincount(codes * k + probabilities.argmax(axis=1), minlength=k * k)
    return tuple(map(tuple, counts.reshape(k, k).tolist()))


def difference(losses: FloatArray, others: FloatArray) -> Difference:
    """Return by how much losses exceed others, both (repeats, n), with the error over specimens."""
    by_specimen = (losses - others).mean(axis=0)
    error = by_specimen.std(ddof=1) / np.sqrt(len(by_specimen))
    return Difference(float(by_specimen.mean()), float(error))


def model_figures(
    name: str, settings: str, probabilities: FloatArray, reference: FloatArray, codes: IntArray
) -> ModelFigures:
    """Return one model's figures from its and the reference's probabilities (repeats, n, k)."""
    losses = log_losses(probabilities, codes)
    errors = np.array([calibration_error(repeat, codes) for repeat in probabilities])
    return ModelFigures(
        name=name,
        settings=settings,
        log_loss=figure(losses.mean(axis=-1)),
        log_loss_difference=difference(losses, log_losses(reference, codes)),
        accuracy=figure(accuracy(probabilities, codes)),
        brier=figure(brier_score(probabilities, codes)),
        calibration_error=figure(errors),
    )


def held_out_figures(probabilities: FloatArray, codes: IntArray, folds: int) -> HeldOut:
    """Return a model's figures from probabilities (n, k) of unseen specimens."""
    return HeldOut(
        folds=folds,
        log_loss=float(log_losses(probabilities, codes).mean()),
        correct=int((probabilities.argmax(axis=1) == codes).sum()),
        confusion=confusion(probabilities, codes),
        reliability=reliability(probabilities, codes),
    )
