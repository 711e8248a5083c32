"""Each measurement's share of the answer."""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import NamedTuple

import numpy as np

from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    Dataset,
    FloatArray,
    Flower,
    classify,
    other_codes,
)
from iris_model.model import Model

_COUNT = len(MEASUREMENTS)
_COALITIONS = (np.arange(2**_COUNT)[:, None] >> np.arange(_COUNT)) & 1 == 1
"""(16, 4): which measurements are known; the first row knows none, the last one all."""


def _shapley_weights() -> FloatArray:
    """Return the weights (4, 16) that turn the coalitions' values into each measurement's share."""
    sizes = _COALITIONS.sum(axis=1)
    ways = np.array([factorial(size) for size in range(_COUNT + 1)])
    joined = ways[sizes - 1] * ways[_COUNT - sizes]
    missing = ways[sizes] * ways[_COUNT - sizes - 1]
    weights: FloatArray = np.where(_COALITIONS.T, joined, -missing) / ways[_COUNT]
    return weights


_WEIGHTS = _shapley_weights()
_LARGEST_EXPONENT = 700.0
"""Short of the largest that a float holds; such odds leave a probability of 0 all the same."""


class Shares(NamedTuple):
    """The probability of the predicted variety, split among the measurements.

    Everything is a probability, 0 to 1: base + sum(shares.values()) is the variety's probability.
    """

    variety: str
    base: float
    """The variety's mean probability over the training flowers: the answer to an unknown flower."""
    shares: dict[str, float]
    """Measurement name → what knowing it adds, negative where it takes away."""


def shares(model: Model, dataset: Dataset, flower: Flower) -> Shares:
    """Return each measurement's share of the predicted variety's probability.

    Interventional Shapley values, exact: all 16 sets of known measurements, the unknown ones taken
    from each of the 150 training flowers in turn. They add up to the probability to 1e-12.
    Source: Shapley (1953); Lundberg & Lee (2017); Janzing, Minorics & Blöbaum (2020).
    """
    variety, probabilities = classify(model, flower)
    code = VARIETIES.index(variety)
    background = _background(model, dataset, code)
    exponents = background.slopes @ flower + background.starts
    known = np.exp(np.minimum(exponents, _LARGEST_EXPONENT)).reshape(len(_COALITIONS), 1, -1)
    odds = (known @ background.unknown)[:, 0]
    values = 1 / (1 + odds) @ background.weights
    values[-1] = probabilities[code]
    names = (measurement.name for measurement in MEASUREMENTS)
    return Shares(
        variety=variety,
        base=float(values[0]),
        shares=dict(zip(names, (_WEIGHTS @ values).tolist(), strict=True)),
    )


@dataclass(frozen=True)
class _Background:
    """What the training flowers contribute, whatever flower is explained.

    A variety's probability is 1 / (1 + the sum of the odds of the two others). Scores being linear,
    odds are a product: exp(what is known) · exp(what is not), the second the same for every flower.
    So a flower takes 32 exponentials, not 4,800. Exact as long as the leads of the training flowers
    differ by less than 700, the range of floats; those of the model that ships differ by 89.
    """

    unknown: FloatArray
    """(16, 2, 150): the odds of the others by what a coalition leaves unknown, at most 1."""
    slopes: FloatArray
    """(32, 4): how the logarithms of the other factor grow with the flower explained."""
    starts: FloatArray
    """(32,): the same at 0 cm, the scale of `unknown` made up for."""
    weights: FloatArray
    """(150,): of a mean."""


@lru_cache(maxsize=len(VARIETIES))
def _background(model: Model, dataset: Dataset, code: int) -> _Background:
    others = other_codes(code)
    behind = model.coefficients[others] - model.coefficients[code]
    starts = model.intercepts[others] - model.intercepts[code]
    unknown = ~_COALITIONS[:, None, :] * behind @ dataset.measurements.T
    highest = unknown.max(axis=2)
    count = len(dataset.measurements)
    return _Background(
        unknown=np.exp(unknown - highest[:, :, None]),
        slopes=(_COALITIONS[:, None, :] * behind).reshape(-1, _COUNT),
        starts=(highest + starts).ravel(),
        weights=np.full(count, 1 / count),
    )
