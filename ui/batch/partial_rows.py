"""The number of rows that lack measurements but can be answered from the others."""

import polars as pl

from iris_model.files.classify import Classified, classify_rows
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import DEFECT
from iris_model.files.reading.problems import LINE_PROBLEM
from iris_model.files.results import BETWEEN, MEASURED, PROBLEM, Options
from iris_model.model import Model


class PartialRows:
    """Counts them block by block, whether they are answered or not."""

    def __init__(self, layout: Layout, model: Model) -> None:
        self.count = 0
        self._layout, self._model = layout, model
        self._cells = [str(place) for place in range(len(layout.names))]

    def add(self, block: Classified) -> None:
        """Add the rows of the next block."""
        if MEASURED in block.table.columns:
            everything = BETWEEN.join(self._model.schema.names)
            some = block.table[MEASURED].drop_nulls() != everything
            self.count += int(some.sum())
            return
        broken = pl.col(PROBLEM).str.starts_with(LINE_PROBLEM)
        rows = block.table.filter(pl.col(PROBLEM).is_not_null() & ~broken)
        if rows.height:
            frame = rows.select(*self._cells, pl.lit(None, pl.String).alias(DEFECT))
            answered = classify_rows(frame, self._layout, self._model, Options(partial=True))
            self.count += answered.specimens.height
