"""Each measurement's share of the answer."""

from dataclasses import dataclass
from functools import cache
from math import factorial
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.model import Model, kept_with_model
from iris_model.schema import Specimen

MOST_ROWS = 500
"""Training rows that supply unknown measurements, at most."""
_WIDEST = 300.0
"""Largest range of a factor's logarithm over the training rows. Twice that fits into a float;
beyond it the slower way adds logarithms."""


class Shares(NamedTuple):
    """The probability of the predicted group, 0 to 1, split among the measurements.

    base + sum(shares) is that probability.
    """

    code: int
    base: float
    """The group's mean probability over the training rows."""
    shares: tuple[float, ...]
    """(d,): what knowing each measurement adds, negative if it takes away."""


@cache
def coalitions(count: int) -> FloatArray:
    """Return (2^d, d): 1 for known measurements, none in the first row, all in the last."""
    known: FloatArray = ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(np.float64)
    return known


@cache
def shapley_weights(count: int) -> FloatArray:
    """Return the weights (d, 2^d) that turn the coalitions' values into shares."""
    known = coalitions(count)
    sizes = known.sum(axis=1).astype(int)
    ways = np.array([factorial(size) for size in range(count + 1)])
    joined = ways[sizes - 1] * ways[count - sizes]
    missing = ways[sizes] * ways[count - sizes - 1]
    weights: FloatArray = np.where(known.T == 1, joined, -missing) / ways[count]
    return weights


@kept_with_model
def background_rows(model: Model) -> IntArray:
    """Return the places (n,) of at most 500 training rows, evenly spaced in each group."""
    codes = model.training.codes
    if len(codes) <= MOST_ROWS:
        return np.arange(len(codes))
    counts = np.bincount(codes)
    taken = np.maximum(counts * MOST_ROWS // len(codes), 1)
    return np.sort(
        np.concatenate(
            [
                np.flatnonzero(codes == code)[np.arange(take) * count // take]
                for code, (count, take) in enumerate(zip(counts, taken, strict=True))
            ]
        )
    )


def shares(
    model: Model, specimen: Specimen, answered: tuple[int, list[float]] | None = None
) -> Shares:
    """Return each measurement's share of the predicted group's probability.

    Exact interventional Shapley values over the background rows. With the base they add up to the
    probability to 1e-12. answered is the result of `Model.classify`, if known. Source: Shapley
    (1953); Lundberg & Lee (2017); Janzing, Minorics & Blöbaum (2020).
    """
    code, probabilities = answered or model.classify(specimen)
    background = background_of(model)
    means = background.mean_probabilities(np.array(specimen), code)
    base = background.bases[code]
    # All measurements are known with the specimen, none with the base.
    each = (probabilities[code] - base) / len(specimen)
    added: list[float] = (shapley_weights(len(specimen))[:, 1:-1] @ means).tolist()
    return Shares(code, base, tuple([share + each for share in added]))


@dataclass(frozen=True)
class Background:
    """What the background rows contribute to every specimen's shares.

    With linear scores a group's weight is exp(known) · exp(unknown), the second factor the same for
    every specimen: a flower takes 42 exponentials instead of 6,300. m = 2^d - 2 sets of known
    measurements, neither all nor none.
    """

    unknown: FloatArray
    """(m, k, n): logarithm of the unknown factor, at most 0."""
    factors: FloatArray | None
    """(m, k, n): the unknown factor, or None if it would not fit into a float."""
    slopes: FloatArray
    """(m · k, d): slopes of the known factor's logarithm."""
    starts: FloatArray
    """(m · k,): its values at zero, corrected for the scale of `unknown`."""
    weights: FloatArray
    """(n,): weights of a mean."""
    bases: list[float]
    """(k,): mean probabilities."""

    def mean_probabilities(self, specimen: FloatArray, code: int) -> FloatArray:
        """Return a group's mean probability (m,) for each set of known measurements."""
        count, groups, _ = self.unknown.shape
        known = (self.slopes @ specimen + self.starts).reshape(count, 1, groups)
        known -= known[:, :, code, None]
        if self.factors is None:
            return self._by_logarithms(known[:, 0, :, None], code)
        # Where this limits one, the group's mean is below exp(-_WIDEST) either way.
        np.exp(np.minimum(known, 2 * _WIDEST, out=known), out=known)
        total = (known @ self.factors)[:, 0]
        means: FloatArray = self.factors[:, code] / total @ self.weights
        return means

    def _by_logarithms(self, known: FloatArray, code: int) -> FloatArray:
        scores = self.unknown + known
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        means: FloatArray = scores[:, code] / scores.sum(axis=1) @ self.weights
        return means


@kept_with_model
def background_of(model: Model) -> Background:
    """Return what a model's background rows contribute."""
    known = coalitions(len(model.schema.measurements))[1:-1, None, :]
    rows = model.training.measurements[background_rows(model)]
    # Only differences of scores count, so their mean is removed.
    coefficients = model.coefficients - model.coefficients.mean(axis=0)
    unknown = (1 - known) * coefficients @ rows.T
    highest = unknown.max(axis=2)
    unknown -= highest[:, :, None]
    return Background(
        unknown=unknown,
        factors=np.exp(unknown) if unknown.min(initial=0) > -_WIDEST else None,
        slopes=(known * coefficients).reshape(-1, known.shape[2]),
        starts=(highest + model.intercepts).ravel(),
        weights=np.full(len(rows), 1 / len(rows)),
        bases=model.probabilities(rows).mean(axis=0).tolist(),
    )
