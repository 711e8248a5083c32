"""Why each row of a file got its answer: exact Shapley values for many specimens at once.

Rows that agree in the known measurements share a mean probability, so each combination is computed
once in a block.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import polars as pl

from iris_model.answer.shares import Background, background_of, shapley_weights
from iris_model.arrays import FloatArray, IntArray
from iris_model.files.judge import probabilities
from iris_model.model import Model
from iris_model.schema import Schema

_CHUNK = 200_000
"""Multiplications done at once: the numbers fit into a core's own memory, and the library that
multiplies matrices starts no threads of its own for so few. Files are worked on by all cores."""
_MOST_VALUES = 4_000_000
"""Mean probabilities that are held at once."""
_STEPS = 1000
"""A share of 1 in tenths of a percentage point."""


def _means(background: Background, coalition: int, specimens: FloatArray, code: int) -> FloatArray:
    """Return a group's mean probability (n,) for specimens (n, d), some measurements known.

    The bits of coalition are the known measurements, neither none nor all.
    """
    place, groups = coalition - 1, background.unknown.shape[1]
    unknown = background.unknown[place]
    factors = None if background.factors is None else background.factors[place]
    rows = slice(place * groups, (place + 1) * groups)
    known = specimens @ background.slopes[rows].T + background.starts[rows]
    known -= known.max(axis=1, keepdims=True)
    found = np.empty(len(specimens))
    step = max(1, _CHUNK // unknown.size)
    for start in range(0, len(specimens), step):
        part = known[start : start + step]
        if factors is None:
            scores = part[:, :, None] + unknown
            scores -= scores.max(axis=1, keepdims=True)
            np.exp(scores, out=scores)
            sums = (scores[:, code] / scores.sum(axis=1)).sum(axis=1)
        else:
            weights = np.exp(part)
            parts = weights @ factors
            np.reciprocal(parts, out=parts)
            sums = weights[:, code] * np.einsum("mn,n->m", parts, factors[code])
        found[start : start + step] = sums / unknown.shape[1]
    return found


def row_shares(model: Model, specimens: FloatArray, codes: IntArray) -> FloatArray:
    """Return each measurement's share (n, d) of the predicted group's probability.

    specimens are (n, d), codes of the predicted groups (n,). With the mean over the training rows,
    the shares add up to the probability; see `answer.shares.shares`.
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
    """Return the shares of specimens (n, d)."""
    count, background = specimens.shape[1], background_of(model)
    found = [np.unique(column, return_inverse=True) for column in specimens.T]
    columns = [(place, len(distinct)) for distinct, place in found]
    values = np.empty((2**count, len(specimens)))
    values[0] = background.bases[code]
    values[-1] = probabilities(list(specimens.T), model)[code]
    for coalition in range(1, 2**count - 1):
        members = [column for i, column in enumerate(columns) if coalition >> i & 1]
        if math.prod(size for _, size in members) > 4 * len(specimens):
            values[coalition] = _means(background, coalition, specimens, code)
            continue
        key = _keys(members, len(specimens))
        _, first, back = np.unique(key, return_index=True, return_inverse=True)
        values[coalition] = _means(background, coalition, specimens[first], code)[back]
    shares: FloatArray = (shapley_weights(count) @ values).T
    return shares


def _keys(places: Sequence[tuple[IntArray, int]], count: int) -> IntArray:
    """Return one number for each row's combination of places, given with the number of places."""
    key = np.zeros(count, np.int64)
    for place, size in places:
        key = key * size + place
    return key


def reason_texts(model: Model, specimens: FloatArray, codes: IntArray, decimal: str) -> pl.Series:
    """Return the shares of specimens (n, d) in words, such as `petal width +31.2; petal length …`.

    In percentage points, the largest first, without those that round to 0.
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
    """Return the words for every possible share; null for 0."""
    shares = [
        f"{tenths / 10:+.1f}".replace(".", decimal) if tenths else ""
        for tenths in range(-_STEPS, _STEPS + 1)
    ]
    texts = [
        f"{m.phrase} {share}" if share else None for m in schema.measurements for share in shares
    ]
    return pl.Series(texts, dtype=pl.String)
