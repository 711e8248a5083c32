"""A classified file: its rows stay on disk, its figures are computed once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from iris_model.answer.doubt import SURE
from iris_model.files.by_column import Part
from iris_model.files.drift import Drift
from iris_model.files.reading.blocks import read_chunks
from iris_model.files.reading.encoding import is_unicode
from iris_model.files.reading.labels import label_groups, label_key
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.results import PROBLEM, WARNING, Options, ResultNames, result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import IN_ASCII, distinct_names, output_names
from iris_model.files.truth import Truth, score
from iris_model.model import Model
from ui.batch.first_look import PROBLEMS, ROW, UNCERTAIN, WARNINGS, FirstLook, largest_probability
from ui.batch.mix import MixSample
from ui.batch.partial_rows import PartialRows

ALL, DISAGREEING = "All", "Disagreeing"


@dataclass(frozen=True)
class View:
    """Some of the rows of a result."""

    rows: pl.LazyFrame
    """In order, from disk, with row numbers from 1 in the first column."""
    count: int


@dataclass(frozen=True)
class Asked:
    """Everything but the file that a result depends on."""

    model: Model = field(compare=False)
    """For the expected mix; each model's results are kept apart."""
    overrides: Overrides
    options: Options
    mix: tuple[float, ...] | None
    """The expected shares of the groups; None for the training shares."""
    sheet: str | None
    """Sheet of a workbook, if the user chose one."""


@dataclass(frozen=True)
class Result:
    """One classified file, with its rows in two files in a folder."""

    folder: Path
    layout: Layout
    asked: Asked
    summary: Summary
    first_look: FirstLook
    mix_sample: MixSample
    partial_rows: PartialRows
    by: dict[int, list[Part]] = field(default_factory=dict)
    """The parts that a column divides the file into, by its place, once requested."""

    @property
    def csv(self) -> Path:
        """Return the file with the rows as CSV, in the dialect of the input."""
        return self.folder / "rows.csv"

    @property
    def parquet(self) -> Path:
        """Return the file with the rows as Parquet."""
        return self.folder / "rows.parquet"

    @property
    def names(self) -> ResultNames:
        """Return the names of the results, before numbering those that the file has too."""
        return result_names(self.layout.schema, self.asked.options)

    @cached_property
    def truth(self) -> Truth | None:
        """Return the agreement with the file's labels, if it has any."""
        return self.summary.truth(self.layout)

    def truth_by(self, codes: Mapping[str, str]) -> Truth | None:
        """Return the agreement with labels that are codes of these groups."""
        assert self.layout.truth is not None
        counts: Counter[tuple[int, str, str]] = Counter()
        for (file, label, predicted), rows in self.summary.labels.items():
            counts[file, codes.get(label, label), predicted] += rows
        return score(self.layout.truth.name, counts, self.layout.schema)

    @cached_property
    def drift(self) -> Drift:
        """Return the comparison with the training specimens."""
        return self.summary.drift(self.asked.model)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns: the file's, then those of the results."""
        return tuple(distinct_names(output_names(self.layout, self.asked.options)))

    @property
    def row(self) -> str:
        """Return a name for the column of row numbers that no other column has."""
        return distinct_names([*self.columns, ROW])[-1]

    def column(self, result: str) -> str:
        """Return the name here of one of `names`, which may have been numbered."""
        return self.columns[len(self.layout.names) + self.names.all.index(result)]

    @property
    def predicted(self) -> str:
        """Return the name of the column with the answers."""
        return self.column(self.names.predicted)

    @property
    def probabilities(self) -> list[str]:
        """Return the names of the columns with the groups' probabilities."""
        return [self.column(name) for name in self.names.probabilities]

    @cached_property
    def excel_may_misread(self) -> bool:
        """Return whether the CSV has letters in UTF-8 without a mark, which Excel takes for others.

        The quotation marks of the program's own sentences are none.
        """
        if self.layout.bom or not is_unicode(self.layout.encoding):
            return False
        with self.csv.open("rb") as stream:
            own = str.maketrans(IN_ASCII)
            return not all(
                chunk.isascii() or chunk.decode(errors="ignore").translate(own).isascii()
                for chunk in read_chunks(stream)
            )

    @cached_property
    def rows(self) -> pl.LazyFrame:
        """Return all rows, their numbers from 1 in the first column."""
        return pl.scan_parquet(self.parquet, row_index_name=self.row, row_index_offset=1)

    @cached_property
    def views(self) -> Mapping[str, View]:
        """Return the views of the rows that apply to this file, by name."""
        kinds = {
            PROBLEMS: pl.col(self.column(PROBLEM)).is_not_null(),
            WARNINGS: pl.col(self.column(WARNING)).is_not_null(),
            UNCERTAIN: largest_probability(self.probabilities) < SURE,
        }
        counts = self.first_look.counts
        views = {name: View(self.rows.filter(w), counts[name]) for name, w in kinds.items()}
        if self.truth and self.truth.accuracy is not None:
            wrong = self.truth.labelled - self.truth.correct
            views[DISAGREEING] = View(self.rows.filter(self._disagrees()), wrong)
        return {ALL: View(self.rows, self.summary.rows), **views}

    def _disagrees(self) -> pl.Expr:
        """Return whether a row's label differs from the predicted group."""
        assert self.layout.truth is not None
        schema = self.layout.schema
        label = pl.col(self.columns[self.layout.truth.index])
        distinct = self.rows.select(label.drop_nulls().unique()).collect(engine="streaming")
        meaning = label_groups({key for _, key, _ in self.summary.labels}, schema)
        texts = {
            text: meaning[key]
            for text in distinct.to_series()
            if (key := label_key(text, schema)) in meaning
        }
        group = label.replace_strict(texts, default=None, return_dtype=pl.String)
        return group != pl.col(self.predicted)
