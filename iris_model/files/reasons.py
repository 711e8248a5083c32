"""Why each row of a file got its answer: exact Shapley values for many specimens at once.

A set of known measurements gives the same mean probability to all rows that agree in them, so where
values are coarse each combination is computed once.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from iris_model.answer.shares import background_rows, coalitions, shapley_weights
from iris_model.arrays import FloatArray, IntArray
from iris_model.model import Model, kept_with_model
from iris_model.schema import Schema

_CHUNK = 200_000
"""Multiplications done at once: the numbers fit into a core's own memory, and the library that
multiplies matrices starts no threads of its own for so few. Files are worked on by all cores."""
_MOST_VALUES = 4_000_000
"""Mean probabilities that are held at once."""
_WIDEST = 300.0
"""Of a logarithm that is exponentiated by itself, as `answer.shares` has it."""
_STEPS = 1000
"""A share of 1 in tenths of a percentage point."""


@dataclass(frozen=True)
class _Background:
    """What the training rows contribute, for each coalition of known measurements."""

    slopes: FloatArray
    """(2^d, d, k): of the known measurements' part of the scores."""
    starts: FloatArray
    """(2^d, k)."""
    unknown: FloatArray
    """(2^d, k, n): logarithm of the unknown measurements' part, at most 0."""
    factors: FloatArray | None
    """(2^d, k, n): its exponential, or None where a float could not hold it."""

    def means(self, coalition: int, specimens: FloatArray, code: int) -> FloatArray:
        """Return a group's mean probability (m,) for specimens (m, d), some measurements known."""
        found = np.empty(len(specimens))
        step = max(1, _CHUNK // self.unknown[coalition].size)
        known = specimens @ self.slopes[coalition] + self.starts[coalition]
        known -= known.max(axis=1, keepdims=True)
        for start in range(0, len(specimens), step):
            part = known[start : start + step]
            found[start : start + step] = self._chunk(coalition, part, code)
        return found

    def _chunk(self, coalition: int, known: FloatArray, code: int) -> FloatArray:
        if self.factors is None:
            scores = known[:, :, None] + self.unknown[coalition]
            scores -= scores.max(axis=1, keepdims=True)
            np.exp(scores, out=scores)
            means: FloatArray = (scores[:, code] / scores.sum(axis=1)).mean(axis=1)
            return means
        weights = np.exp(known)
        parts = weights @ self.factors[coalition]
        np.reciprocal(parts, out=parts)
        sums: FloatArray = np.einsum("mn,n->m", parts, self.factors[coalition, code])
        sums *= weights[:, code] / self.unknown.shape[2]
        return sums


@kept_with_model
def _background(model: Model) -> _Background:
    known = coalitions(len(model.schema.measurements))
    rows = model.training.measurements[background_rows(model)]
    # Only differences of scores count: without their mean they are smallest.
    coefficients = model.coefficients - model.coefficients.mean(axis=0)
    unknown = ((1 - known)[:, None, :] * coefficients) @ rows.T
    highest = unknown.max(axis=2)
    unknown -= highest[:, :, None]
    return _Background(
        slopes=known[:, :, None] * coefficients.T,
        starts=highest + model.intercepts,
        unknown=unknown,
        factors=np.exp(unknown) if unknown.min() > -_WIDEST else None,
    )


def row_shares(model: Model, specimens: FloatArray, codes: IntArray) -> FloatArray:
    """Return each measurement's share (n, d) of the predicted group's probability.

    specimens (n, d), codes (n,) of the predicted groups. As `answer.shares.shares` has it for one
    specimen; with the mean over the training rows they add up to the probability.
    """
    shares = np.empty_like(specimens)
    step = _MOST_VALUES >> specimens.shape[1]
    for code in range(len(model.schema.groups)):
        rows = np.flatnonzero(codes == code)
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            shares[part] = _shares_of_group(model, specimens[part], code)
    return shares


def _shares_of_group(model: Model, specimens: FloatArray, code: int) -> FloatArray:
    count = specimens.shape[1]
    background = _background(model)
    distinct = [np.unique(column, return_inverse=True) for column in specimens.T]
    values = np.empty((2**count, len(specimens)))
    for coalition in range(2**count):
        members = [distinct[i] for i in range(count) if coalition >> i & 1]
        combinations = math.prod(len(found) for found, _ in members)
        if combinations > 4 * len(specimens):
            values[coalition] = background.means(coalition, specimens, code)
            continue
        key = np.zeros(len(specimens), np.int64)
        for found, places in members:
            key = key * len(found) + places
        first = _first_of_each(key, combinations)
        lookup = np.empty(combinations)
        lookup[key[first]] = background.means(coalition, specimens[first], code)
        values[coalition] = lookup[key]
    shares: FloatArray = (shapley_weights(count) @ values).T
    return shares


def _first_of_each(key: IntArray, size: int) -> IntArray:
    """Return one place of each key that occurs."""
    place = np.full(size, -1, np.int64)
    place[key] = np.arange(len(key))
    return place[place >= 0]


def reason_texts(model: Model, specimens: FloatArray, codes: IntArray, decimal: str) -> pl.Series:
    """Return the shares of specimens (n, d) in words, such as `petal width +31.2; petal length …`.

    In percentage points, the largest first; what rounds to nothing is left out.
    """
    shares = row_shares(model, specimens, codes)
    tenths = np.rint(shares * _STEPS).astype(np.int64)
    order = np.argsort(-np.abs(shares), axis=1, kind="stable")
    entries = order * (2 * _STEPS + 1) + np.take_along_axis(tenths, order, axis=1) + _STEPS
    texts = _texts(model.schema, decimal)
    pieces = {str(place): texts.gather(entries[:, place]) for place in range(entries.shape[1])}
    said = pl.concat_str(pl.all(), separator="; ", ignore_nulls=True)
    return pl.DataFrame(pieces).select(said).to_series()


@lru_cache(64)
def _texts(schema: Schema, decimal: str) -> pl.Series:
    """Return the words for every share of every measurement, null for none."""
    return pl.Series(_entries(schema, decimal), dtype=pl.String)


def _entries(schema: Schema, decimal: str) -> Iterator[str | None]:
    for measurement in schema.measurements:
        for tenths in range(-_STEPS, _STEPS + 1):
            number = f"{tenths / 10:+.1f}".replace(".", decimal)
            yield f"{measurement.phrase} {number}" if tenths else None
