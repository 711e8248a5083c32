"""Whole tables classified with Polars expressions: nothing is done flower by flower.

The rule of every function here: all rows come back, in order, with their cells as they came. A row
that cannot be classified has empty results and says why in `problem`.
"""

from collections.abc import Iterable
from functools import cache, reduce
from operator import add
from typing import NamedTuple

import numpy as np
import polars as pl

from iris_model.answer.doubt import THRESHOLD
from iris_model.dataset import MEASUREMENTS, VARIETIES, FloatArray
from iris_model.files.reading.blocks import DEFECT, Rows
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.problems import LINE_PROBLEM
from iris_model.files.row_problems import doubt_split_decimals, say_problems, say_warnings
from iris_model.model import Model

PREDICTED, PREDICTION_SET = "predicted_variety", "prediction_set"
WARNING, PROBLEM = "warning", "problem"
PROBABILITIES = tuple(f"probability_{variety.lower()}" for variety in VARIETIES)
RESULTS = (PREDICTED, *PROBABILITIES, PREDICTION_SET, WARNING, PROBLEM)
DECIMALS = 4
CODE = "code"
_MEMBERS, _DISTANCE = "members", "distance"


class Classified(NamedTuple):
    """Classified rows, and the numbers behind them."""

    table: pl.DataFrame
    """The input's cells as columns "0", "1", …, then RESULTS, all text, null where empty."""
    flowers: pl.DataFrame
    """Of the classified rows alone: the four measurements in cm, and CODE into VARIETIES."""
    plain: bool
    """No cell but warnings and problems needs quotation marks in the dialect that came in."""


def classify_rows(rows: Rows, layout: Layout, model: Model) -> Classified:
    """Return rows of a file classified."""
    frame = _keep_doubts(rows.frame, layout)
    numbers = _numbers(frame, layout)
    accepted = numbers.select(_accepted()).to_series()
    if not accepted.all():
        numbers = numbers.select(pl.when(accepted).then(pl.all()))
    answers = _answers(numbers, model)
    warned = (answers[_DISTANCE] > THRESHOLD).fill_null(value=False)
    frame = doubt_split_decimals(frame, layout, warned)
    valid = accepted & frame[DEFECT].is_null()
    warnings, problems = say_warnings(numbers, warned & valid), say_problems(frame, ~valid, layout)
    results = answers.select(_results(layout.decimal))
    flowers = numbers.with_columns(answers[CODE])
    if not valid.all():
        results = results.select(pl.when(valid).then(pl.all()))
        flowers = flowers.filter(valid)
    table = frame.drop(DEFECT).hstack([*results, warnings.alias(WARNING), problems.alias(PROBLEM)])
    plain = rows.plain and layout.separator not in ("|", layout.decimal)
    return Classified(table, flowers, plain)


def _keep_doubts(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Mark the rows that an earlier run, whose result this is, could not tell the cells of.

    Their line came back in order only in that result: its cells may stand in wrong columns.
    """
    earlier = [
        pl.when(pl.col(str(i)).str.starts_with(LINE_PROBLEM)).then(str(i))
        for i, name in enumerate(layout.names)
        if name.startswith(PROBLEM)
    ]
    return frame.with_columns(pl.coalesce(DEFECT, *earlier)) if earlier else frame


def _numbers(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return the four measurements in cm (Float64), null where a cell is no number.

    The cast takes what `validation.NUMBER_PATTERN` takes but for the blanks around it, and `inf`
    and `nan` besides, which no range accepts.
    """
    cells = frame.select(
        pl.col(str(column.index)).alias(name) for name, column in layout.columns.items()
    )
    if layout.decimal == ",":
        comma = pl.all().str.replace(",", ".", literal=True)
        cells = cells.select(pl.when(~pl.all().str.contains(".", literal=True)).then(comma))
    numbers = cells.cast(pl.Float64, strict=False)
    if numbers.null_count().sum_horizontal().item():
        numbers = cells.select(pl.all().str.strip_chars(" \t").cast(pl.Float64, strict=False))
    return numbers if layout.unit == "cm" else numbers / layout.per_centimetre


def _accepted() -> pl.Expr:
    """Return whether all four measurements are within the accepted ranges."""
    return pl.all_horizontal(
        pl.col(m.name).is_between(*m.accepted_range).fill_null(value=False) for m in MEASUREMENTS
    )


def _answers(numbers: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Return, of each row of numbers, PROBABILITIES, CODE, members of the set and distance²."""
    first, second, third = map(pl.col, PROBABILITIES)
    scores = [
        _linear(weights, bias).alias(name)
        for name, weights, bias in zip(
            PROBABILITIES, model.coefficients, model.intercepts, strict=True
        )
    ]
    members = (
        (1 - pl.col(name) <= model.set_threshold).cast(pl.UInt8) * (1 << code)
        for code, name in enumerate(PROBABILITIES)
    )
    return (
        numbers.select(*scores, _distance(model).alias(_DISTANCE))
        .with_columns(pl.max_horizontal(PROBABILITIES).alias("largest"))
        .with_columns((pl.col(name) - pl.col("largest")).exp() for name in PROBABILITIES)
        .with_columns((first + second + third).alias("total"))
        .with_columns(pl.col(name) / pl.col("total") for name in PROBABILITIES)
        .select(
            *PROBABILITIES,
            _DISTANCE,
            pl.when((first >= second) & (first >= third))
            .then(0)
            .when(second >= third)
            .then(1)
            .otherwise(2)
            .cast(pl.UInt8)
            .alias(CODE),
            _total(members).alias(_MEMBERS),
        )
    )


def _distance(model: Model) -> pl.Expr:
    """Return the smallest Mahalanobis distance² to a variety, as `plausibility.distances` has it.

    With L·Lᵀ the covariance, it is the sum of the squares of L⁻¹·(x - mean).
    """
    squares = []
    for mean, covariance in zip(model.means, model.covariances, strict=True):
        whitening = np.linalg.inv(np.linalg.cholesky(covariance))
        squares.append(_total(_linear(row, -row @ mean) ** 2 for row in whitening))
    return pl.min_horizontal(squares)


def _linear(weights: FloatArray, bias: float) -> pl.Expr:
    """Return weights (4,) times the measurements plus bias."""
    terms = [
        pl.col(m.name) * float(weight)
        for m, weight in zip(MEASUREMENTS, weights, strict=True)
        if weight
    ]
    return _total(terms) + float(bias)


def _total(terms: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(add, terms)


def _results(decimal: str) -> list[pl.Expr]:
    """Return the results up to the prediction set as text.

    Each is looked up in a table of all texts there are: many times faster than formatting.
    """
    rows = [(members, code) for members in range(8) for code in range(len(VARIETIES))]
    sets = ["|".join(_names(members or 1 << code)) for members, code in rows]
    return [
        pl.lit(pl.Series(VARIETIES)).gather(pl.col(CODE)).alias(PREDICTED),
        *(
            pl.lit(_probability_texts(decimal))
            .gather((pl.col(name) * 10**DECIMALS).round().cast(pl.UInt32))
            .alias(name)
            for name in PROBABILITIES
        ),
        pl.lit(pl.Series(sets))
        .gather(pl.col(_MEMBERS).cast(pl.UInt32) * len(VARIETIES) + pl.col(CODE))
        .alias(PREDICTION_SET),
    ]


def _names(members: int) -> list[str]:
    """Return the varieties of a prediction set given as the sum of 2^code over its members."""
    return [variety for code, variety in enumerate(VARIETIES) if members >> code & 1]


@cache
def _probability_texts(decimal: str) -> pl.Series:
    """Return the text of every probability that DECIMALS can write, in order."""
    steps = 10**DECIMALS
    return pl.Series(
        [f"{step / steps:.{DECIMALS}f}".replace(".", decimal) for step in range(steps + 1)]
    )
