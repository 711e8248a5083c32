"""The rows that a person should look at first, picked while the blocks of a file go by."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from iris_model.files.classify import PREDICTED, PROBABILITIES, PROBLEM, WARNING
from iris_model.files.reading.layout import Layout
from iris_model.files.tables import distinct_names

PROBLEMS, WARNINGS, UNCERTAIN = "Problems", "Warnings", "Uncertain"
"""The kinds, the gravest first."""
SURE = 0.9
"""A row whose variety has a smaller probability is called uncertain."""
FIRST = 3
"""Rows of a kind that are picked."""
ROW, WHY = "row", "why"
"""Columns before the file's own; they get a number where the file has these names too."""
_LARGEST = "largest"


def _percentage() -> pl.Expr:
    """Return a probability below SURE in per cent, with the digits that show that it is below."""
    share = 100 * pl.col(_LARGEST)
    return pl.when(share.round(1) < 100 * SURE).then(share.round(1)).otherwise(share.round(2))


_KINDS = {
    PROBLEMS: (pl.col(PROBLEM).is_not_null(), pl.col(PROBLEM)),
    WARNINGS: (pl.col(WARNING).is_not_null(), pl.col(WARNING)),
    UNCERTAIN: (
        pl.col(_LARGEST) < SURE,
        pl.format(
            "Uncertain: {} has only {} %.",
            pl.col(PREDICTED),
            _percentage(),
        ),
    ),
}
"""Kind to which rows it has, and why to look at them."""


def largest_probability(columns: Sequence[str]) -> pl.Expr:
    """Return the probability of the predicted variety, from the text of the three columns."""
    cells = (pl.col(name).str.replace(",", ".", literal=True) for name in columns)
    return pl.max_horizontal(cell.cast(pl.Float64) for cell in cells)


class FirstLook:
    """Of each kind, how many rows there are, and the first: the least certain, then in order."""

    def __init__(self) -> None:
        self.rows = 0
        self.counts: Counter[str] = Counter()
        self._picked: dict[str, pl.DataFrame] = {}

    def add(self, table: pl.DataFrame) -> None:
        """Look through the rows of the next block, as `expressions.Classified` has them."""
        rows = table.with_row_index(ROW, self.rows + 1).with_columns(
            largest_probability(PROBABILITIES).alias(_LARGEST)
        )
        self.rows += rows.height
        for kind, (which, why) in _KINDS.items():
            found = rows.filter(which)
            self.counts[kind] += found.height
            few = found.bottom_k(FIRST, by=[_LARGEST, ROW]).with_columns(why.alias(WHY))
            few = pl.concat([self._picked[kind], few]) if kind in self._picked else few
            self._picked[kind] = few.bottom_k(FIRST, by=[_LARGEST, ROW])

    def table(self, layout: Layout) -> pl.DataFrame:
        """Return the rows that were picked: number, reason, and the file's own columns."""
        names = distinct_names([*layout.names, ROW, WHY])
        kept = [*map(str, range(len(layout.names))), ROW, WHY]
        picked = [rows.select(kept) for rows in self._picked.values()]
        table = pl.concat(picked) if picked else pl.DataFrame(schema=kept)
        table.columns = names
        return table.select(*names[-2:], *names[:-2])
