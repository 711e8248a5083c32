"""A classified file as the page shows it: its rows stay on disk, figures are worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from iris_model.files.classify import PREDICTED, PROBABILITIES, PROBLEM, RESULTS, WARNING
from iris_model.files.drift import Drift
from iris_model.files.labels import Truth, label_key, label_varieties
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.tables import distinct_names, output_names
from iris_model.files.whole_files import Summary
from ui.batch.first_look import (
    PROBLEMS,
    ROW,
    SURE,
    UNCERTAIN,
    WARNINGS,
    FirstLook,
    largest_probability,
)

ALL, DISAGREEING = "All", "Disagreeing"


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
    overrides: Overrides
    raw: bool
    summary: Summary
    first_look: FirstLook

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
        """Return a name for the column of row numbers that no other column has."""
        return distinct_names([*self.columns, ROW])[-1]

    def column(self, result: str) -> str:
        """Return what a column of RESULTS is called here, where its name may have been taken."""
        return self.columns[len(self.layout.names) + RESULTS.index(result)]

    @cached_property
    def views(self) -> Mapping[str, View]:
        """Return the views of the rows that make sense for this file, by name."""
        rows = pl.scan_parquet(self.parquet, row_index_name=self.row, row_index_offset=1)
        largest = largest_probability([self.column(name) for name in PROBABILITIES])
        kinds = {
            PROBLEMS: pl.col(self.column(PROBLEM)).is_not_null(),
            WARNINGS: pl.col(self.column(WARNING)).is_not_null(),
            UNCERTAIN: largest < SURE,
        }
        counts = self.first_look.counts
        views = {name: View(rows.filter(which), counts[name]) for name, which in kinds.items()}
        if self.truth:
            wrong = self.truth.labelled - self.truth.correct
            views[DISAGREEING] = View(rows.filter(self._disagrees(rows)), wrong)
        return {ALL: View(rows, self.summary.rows), **views}

    def _disagrees(self, rows: pl.LazyFrame) -> pl.Expr:
        """Return whether a row's label means another variety than the predicted one."""
        assert self.layout.truth is not None
        label = pl.col(self.columns[self.layout.truth.index])
        distinct = rows.select(label.drop_nulls().unique()).collect(engine="streaming")
        meaning = label_varieties({key for _, key, _ in self.summary.labels})
        texts = {
            text: meaning[key]
            for text in distinct.to_series()
            if (key := label_key(text)) in meaning
        }
        variety = label.replace_strict(texts, default=None, return_dtype=pl.String)
        return variety != pl.col(self.column(PREDICTED))
