"""Each measurement's share of the answer."""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial

import numpy as np

from iris_model.classifier import Model, classify
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower

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


@dataclass(frozen=True)
class Shares:
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
    others = [other for other in range(len(VARIETIES)) if other != code]
    behind = model.coefficients[others] - model.coefficients[code]
    known = _COALITIONS @ (behind * flower).T
    with np.errstate(over="ignore"):  # far behind is a probability of 0
        odds = np.exp(_unknown(model, dataset, code) + known.T[:, :, None]).sum(axis=0)
    values = (1 / (1 + odds)).mean(axis=1)
    values[-1] = probabilities[code]
    names = (measurement.name for measurement in MEASUREMENTS)
    return Shares(
        variety=variety,
        base=float(values[0]),
        shares=dict(zip(names, (_WEIGHTS @ values).tolist(), strict=True)),
    )


@lru_cache(maxsize=len(VARIETIES))
def _unknown(model: Model, dataset: Dataset, code: int) -> FloatArray:
    """Return by how much the two other varieties' scores lead, (2, 16, 150), without what is known.

    That is each training flower's part in each coalition, the same whatever flower is explained.
    """
    others = [other for other in range(len(VARIETIES)) if other != code]
    behind = model.coefficients[others] - model.coefficients[code]
    parts = behind[:, None, :] * dataset.measurements
    leads: FloatArray = np.einsum("ci,oni->ocn", ~_COALITIONS, parts, optimize=False)
    leads += (model.intercepts[others] - model.intercepts[code])[:, None, None]
    return leads
