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
"""Training rows that stand in for what is not known."""
_WIDEST = 300.0
"""Of the logarithm of a factor over the training rows. Twice that is well within what a float
holds; beyond it the factors are added as logarithms, which is slower."""


class Shares(NamedTuple):
    """The probability of the predicted group, split among the measurements.

    Everything is a probability, 0 to 1: base + sum(shares) is the group's probability.
    """

    code: int
    base: float
    """The group's mean probability over the training rows: the answer to an unknown specimen."""
    shares: tuple[float, ...]
    """(d,): what knowing each measurement adds, negative where it takes away."""


@cache
def coalitions(count: int) -> FloatArray:
    """Return (2^d, d): 1 where a measurement is known; the first row knows none, the last all."""
    known: FloatArray = ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(np.float64)
    return known


@cache
def shapley_weights(count: int) -> FloatArray:
    """Return the weights (d, 2^d) that turn the coalitions' values into each one's share."""
    known = coalitions(count)
    sizes = known.sum(axis=1).astype(int)
    ways = np.array([factorial(size) for size in range(count + 1)])
    joined = ways[sizes - 1] * ways[count - sizes]
    missing = ways[sizes] * ways[count - sizes - 1]
    weights: FloatArray = np.where(known.T == 1, joined, -missing) / ways[count]
    return weights


@kept_with_model
def background_rows(model: Model) -> IntArray:
    """Return the training rows (n,), at most 500, that shares are computed against.

    All of them, or else of each group its part, evenly spaced.
    """
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

    Interventional Shapley values, exact: all sets of known measurements, the unknown ones taken
    from each background row in turn. They add up to the probability to 1e-12.
    answered is what `Model.classify` returned, where that is known already.
    Source: Shapley (1953); Lundberg & Lee (2017); Janzing, Minorics & Blöbaum (2020).
    """
    code, probabilities = answered or model.classify(specimen)
    values = _background(model).mean_probabilities(np.array(specimen), code)
    values[-1] = probabilities[code]
    added: list[float] = (shapley_weights(len(specimen)) @ values).tolist()
    return Shares(code, float(values[0]), tuple(added))


@dataclass(frozen=True)
class _Background:
    """What the background rows contribute, whatever specimen is explained.

    A group's probability is its weight over the sum of all weights, and with linear scores a weight
    is a product: exp(what is known) · exp(what is not), the second the same for every specimen. So
    a specimen of the irises takes 48 exponentials, not 7,200.
    """

    unknown: FloatArray
    """(2^d, k, n): the logarithm of what a coalition leaves unknown, at most 0."""
    factors: FloatArray | None
    """(2^d, k, n): its exponential, or None where that would not fit into a float."""
    slopes: FloatArray
    """(2^d · k, d): how the logarithms of the other factor grow with the specimen explained."""
    starts: FloatArray
    """(2^d · k,): the same at zero, the scale of `unknown` made up for."""
    weights: FloatArray
    """(n,): of a mean."""

    def mean_probabilities(self, specimen: FloatArray, code: int) -> FloatArray:
        """Return a group's mean probability (2^d,) for each set of known measurements."""
        count, groups, _ = self.unknown.shape
        known = (self.slopes @ specimen + self.starts).reshape(count, 1, groups)
        known -= known.max(axis=2, keepdims=True)
        if self.factors is None:
            return self._by_logarithms(known[:, 0, :, None], code)
        np.exp(known, out=known)
        total = (known @ self.factors)[:, 0]
        parts = self.factors[:, code] / total
        means: FloatArray = parts @ self.weights * known[:, 0, code]
        return means

    def _by_logarithms(self, known: FloatArray, code: int) -> FloatArray:
        scores = self.unknown + known
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        means: FloatArray = scores[:, code] / scores.sum(axis=1) @ self.weights
        return means


@kept_with_model
def _background(model: Model) -> _Background:
    known = coalitions(len(model.schema.measurements))[:, None, :]
    rows = model.training.measurements[background_rows(model)]
    # Only differences of scores count: without their mean they are smallest.
    coefficients = model.coefficients - model.coefficients.mean(axis=0)
    unknown = (1 - known) * coefficients @ rows.T
    highest = unknown.max(axis=2)
    unknown -= highest[:, :, None]
    return _Background(
        unknown=unknown,
        factors=np.exp(unknown) if unknown.min() > -_WIDEST else None,
        slopes=(known * coefficients).reshape(-1, known.shape[2]),
        starts=(highest + model.intercepts).ravel(),
        weights=np.full(len(rows), 1 / len(rows)),
    )
