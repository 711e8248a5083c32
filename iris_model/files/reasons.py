"""Why each row of a file got its answer: exact Shapley values for many specimens at once.

Rows that agree in the known measurements share a mean probability, so each combination is computed
once: in a file or, if it is usual, for a model.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import polars as pl

from iris_model.answer.shares import Background, background_of, shapley_weights
from iris_model.arrays import FloatArray, IntArray
from iris_model.files.judge import probabilities
from iris_model.model import Model, kept_with_model
from iris_model.schema import Schema

_CHUNK = 200_000
"""Multiplications done at once: the numbers fit into a core's own memory, and the library that
multiplies matrices starts no threads of its own for so few. Files are worked on by all cores."""
_MOST_VALUES = 4_000_000
"""Mean probabilities that are held at once."""
_MOST_KEPT = 2_000_000
"""Mean probabilities that are kept with a model."""
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
    places = _places_on_grid(model, specimens)
    usual = (places >= 0).all(axis=1)
    for code in range(len(model.schema.groups)):
        for chosen in (usual, ~usual):
            rows = np.flatnonzero((codes == code) & chosen)
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                shares[part] = _shares_of_group(model, specimens[part], code, places[part])
    return shares


def _shares_of_group(
    model: Model, specimens: FloatArray, code: int, places: IntArray
) -> FloatArray:
    """Return the shares of specimens (n, d); all or none are on the grid."""
    count, usual = specimens.shape[1], bool(places.min() >= 0)
    background = background_of(model)
    tables = _tables(model)[code] if usual else {}
    if usual:
        columns = [(place, len(grid)) for place, grid in zip(places.T, _grids(model), strict=True)]
    else:
        found = [np.unique(column, return_inverse=True) for column in specimens.T]
        columns = [(place, len(distinct)) for distinct, place in found]
    values = np.empty((2**count, len(specimens)))
    values[0] = background.bases[code]
    values[-1] = probabilities(list(specimens.T), model)[code]
    for coalition in range(1, 2**count - 1):
        members = [column for i, column in enumerate(columns) if coalition >> i & 1]
        size = math.prod(size for _, size in members)
        table = tables.get(coalition)
        if table is None and size > 4 * len(specimens):
            values[coalition] = _means(background, coalition, specimens, code)
            continue
        table = np.full(size, np.nan) if table is None else table
        key = _keys(members, len(specimens))
        one_of_each = np.full(size, -1, np.int64)
        one_of_each[key] = np.arange(len(key))
        new = one_of_each[(one_of_each >= 0) & np.isnan(table)]
        table[key[new]] = _means(background, coalition, specimens[new], code)
        values[coalition] = table[key]
    shares: FloatArray = (shapley_weights(count) @ values).T
    return shares


@kept_with_model
def _grids(model: Model) -> list[FloatArray]:
    """Return each measurement's usual values: on its slider, in the data's steps."""
    found = []
    for measurement in model.schema.measurements:
        low, high = measurement.slider_range
        count = round((high - low) / measurement.step) + 1
        found.append(np.round(low + measurement.step * np.arange(count), measurement.decimals))
    return found


@kept_with_model
def _tables(model: Model) -> list[dict[int, FloatArray]]:
    """Return each group's mean probabilities on the grid by coalition, nan until needed.

    Only the coalitions with the fewest combinations have a table.
    """
    grids, groups = _grids(model), len(model.schema.groups)
    combinations = sorted(
        (math.prod(len(grid) for i, grid in enumerate(grids) if coalition >> i & 1), coalition)
        for coalition in range(1, 2 ** len(grids) - 1)
    )
    totals = accumulate(size * groups for size, _ in combinations)
    kept = [pair for pair, total in zip(combinations, totals, strict=True) if total <= _MOST_KEPT]
    return [{coalition: np.full(size, np.nan) for size, coalition in kept} for _ in range(groups)]


def _places_on_grid(model: Model, specimens: FloatArray) -> IntArray:
    """Return the place of each value on its measurement's grid (n, d), or -1."""
    places = np.empty(specimens.shape, np.int64)
    for index, grid in enumerate(_grids(model)):
        column, step = specimens[:, index], model.schema.measurements[index].step
        place = np.rint((column - grid[0]) / step).clip(0, len(grid) - 1).astype(np.int64)
        places[:, index] = np.where(grid[place] == column, place, -1)
    return places


def _distinct(model: Model, specimens: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the places of different specimens (m,), and each specimen's index among them (n,).

    Only specimens on the grid are compared.
    """
    places = _places_on_grid(model, specimens)
    sizes = [len(grid) for grid in _grids(model)]
    if math.prod(sizes) > np.iinfo(np.int64).max:
        return np.arange(len(specimens)), np.arange(len(specimens))
    key = _keys(list(zip(places.T, sizes, strict=True)), len(specimens))
    key = np.where((places >= 0).all(axis=1), key, -1 - np.arange(len(specimens)))
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    return first, back


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
    first, back = _distinct(model, specimens)
    shares = row_shares(model, specimens[first], codes[first])
    tenths = np.rint(shares * _STEPS).astype(np.int64)
    order = np.argsort(-np.abs(shares), axis=1, kind="stable")
    entries = order * (2 * _STEPS + 1) + np.take_along_axis(tenths, order, axis=1) + _STEPS
    texts = _texts(model.schema, decimal)
    pieces = {str(place): texts.gather(entries[:, place]) for place in range(entries.shape[1])}
    said = pl.concat_str(pl.all(), separator="; ", ignore_nulls=True)
    return pl.DataFrame(pieces).select(said).to_series().gather(back)


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
