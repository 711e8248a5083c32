"""The columns that an answer adds to a row, their texts, and the options for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from iris_model.schema import Schema

PREDICTION_SET, WARNING, PROBLEM = "prediction_set", "warning", "problem"
MEASURED, REASONS = "measured", "reasons"
BETWEEN = "|"
"""Between the names in a cell that holds several."""
STEPS = 10_000
"""A probability of 1, counted in steps of the last decimal that is written."""
_OTHER_CHARACTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Options:
    """What a user may ask for, in any interface."""

    partial: bool = False
    """Rows that lack measurements are answered from those that are there."""
    reasons: bool = False
    """Each row says what its measurements add to the answer."""
    raw: bool = False
    """Cells that look like formulas get no apostrophe."""


NO_OPTIONS = Options()


class ResultNames(NamedTuple):
    """The names of the results' columns; those of a file may differ, see `tables`."""

    predicted: str
    probabilities: tuple[str, ...]
    """(k,): of the groups in the schema's order."""
    more: tuple[str, ...]
    """MEASURED and REASONS, as the options ask for."""

    @property
    def all(self) -> tuple[str, ...]:
        """Return the names in the order of the output."""
        return (self.predicted, *self.probabilities, PREDICTION_SET, WARNING, PROBLEM, *self.more)


@lru_cache(32)
def result_names(schema: Schema, options: Options = NO_OPTIONS) -> ResultNames:
    """Return the names of a model's results: `predicted_variety` and so on."""
    predicted = f"predicted_{_plain(schema.group.singular) or 'group'}"
    probabilities = numbered(
        f"probability_{_plain(name) or code}"
        for code, name in enumerate(schema.group_names, start=1)
    )
    more = [MEASURED] * options.partial + [REASONS] * options.reasons
    return ResultNames(predicted, tuple(probabilities), tuple(more))


def _plain(name: str) -> str:
    return _OTHER_CHARACTERS.sub("_", name.lower()).strip("_")


def numbered(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return names made different from each other and from those taken: the second is `a_2`."""
    found: list[str] = []
    known = set(taken)
    reached: dict[str, int] = {}
    for name in names:
        free = name
        while free in known:
            reached[name] = reached.get(name, 1) + 1
            free = f"{name}_{reached[name]}"
        known.add(free)
        found.append(free)
    return found


@cache
def probability_texts(decimal: str) -> list[str]:
    """Return the text of every possible probability, in order."""
    digits = len(str(STEPS)) - 1
    return [f"{step / STEPS:.{digits}f}".replace(".", decimal) for step in range(STEPS + 1)]


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
