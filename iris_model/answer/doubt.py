"""How far to trust an answer: unlike specimens, prediction sets, inexact and missing values."""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from operator import mul, truediv
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.model import Model
from iris_model.schema import Schema, Specimen

SURE = 0.9
"""An answer with a smaller probability is called uncertain."""
DRAWS = 1000
_PRIMES = (2, 3, 5, 7, 11, 13, 17)


class Unlike(NamedTuple):
    """Why a specimen is unlike the training specimens."""

    distance: float
    """Squared distance from the nearest group's mean, as in `Model.distances`."""
    outside: tuple[int, ...]
    """The measurements outside their training range."""
    worst: int | None
    """If there are none, the measurement that fits the others worst."""
    expected: float
    """Its expected value in the nearest group, given the others; NaN without `worst`."""
    nearest: int
    """The code of the group whose mean is nearest."""


class Remeasured(NamedTuple):
    """What a specimen would be called if measured again."""

    error: float
    """Standard deviation of the measuring error, in the shared unit or else in steps of each
    measurement."""
    same: float
    """Share of the draws that keep the answer."""
    groups: tuple[float, ...]
    """(k,): share of the draws that give each group."""


def unlike(model: Model, specimen: Specimen) -> Unlike | None:
    """Return why a specimen is unlike all training specimens, or None.

    It is if its squared distance from the nearest mean exceeds the 0.999 quantile of χ². Given the
    others, a normal measurement has mean x - (P·gap)/P_ii and variance 1/P_ii, P the inverse
    covariance. Source: Lauritzen (1996), Graphical Models, appendix C.
    """
    values = np.array(specimen)
    slopes, offsets = model.whitening
    gaps = (slopes @ values + offsets).tolist()
    squares = [sum(map(mul, gap, gap)) for gap in gaps]
    distance = min(squares)
    if distance <= model.far:
        return None
    nearest = squares.index(distance)
    ranges = [measurement.training_range for measurement in model.schema.measurements]
    outside = tuple(
        i
        for i, (value, (low, high)) in enumerate(zip(specimen, ranges, strict=True))
        if not low <= value <= high
    )
    if outside or len(specimen) == 1:
        return Unlike(distance, outside, None, math.nan, nearest)
    precision = model.precisions[nearest]
    pulls = (precision @ (values - model.means[nearest])).tolist()
    ways = [*map(truediv, pulls, precision.diagonal().tolist())]
    misfits = [*map(mul, pulls, ways)]  # squared, in standard deviations
    worst = misfits.index(max(misfits))
    expected = specimen[worst] - ways[worst]
    return Unlike(distance, (), worst, expected, nearest)


def prediction_set(model: Model, probabilities: Sequence[float]) -> list[int]:
    """Return the groups g with 1 - p_g <= q: the 95 % prediction set of probabilities (k,).

    If there are none, the most likely. q is from out-of-fold predictions, so 95 % is close, not
    guaranteed. Source: Vovk (2015), Cross-conformal predictors; Barber, Candès, Ramdas & Tibshirani
    (2021), Predictive inference with the jackknife+.
    """
    threshold = model.set_threshold
    members = [code for code, p in enumerate(probabilities) if 1 - p <= threshold]
    return members or [max(range(len(probabilities)), key=probabilities.__getitem__)]


def can_name_several(model: Model) -> bool:
    """Return whether a prediction set can name two groups."""
    return model.set_threshold >= 1 / 2


def default_error(schema: Schema) -> float:
    """Return the error that the data's steps suggest, as in `Remeasured.error`."""
    return max(m.step for m in schema.measurements) if schema.unit else 1.0


def largest_error(schema: Schema) -> float:
    """Return the widest range of accepted values, as in `Remeasured.error`."""
    return max(
        (m.accepted_range[1] - m.accepted_range[0]) / (1 if schema.unit else m.step)
        for m in schema.measurements
    )


def remeasured(model: Model, specimen: Specimen, error: float) -> Remeasured:
    """Return what a specimen would be called over 1,000 fixed draws of independent normal errors.

    error is as in `Remeasured`.
    """
    steps = np.array([1.0 if model.schema.unit else m.step for m in model.schema.measurements])
    scores = draws(len(specimen)) @ (model.coefficients * (error * steps)).T
    scores += model.scores(np.array(specimen)[None])
    counts = np.bincount(scores.argmax(axis=1), minlength=len(model.schema.groups))
    groups = tuple((counts / DRAWS).tolist())
    return Remeasured(error, groups[model.classify(specimen)[0]], groups)


@cache
def draws(count: int) -> FloatArray:
    """Return 1,000 fixed draws (1000, d) from independent standard normal distributions.

    Hammersley's points (1960), more even than random ones, through the inverse normal distribution;
    means, variances and correlations are made exact.
    """
    inverse = NormalDist().inv_cdf
    rough = np.array(
        [
            [
                inverse((row - 0.5) / DRAWS),
                *[inverse(_mirrored(row, p)) for p in _PRIMES[: count - 1]],
            ]
            for row in range(1, DRAWS + 1)
        ]
    )
    rough -= rough.mean(axis=0)
    found: FloatArray = np.linalg.solve(np.linalg.cholesky(rough.T @ rough / DRAWS), rough.T).T
    found.flags.writeable = False
    return found


def _mirrored(number: int, base: int) -> float:
    """Return a number's digits mirrored at the point: 0.61 for 16 in base ten."""
    mirrored, place = 0.0, 1.0
    while number:
        number, digit = divmod(number, base)
        place /= base
        mirrored += digit * place
    return mirrored


def next_measurement(model: Model, known: Mapping[str, float]) -> str | None:
    """Return the unknown measurement that would tell most, or None without one.

    It has the largest expected fall in entropy over the training values, weighted by group
    probability over group size. known maps at least one name to a value.
    """
    names = model.schema.names
    unknown = [name for name in names if name not in known]
    if not unknown:
        return None
    part = model.knowing(known)
    _, probabilities = part.classify(tuple(known[name] for name in part.schema.names))
    codes = model.training.codes
    weights = (np.array(probabilities) / np.bincount(codes))[codes]
    left = [weights @ _entropies(model, {**known, name: _column(model, name)}) for name in unknown]
    return unknown[int(np.argmin(left))]


def _column(model: Model, name: str) -> FloatArray:
    column: FloatArray = model.training.measurements[:, model.schema.names.index(name)]
    return column


def _entropies(model: Model, known: Mapping[str, float | FloatArray]) -> FloatArray:
    """Return the entropy (n,) of answers from some measurements, each a value or (n,)."""
    part = model.knowing(known)
    columns = np.broadcast_arrays(*[known[name] for name in part.schema.names])
    probabilities = part.probabilities(np.column_stack(columns))
    logarithms = np.log(np.maximum(probabilities, np.finfo(float).tiny))
    entropies: FloatArray = -(probabilities * logarithms).sum(axis=1)
    return entropies
