"""The rows that a person should look at first, collected block by block."""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from iris_model.answer.doubt import SURE
from iris_model.files.reading.layout import Layout
from iris_model.files.results import PROBLEM, WARNING, ResultNames
from iris_model.files.tables import distinct_names

PROBLEMS, WARNINGS, UNCERTAIN = "Problems", "Warnings", "Uncertain"
"""The kinds, the most serious first."""
FIRST = 3
"""Rows of each kind."""
ROW, WHY = "row", "why"
"""Columns before the file's own, numbered if the file has these names too."""
_LARGEST = "largest"


def largest_probability(columns: Iterable[str]) -> pl.Expr:
    """Return the probability of the predicted group, from the text of the probabilities."""
    cells = (pl.col(name).str.replace(",", ".", literal=True) for name in columns)
    return pl.max_horizontal(cell.cast(pl.Float64) for cell in cells)


def _percentage() -> pl.Expr:
    """Return a probability below SURE in per cent, with enough digits to show it."""
    share = 100 * pl.col(_LARGEST)
    return pl.when(share.round(1) < 100 * SURE).then(share.round(1)).otherwise(share.round(2))


def _kinds(predicted: str) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Return, for each kind, which rows it has and why to look at them."""
    uncertain = pl.format("Uncertain: {} has only {} %.", pl.col(predicted), _percentage())
    return {
        PROBLEMS: (pl.col(PROBLEM).is_not_null(), pl.col(PROBLEM)),
        WARNINGS: (pl.col(WARNING).is_not_null(), pl.col(WARNING)),
        UNCERTAIN: (pl.col(_LARGEST) < SURE, uncertain),
    }


class FirstLook:
    """Count the rows of each kind and keep the first: the least certain, then in order."""

    def __init__(self, names: ResultNames) -> None:
        self.rows = 0
        self.counts: Counter[str] = Counter()
        self.longest = 0
        """Characters of the longest problem or warning."""
        self._probabilities = names.probabilities
        self._kinds = _kinds(names.predicted)
        self._picked: dict[str, pl.DataFrame] = {}

    def add(self, table: pl.DataFrame) -> None:
        """Add the rows of the next block, as in `classify.Classified`."""
        rows = table.with_row_index(ROW, self.rows + 1).with_columns(
            largest_probability(self._probabilities).alias(_LARGEST)
        )
        self.rows += rows.height
        letters = table.select(pl.col(PROBLEM, WARNING).str.len_chars().max()).row(0)
        self.longest = max(self.longest, *(count or 0 for count in letters))
        for kind, (which, why) in self._kinds.items():
            found = rows.filter(which)
            self.counts[kind] += found.height
            few = found.bottom_k(FIRST, by=[_LARGEST, ROW]).with_columns(why.alias(WHY))
            few = pl.concat([self._picked[kind], few]) if kind in self._picked else few
            self._picked[kind] = few.bottom_k(FIRST, by=[_LARGEST, ROW])

    def table(self, layout: Layout) -> pl.DataFrame:
        """Return the rows kept: number, reason, and the file's own columns."""
        names = distinct_names([*layout.names, ROW, WHY])
        kept = [*map(str, range(len(layout.names))), ROW, WHY]
        picked = [rows.select(kept) for rows in self._picked.values()]
        table = pl.concat(picked) if picked else pl.DataFrame(schema=kept)
        table.columns = names
        return table.select(*names[-2:], *names[:-2])
