"""When not to trust the answer: flowers unlike the training flowers, and the prediction set."""

from typing import NamedTuple

import numpy as np

from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower
from iris_model.model import Model
from iris_model.phrasing import listed, percent

THRESHOLD = 18.47
"""Squared distance beyond which a flower is unlike any training flower: the 0.999 quantile of χ²
with 4 degrees of freedom, exceeded by one ordinary flower in a thousand. The worst training flower
has 13.7."""


class Similar(NamedTuple):
    """A training flower that resembles the given one."""

    row: int
    """Its row in `Dataset.measurements`, counted from 0."""
    flower: Flower
    variety: str
    distance: float
    """In training standard deviations (divisor n)."""


def distances(model: Model, measurements: FloatArray) -> FloatArray:
    """Return the squared distances (n, 3) of measurements (n, 4) in cm to each variety's mean.

    Without unit: under each variety's own covariance, which knows how its measurements go
    together. Source: Mahalanobis (1936).
    """
    gaps = measurements[:, None, :] - model.means
    squares: FloatArray = np.einsum("nki,kij,nkj->nk", gaps, model.precisions, gaps, optimize=False)
    return squares


def warnings_for(model: Model, flower: Flower) -> list[str]:
    """Return the warning that a flower is unlike any training flower, with its reason, or nothing.

    The reason is the measurements outside their training range, or else the one that fits worst
    with the other three.
    """
    squares = distances(model, np.array([flower]))[0]
    if squares.min() <= THRESHOLD:
        return []
    outside = [
        f"{m.label.lower()} {value:g} cm (theirs: {m.training_range[0]:g} to "
        f"{m.training_range[1]:g} cm)"
        for m, value in zip(MEASUREMENTS, flower, strict=True)
        if not m.training_range[0] <= value <= m.training_range[1]
    ]
    reason = listed(outside) if outside else _odd_combination(model, flower, int(squares.argmin()))
    return [f"Unlike any training flower: {reason}. Do not rely on this answer."]


def _odd_combination(model: Model, flower: Flower, code: int) -> str:
    """Say which measurement fits worst with the other three, for a flower of the nearest variety.

    Given the other three, a measurement of a normal distribution has the conditional mean
    x - (P·gap)/P_ii and the variance 1/P_ii, P being the inverse covariance. Source: Lauritzen
    (1996), Graphical Models, appendix C.
    """
    precision = model.precisions[code]
    pull = precision @ (np.array(flower) - model.means[code])
    worst = int(np.argmax(np.abs(pull) / np.sqrt(precision.diagonal())))
    expected = flower[worst] - pull[worst] / precision[worst, worst]
    return (
        "each measurement alone is within their range, but not all four together. In the nearest "
        f"variety, {VARIETIES[code]}, a flower with the other three would have a "
        f"{MEASUREMENTS[worst].label.lower()} near {expected:.1f} cm, "
        f"not {flower[worst]:g} cm"
    )


def prediction_set(model: Model, probabilities: FloatArray) -> list[str]:
    """Return the varieties in the 95 % prediction set of one flower's probabilities (3,).

    {k : 1 - p_k <= q}; an empty set becomes the most likely variety. q comes from leave-one-out
    predictions, so the coverage is close to 95 % but not guaranteed whatever the data. Source: Vovk
    (2015), Cross-conformal predictors; Barber, Candès, Ramdas & Tibshirani (2021), Predictive
    inference with the jackknife+.
    """
    members = [
        variety
        for variety, probability in zip(VARIETIES, probabilities.tolist(), strict=True)
        if 1 - probability <= model.set_threshold
    ]
    return members or [VARIETIES[int(probabilities.argmax())]]


def set_in_words(model: Model, probabilities: FloatArray) -> str:
    """Say the 95 % prediction set of one flower's probabilities (3,), and how it came about."""
    needed = 1 - model.set_threshold
    names = prediction_set(model, probabilities)
    if len(names) > 1:
        return (
            f"The 95 % set is {listed(names)}: each has the {percent(needed)} that it takes, "
            "so the measurements do not settle which."
        )
    if probabilities.max() < needed:
        return (
            f"The 95 % set is {names[0]} alone, but only as the most likely one: no variety "
            f"has the {percent(needed)} that it takes. Take this answer as open."
        )
    return f"The 95 % set is {names[0]} alone: it takes {percent(needed)} to be in it."


def promise_in_words(model: Model) -> str:
    """Say what the 95 % of the prediction set promises, and what it does not."""
    promise = (
        "Sets made this way contain the true variety for about 95 of 100 flowers like the training "
        "flowers. That holds on average, as measured on flowers the model had not seen. It does "
        "not say that the set of this one flower is right with 95 %, and it says nothing about "
        "flowers of another kind."
    )
    if model.set_threshold >= 1 / 2:
        return promise
    return (
        f"{promise} For more than 95 of 100 training flowers this model gives the true variety "
        "over half of the probability, so a single variety is always enough to keep the promise: "
        "the set never names two. Where the model hesitates, the probabilities show it."
    )


def similar(dataset: Dataset, flower: Flower, count: int = 5) -> list[Similar]:
    """Return the training flowers nearest to a flower, nearest first, ties in the file's order."""
    gaps = (dataset.columns - np.array(flower)[:, None]) / dataset.standard_deviations[:, None]
    lengths = np.sqrt(np.square(gaps, out=gaps).sum(axis=0))
    rows = lengths.argsort(kind="stable")[:count]
    return [
        Similar(row, dataset.flowers[row], VARIETIES[code], length)
        for row, code, length in zip(
            rows.tolist(), dataset.codes[rows].tolist(), lengths[rows].tolist(), strict=True
        )
    ]
