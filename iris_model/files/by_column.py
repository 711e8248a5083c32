"""The rows of a file summed up by the texts of one column, such as its colony, sheet or site."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.classify import Classified
from iris_model.files.reading.given_columns import position_of
from iris_model.files.reading.layout import Layout
from iris_model.files.results import result_names
from iris_model.files.summary import Summary
from iris_model.schema import Schema
from iris_model.scoring import wilson_interval
from iris_model.validation import shorten

MOST_VALUES = 1000
"""Distinct values of a column; one with more is no division of a file."""

Counts = Mapping[tuple[str, str | None], int]
"""Rows by the text of a cell and the predicted group, None where there is no answer."""


@dataclass(frozen=True)
class Part:
    """The rows that have one text in a column."""

    value: str
    """User text; empty where the cells are."""
    rows: int
    counts: tuple[int, ...]
    """(k,): of the rows with an answer."""

    @property
    def answered(self) -> int:
        """Return how many rows have an answer."""
        return sum(self.counts)

    @property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """Return the groups' shares as 95 % intervals (Wilson); 0 to 1 without answers."""
        if not self.answered:
            return ((0.0, 1.0),) * len(self.counts)
        return tuple(wilson_interval(count, self.answered) for count in self.counts)

    @property
    def answer(self) -> int | None:
        """Return the code of the group with a clear majority, or None.

        Clear: the 95 % interval of its share among the two commonest groups' rows is above one
        half.
        """
        second, first = sorted(self.counts)[-2:]
        if not first or wilson_interval(first, first + second)[0] <= 0.5:
            return None
        return self.counts.index(first)


def parts(counts: Counts, schema: Schema) -> list[Part]:
    """Return a part for each text, in their order."""
    places = {name: code for code, name in enumerate(schema.group_names)}
    rows: Counter[str] = Counter()
    answers: dict[str, list[int]] = {}
    for (value, group), count in counts.items():
        rows[value] += count
        found = answers.setdefault(value, [0] * len(places))
        if group is not None:
            found[places[group]] += count
    return [Part(value, rows[value], tuple(found)) for value, found in answers.items()]


def whole(found: Sequence[Part], groups: int) -> Part:
    """Return all parts as one."""
    counts = tuple(sum(part.counts[code] for part in found) for code in range(groups))
    return Part("", sum(part.rows for part in found), counts)


def in_rows(
    found: Sequence[Part],
    names: Sequence[str],
    *,
    everything: str = "All",
    unclear: str = "not clear",
) -> list[list[str]]:
    """Return each part, and everything: its text, rows, the groups with these names, the answer.

    Of each group it is the count and the interval of its share.
    """
    rows = []
    parts = [(part.value or "(empty)", part) for part in found]
    for title, part in [*parts, (everything, whole(found, len(names)))]:
        shares = ["0"] * len(names)
        if part.answered:
            shares = [
                f"{count:,} ({100 * low:.0f}–{100 * high:.0f} %)"
                for count, (low, high) in zip(part.counts, part.intervals, strict=True)
            ]
        answer = unclear if part.answer is None else names[part.answer]
        rows.append([title, f"{part.rows:,}", *shares, answer])
    return rows


def rows_explained(schema: Schema) -> str:
    """Say what the figures of `in_rows` are."""
    return (
        "In brackets the 95 % interval of each share. An answer is clear where the commonest "
        f"{schema.group.singular} leads the second by more than chance explains. Rows without an "
        "answer are counted among the rows alone."
    )


def count_by(rows: pl.LazyFrame, column: str, predicted: str) -> Counter[tuple[str, str | None]]:
    """Return the rows by text and predicted group, in the file's order.

    Raises IrisError for more than MOST_VALUES texts.
    """
    cells = rows.select(
        pl.col(column).fill_null("").str.strip_chars().alias("value"),
        pl.col(predicted).alias("group"),
        pl.int_range(pl.len()).alias("place"),
    )
    grouped = cells.group_by("value", "group").agg(pl.len(), pl.col("place").min())
    table = grouped.collect().sort("place")
    if table["value"].n_unique() > MOST_VALUES:
        raise _too_many(column)
    return Counter({(value, group): count for value, group, count, _ in table.iter_rows()})


def _too_many(column: str) -> IrisError:
    return IrisError(
        f"The column “{shorten(column)}” has more than {MOST_VALUES:,} different values. Take one "
        "that says which rows belong together."
    )


def find_column(names: Sequence[str], wanted: str) -> int:
    """Return the index of the column that a user names or numbers from 1.

    Raises IrisError for none or several.
    """
    found = position_of(names, wanted)
    if found is None:
        raise IrisError(
            f"--by: no column is called “{shorten(wanted)}”. Give its name, or its number from 1 "
            f"to {len(names)}."
        )
    return found


@dataclass
class SummaryBy(Summary):
    """A summary that also counts the groups by a column's texts."""

    column: str = ""
    """As the user names it."""
    by: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    needs_cells: ClassVar[bool] = True

    def add(self, block: Classified, layout: Layout, rows: int | None = None) -> None:
        """Count the rows of a block."""
        super().add(block, layout, rows)
        place = str(find_column(layout.names, self.column))
        predicted = result_names(self.schema).predicted
        self.by.update(count_by(block.table.lazy(), place, predicted))
        if len({value for value, _ in self.by}) > MOST_VALUES:
            raise _too_many(self.column)

    @property
    def parts(self) -> list[Part]:
        """Return a part for each text, in the file's order."""
        return parts(self.by, self.schema)

    def to_json(self, layout: Layout) -> dict[str, Any]:
        """Return the summary to print as JSON."""
        found = self.parts
        by = {
            "column": layout.names[find_column(layout.names, self.column)],
            "values": [{"value": p.value, **_as_json(p, self.schema)} for p in found],
            "all": _as_json(whole(found, len(self.schema.groups)), self.schema),
        }
        return {**super().to_json(layout), "by": by}

    def table(self) -> list[str]:
        """Return a table of each part's rows, groups and answer."""
        names = self.schema.group_names
        head = ["", "rows", *names, "answer"]
        rows = [head, *in_rows(self.parts, names, everything="all")]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]


def _as_json(part: Part, schema: Schema) -> dict[str, Any]:
    names = schema.group_names
    return {
        "rows": part.rows,
        "classified": part.answered,
        "groups": dict(zip(names, part.counts, strict=True)),
        "intervals": dict(zip(names, map(list, part.intervals), strict=True)),
        "answer": None if part.answer is None else names[part.answer],
    }
