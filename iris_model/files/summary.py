"""What became of the rows of a file, counted block by block."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from iris_model.arrays import FloatArray, IntArray
from iris_model.files.classify import CODE, Classified
from iris_model.files.drift import Drift, measure_drift
from iris_model.files.lines import ClassifiedLines
from iris_model.files.reading.labels import label_key
from iris_model.files.reading.layout import Layout
from iris_model.files.results import PROBLEM, WARNING
from iris_model.files.tables import count_guarded
from iris_model.files.truth import Truth, score
from iris_model.files.value_counts import count_values
from iris_model.model import Model
from iris_model.schema import Schema

_ANOTHER = "?"
"""Every label that is none of the groups."""
_DRIFT_ROWS = 10_000
"""Of a block; more would show nothing new."""


@dataclass
class Summary:
    """What became of the rows of one or several files."""

    schema: Schema
    """Of the model that judges them."""
    rows: int = 0
    problems: int = 0
    warnings: int = 0
    guarded: int = 0
    """Cells that get an apostrophe in CSV unless they are to stay raw."""
    groups: Counter[str] = field(default_factory=Counter)
    """Classified rows by predicted group."""
    file: int = 0
    """Which of several files is being counted: what a label's code means is that file's own."""
    labels: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    """Classified rows by file, label (as `label_key` has it) and predicted group."""
    needs_cells: ClassVar[bool] = False
    """Counting needs the cells of every row, not only its answer."""
    values: IntArray | int = 0
    """Of the classified rows, as `count_values` counts them."""
    seconds: float = 0.0

    @property
    def classified(self) -> int:
        """Return how many rows have an answer."""
        return self.rows - self.problems

    def add(self, block: Classified, layout: Layout, rows: int | None = None) -> None:
        """Count the rows of a block, which may be part of one with more rows."""
        table, specimens = block
        self.rows += table.height
        self.problems += table.height - specimens.height
        self.warnings += table.height - table[WARNING].null_count()
        self.guarded += count_guarded(table, layout)
        columns = {name: specimens[name].to_numpy() for name in specimens.columns}
        codes = columns.pop(CODE)
        self._add_specimens(columns, codes, rows or table.height)
        if layout.truth is not None:
            labels = table[str(layout.truth.index)].filter(table[PROBLEM].is_null())
            self._add_labels(labels, specimens[CODE])

    def add_lines(self, lines: ClassifiedLines, layout: Layout) -> None:
        """Count the lines of a block."""
        codes, plain = lines.judged.codes, len(lines.judged.codes)
        rows = plain + (lines.special.table.height if lines.special else 0)
        self.rows += plain
        self.warnings += int(np.count_nonzero(lines.judged.unlike))
        columns = dict(zip(self.schema.names, lines.measurements, strict=True))
        self._add_specimens(columns, codes, rows)
        if lines.labels is not None:
            self._add_labels(lines.labels, pl.Series(codes))
        if lines.special:
            self.add(lines.special, layout, rows)

    def _add_specimens(
        self, columns: Mapping[str, FloatArray], codes: NDArray[np.uint8], rows: int
    ) -> None:
        for code, name in enumerate(self.schema.group_names):
            self.groups[name] += int(np.count_nonzero(codes == code))
        if set(self.schema.names) <= set(columns):
            every = slice(None, None, max(1, rows // _DRIFT_ROWS))
            sample = np.stack([columns[name][every] for name in self.schema.names], axis=1)
            whole = ~np.isnan(sample).any(axis=1)
            sampled = codes[every][whole].astype(np.int64)
            self.values = self.values + count_values(sample[whole], sampled, self.schema)

    def include(self, other: "Summary") -> None:
        """Add the counts of another summary."""
        self.rows += other.rows
        self.problems += other.problems
        self.warnings += other.warnings
        self.guarded += other.guarded
        self.groups.update(other.groups)
        self.labels.update(other.labels)
        self.values = self.values + other.values

    def _add_labels(self, labels: pl.Series, codes: pl.Series) -> None:
        stated = pl.DataFrame({"label": labels, CODE: codes}).filter(
            pl.col(CODE).is_not_null() & (pl.col("label").str.strip_chars() != "")
        )
        groups = self.schema.group_names
        for text, code, rows in stated.group_by("label", CODE).len().iter_rows():
            key = label_key(text, self.schema) or _ANOTHER
            self.labels[self.file, key, groups[code]] += rows

    def truth(self, layout: Layout) -> Truth | None:
        """Return how right the answers are, if the file states groups."""
        return score(layout.truth.name, self.labels, self.schema) if layout.truth else None

    def drift(self, model: Model) -> Drift:
        """Return the comparison with the training specimens."""
        return measure_drift(self.values, model)

    def table(self) -> list[str]:
        """Return a table to print after the sentences."""
        return []

    def to_json(self, layout: Layout) -> dict[str, Any]:
        """Return the summary to print as JSON."""
        truth = self.truth(layout)
        return {
            "rows": self.rows,
            "classified": self.classified,
            "problems": self.problems,
            "warnings": self.warnings,
            "groups": {name: self.groups[name] for name in self.schema.group_names},
            "layout": layout.to_json(),
            "truth": truth.to_json() if truth else None,
            "seconds": round(self.seconds, 3),
        }
