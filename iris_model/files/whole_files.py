"""Whole files classified: read, judged and written block by block, in memory that does not grow.

The rule: every record of the input is a row of the output, in order, its cells as they came.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import polars as pl

from iris_model.arrays import IntArray
from iris_model.errors import IrisError
from iris_model.files.classify import CODE, Classified, classify_rows
from iris_model.files.drift import Drift, count_values, measure_drift
from iris_model.files.in_order import in_order, quick_first, workers
from iris_model.files.labels import Truth, label_key, score
from iris_model.files.lines import ClassifiedLines, classify_lines, keeps_lines
from iris_model.files.reading.blocks import BLOCK_BYTES, BlockReader, Rows, read_rows, row_blocks
from iris_model.files.reading.layout import Layout
from iris_model.files.results import NO_OPTIONS, PROBLEM, WARNING, Options
from iris_model.files.tables import count_guarded, csv_rows, distinct_names, output_names
from iris_model.model import Model
from iris_model.schema import Schema

LARGEST_RESULT, LARGEST_GROWTH = 500_000_000, 20
"""A result ends the work when it is larger than so many bytes and so many times its file."""
_ANOTHER = "?"
"""Stands for every label that is none of the groups."""
_DRIFT_ROWS = 20_000
"""Of a block; more show nothing that these do not."""


@dataclass
class Summary:
    """What became of the rows of one file, or of several."""

    schema: Schema
    """Of the model that judges them."""
    rows: int = 0
    problems: int = 0
    warnings: int = 0
    guarded: int = 0
    """Cells that get an apostrophe in CSV, unless they shall stay raw."""
    groups: Counter[str] = field(default_factory=Counter)
    """Classified rows by predicted group."""
    file: int = 0
    """Which of several files is being counted: what a label's code means is that file's own."""
    labels: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    """Classified rows by file, label (as `labels.label_key` has it) and predicted group."""
    needs_cells: ClassVar[bool] = False
    """Counting needs the cells of every row, not only its answer."""
    values: IntArray | int = 0
    """Of the classified rows, as `drift.count_values` counts them."""
    seconds: float = 0.0

    @property
    def classified(self) -> int:
        """Return the number of rows with an answer."""
        return self.rows - self.problems

    def add(self, block: Classified, layout: Layout, rows: int | None = None) -> None:
        """Count the rows of one more block, or of a part of one that has more rows."""
        table, specimens, _ = block
        self.rows += table.height
        self.problems += table.height - specimens.height
        self.warnings += table.height - table[WARNING].null_count()
        self.guarded += count_guarded(table, layout)
        self._add_specimens(specimens, rows or table.height)
        if layout.truth is not None:
            labels = table[str(layout.truth.index)].filter(table[PROBLEM].is_null())
            self._add_labels(labels, specimens[CODE])

    def add_lines(self, lines: ClassifiedLines, layout: Layout) -> None:
        """Count the lines of one more block."""
        rows = lines.specimens.height + lines.special.table.height
        self.rows += lines.specimens.height
        self._add_specimens(lines.specimens, rows)
        if lines.labels is not None:
            self._add_labels(lines.labels, lines.specimens[CODE])
        self.add(lines.special, layout, rows)

    def _add_specimens(self, specimens: pl.DataFrame, rows: int) -> None:
        names = self.schema.group_names
        counts = np.bincount(specimens[CODE].to_numpy(), minlength=len(names))
        self.groups.update(dict(zip(names, counts.tolist(), strict=True)))
        sample = specimens.gather_every(max(1, rows // _DRIFT_ROWS))
        if set(self.schema.names) <= set(sample.columns):
            sample = sample.drop_nulls()
            codes = sample[CODE].to_numpy().astype(np.int64)
            measurements = sample.select(self.schema.names).to_numpy()
            self.values = self.values + count_values(measurements, codes, self.schema)

    def include(self, other: "Summary") -> None:
        """Count the rows that another summary has counted."""
        self.rows += other.rows
        self.problems += other.problems
        self.warnings += other.warnings
        self.guarded += other.guarded
        self.groups.update(other.groups)
        self.labels.update(other.labels)
        self.values = self.values + other.values

    def _add_labels(self, labels: pl.Series, codes: pl.Series) -> None:
        """Count labels of classified rows, given with the codes of their predicted groups."""
        stated = pl.DataFrame({"label": labels, CODE: codes}).filter(
            pl.col("label").str.strip_chars() != ""
        )
        groups = self.schema.group_names
        for text, code, rows in stated.group_by("label", CODE).len().iter_rows():
            key = label_key(text, self.schema) or _ANOTHER
            self.labels[self.file, key, groups[code]] += rows

    def truth(self, layout: Layout) -> Truth | None:
        """Return how right the answers are, where the file states groups."""
        return score(layout.truth.name, self.labels, self.schema) if layout.truth else None

    def start_file(self) -> None:
        """Say that the rows that follow are another file's."""
        self.file += 1

    def drift(self, model: Model) -> Drift:
        """Return the comparison with the training specimens of the model."""
        return measure_drift(self.values, model)

    def table(self) -> list[str]:
        """Return the lines of a table that the command line prints after the sentences."""
        return []

    def to_json(self, layout: Layout) -> dict[str, Any]:
        """Return the summary as the command line prints it."""
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


def classify_blocks(
    chunks: Iterable[bytes],
    layout: Layout,
    model: Model,
    summary: Summary,
    options: Options = NO_OPTIONS,
    *,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Classified]:
    """Yield a file's rows classified, in order, and count them in summary as they go by.

    chunks are the file's bytes from the first on, in pieces of any size. The memory needed grows
    with block_bytes.
    """

    def work(rows: Rows) -> Classified:
        return classify_rows(rows, layout, model, options)

    summary.start_file()
    growth = _Growth()
    rows = read_rows(growth.counted(chunks), layout, block_bytes)
    with closing(rows), workers() as executor:
        for block in in_order(executor.submit(work, part) for part in rows):
            growth.check(block)
            summary.add(block, layout)
            yield block


def classify_stream(
    chunks: Iterable[bytes],
    layout: Layout,
    model: Model,
    summary: Summary,
    options: Options = NO_OPTIONS,
    *,
    dialect: Layout | None = None,
    complete: bool = True,
) -> Iterator[bytes]:
    """Yield the rows of `classify_blocks` as CSV without header (which `tables.csv_header` writes).

    The CSV is in the dialect that came in, or in another layout's. complete=False says that the
    file goes on after the last piece: raises IndivisibleError as `reading.blocks.read_rows` does.
    """
    written_as = dialect or layout

    def quick(block: bytes) -> ClassifiedLines | None:
        return classify_lines(block, layout, model, options, dialect=written_as)

    def tolerant(rows: Rows) -> tuple[Classified, bytes]:
        return classify_to_csv(rows, layout, model, options, dialect=written_as)

    summary.start_file()
    growth = _Growth()
    regular = not summary.needs_cells and keeps_lines(layout, options, dialect=written_as)
    reader = BlockReader(layout, complete=complete)
    blocks = row_blocks(growth.counted(chunks), layout)
    with closing(blocks), workers() as executor:
        for found in in_order(
            quick_first(blocks, reader, executor, quick if regular else None, tolerant)
        ):
            if isinstance(found, ClassifiedLines):
                growth.check(found.special, found.specimens.height)
                summary.add_lines(found, layout)
                yield found.text
            else:
                growth.check(found[0])
                summary.add(found[0], layout)
                yield found[1]


def classify_to_csv(
    rows: Rows, layout: Layout, model: Model, options: Options = NO_OPTIONS, *, dialect: Layout
) -> tuple[Classified, bytes]:
    """Return rows of a file classified, and as CSV in a dialect, without header."""
    block = classify_rows(rows, layout, model, options)
    plain = block.plain and dialect.separator == layout.separator
    return block, csv_rows(block._replace(plain=plain), dialect, options)


def classify_table(
    chunks: Iterable[bytes], layout: Layout, model: Model, options: Options = NO_OPTIONS
) -> tuple[pl.DataFrame, Summary]:
    """Return a whole file classified, its columns under their names, and the summary.

    Names that are empty or not unique get a number. For files that fit into memory.
    """
    summary = Summary(model.schema)
    frames = [block.table for block in classify_blocks(chunks, layout, model, summary, options)]
    names = distinct_names(output_names(layout, options))
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String)), summary
    table = pl.concat(frames)
    return table.rename(dict(zip(table.columns, names, strict=True))), summary


class _Growth:
    """Watches how much larger than its file a result becomes."""

    def __init__(self) -> None:
        self._read = self._written = 0

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces of the file."""
        for chunk in chunks:
            self._read += len(chunk)
            yield chunk

    def check(self, block: Classified, more_rows: int = 0) -> None:
        """Raise IrisError when one more block of the result, and more rows, are too much.

        Rows that lack nearly all their cells, or have problems alone, make much of very little.
        """
        table = block.table
        said = table.select(pl.col(WARNING, PROBLEM).str.len_bytes().sum()).sum_horizontal().item()
        self._written += (table.height + more_rows) * table.width + (said or 0)
        if self._written > LARGEST_RESULT + LARGEST_GROWTH * self._read:
            raise IrisError(
                f"The result would be over {self._written / 1e6:,.0f} MB, more than "
                f"{LARGEST_GROWTH} times the file: nearly all of its rows lack cells or cannot be "
                "classified. Check that the file is the right one, and keep only the columns you "
                "need."
            )
