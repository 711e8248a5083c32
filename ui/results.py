"""A classified file as the page shows it: its rows stay on disk, figures are worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from iris_model.batch import Summary
from iris_model.drift import Drift
from iris_model.expressions import (
    PREDICTED,
    PROBABILITIES,
    PROBLEM,
    RESULTS,
    WARNING,
)
from iris_model.layout import Layout, Overrides
from iris_model.tables import distinct_names, output_names
from iris_model.truth import Truth, label_key, label_varieties

ALL, PROBLEMS, WARNINGS, UNCERTAIN = "All", "Problems", "Warnings", "Uncertain"
DISAGREEING = "Disagreeing"
SURE = 0.9
"""A row whose variety has a smaller probability is called uncertain."""
FIRST = 4
"""Rows of a kind that are shown first."""


@dataclass(frozen=True)
class View:
    """Some of the rows of a result."""

    rows: pl.LazyFrame
    """In order, from disk, with their numbers in the file, from 1, in the first column."""
    count: int


@dataclass(frozen=True)
class Result:
    """One classified file; its rows are in two files of a folder of its own."""

    folder: Path
    layout: Layout
    summary: Summary
    overrides: Overrides
    raw: bool

    @property
    def csv(self) -> Path:
        """Return the file with the rows as CSV, in the dialect that came in."""
        return self.folder / "rows.csv"

    @property
    def parquet(self) -> Path:
        """Return the file with the rows as Parquet."""
        return self.folder / "rows.parquet"

    @cached_property
    def truth(self) -> Truth | None:
        """Return how right the answers are, where the file states varieties."""
        return self.summary.truth(self.layout)

    @cached_property
    def drift(self) -> Drift:
        """Return the comparison with the training flowers."""
        return self.summary.drift()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns: the file's, then those of the results."""
        return tuple(distinct_names(output_names(self.layout)))

    @property
    def row(self) -> str:
        """Return a name for the column of row numbers that no column of the file has."""
        return distinct_names([*self.columns, "row"])[-1]

    @property
    def why(self) -> str:
        """Return a name for the column of reasons to look that no column of the file has."""
        return distinct_names([*self.columns, "why"])[-1]

    def column(self, result: str) -> str:
        """Return what a column of RESULTS is called here, where its name may have been taken."""
        return self.columns[len(self.layout.names) + RESULTS.index(result)]

    @property
    def rows(self) -> pl.LazyFrame:
        """Return all rows, with their numbers."""
        return pl.scan_parquet(self.parquet, row_index_name=self.row, row_index_offset=1)

    @cached_property
    def views(self) -> Mapping[str, View]:
        """Return the views of the rows that make sense for this file, by name."""
        which = {
            PROBLEMS: pl.col(self.column(PROBLEM)).is_not_null(),
            WARNINGS: pl.col(self.column(WARNING)).is_not_null(),
            UNCERTAIN: self._largest < SURE,
        }
        if self.truth:
            which[DISAGREEING] = self._disagrees()
        sums = [expression.sum().alias(name) for name, expression in which.items()]
        counts = self.rows.select(sums).collect().row(0, named=True)
        views = {name: View(self.rows.filter(which[name]), counts[name] or 0) for name in which}
        return {ALL: View(self.rows, self.summary.rows), **views}

    @property
    def _largest(self) -> pl.Expr:
        """Return the probability of the predicted variety."""
        cells = (pl.col(self.column(name)) for name in PROBABILITIES)
        return pl.max_horizontal(cell.str.replace(",", ".").cast(float) for cell in cells)

    def _disagrees(self) -> pl.Expr:
        """Return whether a row's label means another variety than the predicted one."""
        assert self.layout.truth is not None
        label = self.columns[self.layout.truth.index]
        texts = self.rows.select(pl.col(label).drop_nulls().unique()).collect().to_series()
        meaning = label_varieties({key for key, _ in self.summary.labels})
        known = {text: meaning[key] for text in texts if (key := label_key(text)) in meaning}
        variety = pl.col(label).replace_strict(known, default=None, return_dtype=pl.String)
        return variety != pl.col(self.column(PREDICTED))

    @cached_property
    def first_look(self) -> pl.DataFrame:
        """Return the rows to look at first, and why: FIRST of each kind, the least certain last."""
        unsure = pl.format(
            "Uncertain: {} has only {} %.",
            pl.col(self.column(PREDICTED)),
            (100 * self._largest).round(1),
        )
        kinds = {
            PROBLEMS: pl.col(self.column(PROBLEM)),
            WARNINGS: pl.col(self.column(WARNING)),
            UNCERTAIN: unsure,
        }
        cells = self.columns[: len(self.layout.names)]
        found = []
        for name, why in kinds.items():
            rows = self.views[name].rows
            first = (
                rows.bottom_k(FIRST, by=self._largest) if name == UNCERTAIN else rows.head(FIRST)
            )
            found.append(first.select(self.row, why.alias(self.why), *cells))
        return pl.concat(found).collect()
