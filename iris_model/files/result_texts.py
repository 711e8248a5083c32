"""The texts of every possible probability and prediction set."""

from functools import cache

import polars as pl

from iris_model.files.judge import STEPS
from iris_model.files.results import BETWEEN
from iris_model.schema import Schema


@cache
def probability_texts(decimal: str) -> pl.Series:
    """Return the text of every possible probability, in order."""
    digits = len(str(STEPS)) - 1
    texts = [f"{step / STEPS:.{digits}f}".replace(".", decimal) for step in range(STEPS + 1)]
    return pl.Series(texts)


def set_texts(schema: Schema) -> list[str]:
    """Return the text of every prediction set, by members (2^k) and code (k), code changing first.

    A set without members is the predicted group alone.
    """
    groups = schema.group_names
    return [
        BETWEEN.join(name for place, name in enumerate(groups) if set_ >> place & 1)
        for members in range(1 << len(groups))
        for code in range(len(groups))
        for set_ in [members or 1 << code]
    ]
