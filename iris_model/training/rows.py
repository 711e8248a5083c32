"""A table's rows: the group of each, and which can be used for training."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import FloatArray, IntArray
from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table, numbers
from iris_model.training.groups import fold, in_order, spellings
from iris_model.validation import quoted, says_missing, shorten

NO_LABEL, LEFT_OUT = "no label", "group left out"
MISSING, NO_NUMBER, BROKEN = "missing cell", "no number", "line not understood"


@dataclass(frozen=True, eq=False)
class Specimens:
    """Specimens of known groups: n rows, d measurements."""

    numbers: IntArray
    """(n,): the row of each in its file, from 1."""
    measurements: FloatArray
    """(n, d)."""
    codes: IntArray
    """(n,): places in the schema's groups."""

    def part(self, places: IntArray) -> "Specimens":
        """Return the specimens at some places."""
        return Specimens(self.numbers[places], self.measurements[places], self.codes[places])


@dataclass(frozen=True, eq=False)
class Labels:
    """The label column, read."""

    names: tuple[str, ...]
    """The groups in order, without those left out."""
    stated: tuple[str | None, ...]
    """(rows,): each row's group, even if left out; None if unknown."""
    codes: IntArray
    """(rows,): places in names, else -1."""


def read_labels(
    table: Table, column: str, without: Sequence[str], known: Mapping[str, str] | None = None
) -> Labels:
    """Return the labels in a column.

    without are groups to leave out, IrisError if unknown; known are a model's groups by folded
    spelling.
    """
    cells = table.frame[column].to_list()
    meaning = spellings(cells)
    if known:
        meaning = {text: known.get(fold(name), name) for text, name in meaning.items()}
    stated = tuple(meaning.get(cell) if cell else None for cell in cells)
    left_out = _groups_left_out({name for name in stated if name}, without)
    names = tuple(in_order(name for name in stated if name and name not in left_out))
    places = {name: code for code, name in enumerate(names)}
    codes = np.array([places.get(name or "", -1) for name in stated], dtype=np.int64)
    return Labels(names, stated, codes)


def _groups_left_out(groups: set[str], without: Sequence[str]) -> set[str]:
    alike = {fold(group): group for group in groups}
    for wanted in without:
        if fold(wanted) not in alike:
            raise IrisError(
                f"There is no group “{shorten(wanted)}” to leave out. The groups are "
                f"{quoted(in_order(groups))}."
            )
    return {alike[fold(wanted)] for wanted in without}


def usable_rows(
    table: Table, columns: Sequence[str], labels: Labels
) -> tuple[Specimens, dict[str, int]]:
    """Return the rows with a group and all measurements, and the others by first reason."""
    values = np.column_stack([numbers(table, c).fill_null(np.nan).to_numpy() for c in columns])
    usable = (labels.codes >= 0) & np.isfinite(values).all(axis=1)
    specimens = Specimens(np.flatnonzero(usable) + 1, values[usable], labels.codes[usable])
    measured = np.isfinite(values).any(axis=1)
    return specimens, _reasons(table, columns, labels, ~usable, measured)


def _reasons(
    table: Table,
    columns: Sequence[str],
    labels: Labels,
    unusable: NDArray[np.bool_],
    measured: NDArray[np.bool_],
) -> dict[str, int]:
    found: Counter[str] = Counter()
    rows = table.frame.select(columns)
    for index in np.flatnonzero(unusable).tolist():
        has_label = labels.stated[index] is not None
        if index in table.broken:
            found[BROKEN] += 1
        elif not has_label and measured[index]:
            found[NO_LABEL] += 1
        elif has_label and labels.codes[index] < 0:
            found[LEFT_OUT] += 1
        elif any(cell is None or says_missing(cell) for cell in rows.row(index)):
            found[MISSING] += 1
        else:
            found[NO_NUMBER] += 1
    return dict(found)
