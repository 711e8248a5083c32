"""A labelled table as training data: what was recognised, and the rows that can be used.

Knows no scikit-learn, so that a page can show what was recognised at once.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table, numbers, quoted, read_any_table
from iris_model.schema import MOST_GROUPS, Group, Measurement, Noun, Schema
from iris_model.training.columns import (
    FEWEST_OF_A_GROUP,
    Choice,
    find_label,
    find_measurements,
)
from iris_model.training.groups import counted, in_order, spellings
from iris_model.training.names import group_noun, read_names
from iris_model.training.ranges import ranges
from iris_model.validation import says_missing, shorten

FEWEST_ROWS = 20
_LONGEST_GROUP = 400
NO_LABEL, LEFT_OUT = "no label", "group left out"
MISSING, NO_NUMBER, BROKEN = "missing cell", "no number", "line not understood"


@dataclass(frozen=True, eq=False)
class Specimens:
    """Specimens whose group is known: n rows, d measurements."""

    numbers: IntArray
    """(n,): the row of each in its file, from 1."""
    measurements: FloatArray
    """(n, d)."""
    codes: IntArray
    """(n,): places in the schema's groups."""


@dataclass(frozen=True, eq=False)
class Recognised:
    """What was found in a table, and what a model of it will be about."""

    source: str
    """Name of the file: user text."""
    sha256: str
    label: str
    """The table's own name of the column, as `measurements` are."""
    measurements: tuple[str, ...]
    """In the order of the schema."""
    not_taken: dict[str, str]
    """Why each other column is no measurement."""
    rows: int
    left_out: dict[str, int]
    """Why rows with a label can't be used, and how many."""
    unlabelled: int
    """Rows that the model can answer once it is there."""
    groups: dict[str, int]
    """Usable rows of each group, in the order of the schema."""
    schema: Schema
    specimens: Specimens
    notes: tuple[str, ...]
    """Sentences about what was assumed, free of the file's own text."""


def recognise_table(data: bytes, name: str, choice: Choice | None = None) -> Recognised:
    """Return what is found in the bytes of a labelled table; name is what the user calls it.

    Raises IrisError where the table can't be read, has no label or no measurement, or too few
    rows or groups, or too many.
    """
    choice = choice or Choice()
    table = read_any_table(data)
    label = find_label(table, choice)
    cells = table.frame[label].to_list()
    meaning = spellings(cells)
    stated = [meaning.get(cell) if cell else None for cell in cells]
    left_out = _groups_left_out(stated, choice)
    names = in_order(group for group in stated if group and group not in left_out)
    _check_group_names(label, names)
    codes = _codes(stated, names)
    columns, not_taken = find_measurements(table, label, codes, choice)
    values = np.column_stack([numbers(table, c).fill_null(np.nan).to_numpy() for c in columns])
    usable = (codes >= 0) & np.isfinite(values).all(axis=1)
    groups = dict.fromkeys(names, 0) | counted([names[code] for code in codes[usable]])
    _check_sizes(groups)
    specimens = Specimens(np.flatnonzero(usable) + 1, values[usable], codes[usable])
    _check_spread(columns, specimens.measurements)
    reasons = _reasons(table, columns, stated, left_out, usable)
    return Recognised(
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        label=label,
        measurements=columns,
        not_taken=not_taken,
        rows=table.frame.height,
        left_out={reason: n for reason, n in reasons.items() if reason != NO_LABEL},
        unlabelled=reasons.get(NO_LABEL, 0),
        groups=groups,
        schema=_schema(name, label, columns, groups, specimens.measurements),
        specimens=specimens,
        notes=table.notes,
    )


def _groups_left_out(stated: Sequence[str | None], choice: Choice) -> set[str]:
    known = {group: group for group in stated if group}
    alike = {"".join(group.split()).casefold(): group for group in known}
    found = set()
    for wanted in choice.without:
        group = known.get(wanted) or alike.get("".join(wanted.split()).casefold())
        if group is None:
            raise IrisError(
                f"There is no group “{shorten(wanted)}” to leave out. The groups are "
                f"{quoted(in_order(known))}."
            )
        found.add(group)
    return found


def _check_group_names(label: str, names: Sequence[str]) -> None:
    column = f"Column “{shorten(label)}”"
    if len(names) < 2:
        found = f"only the group “{shorten(names[0])}”" if names else "no groups"
        raise IrisError(
            f"{column} has {found}, and at least 2 are needed. Name another column (--label)."
        )
    if len(names) > MOST_GROUPS:
        raise IrisError(
            f"{column} has {len(names):,} groups, and at most {MOST_GROUPS} can be told apart. "
            "Leave some out (--without), or name another column (--label)."
        )
    if max(map(len, names)) > _LONGEST_GROUP:
        raise IrisError(f"{column} has a group with a name of over {_LONGEST_GROUP} characters.")


def _codes(stated: Sequence[str | None], names: Sequence[str]) -> IntArray:
    places = {name: code for code, name in enumerate(names)}
    return np.array([places.get(group or "", -1) for group in stated], dtype=np.int64)


def _check_sizes(groups: dict[str, int]) -> None:
    small = {name: size for name, size in groups.items() if size < FEWEST_OF_A_GROUP}
    if small:
        name, size = next(iter(small.items()))
        rows = "1 usable row" if size == 1 else f"{size or 'no'} usable rows"
        more = f" So have {len(small) - 1} more groups." if len(small) > 1 else ""
        raise IrisError(
            f"Group “{shorten(name)}” has {rows}, and at least {FEWEST_OF_A_GROUP} are needed."
            f"{more} Add rows to it, or leave it out (--without)."
        )
    total = sum(groups.values())
    if total < FEWEST_ROWS:
        raise IrisError(
            f"The table has {total} usable rows, and at least {FEWEST_ROWS} are needed. Add rows."
        )


def _check_spread(columns: Sequence[str], measurements: FloatArray) -> None:
    for name, column in zip(columns, measurements.T, strict=True):
        if np.ptp(column) == 0:
            raise IrisError(
                f"“{shorten(name)}” has the same value in all rows that can be used. Leave it out "
                "(--measurements)."
            )


def _reasons(
    table: Table,
    columns: Sequence[str],
    stated: Sequence[str | None],
    left_out: set[str],
    usable: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> dict[str, int]:
    """Return how many rows can't be used, by the first reason that holds."""
    found: Counter[str] = Counter()
    rows = table.frame.select(columns)
    for index in np.flatnonzero(~usable).tolist():
        cells = rows.row(index)
        if index in table.broken:
            found[BROKEN] += 1
        elif stated[index] is None:
            found[NO_LABEL] += 1
        elif stated[index] in left_out:
            found[LEFT_OUT] += 1
        elif any(cell is None or says_missing(cell) for cell in cells):
            found[MISSING] += 1
        else:
            found[NO_NUMBER] += 1
    return dict(found)


def _schema(
    source: str,
    label: str,
    columns: Sequence[str],
    groups: dict[str, int],
    measurements: FloatArray,
) -> Schema:
    noun = group_noun(label)
    return Schema(
        title=f"Which {noun.singular} is this?",
        specimen=Noun("specimen", "specimens"),
        group=noun,
        about=f"Trained on {sum(groups.values()):,} rows of {shorten(source, 200)}.",
        drawing=None,
        measurements=_measurements(columns, measurements),
        groups=tuple(Group(name) for name in groups),
    )


def _measurements(columns: Sequence[str], values: FloatArray) -> tuple[Measurement, ...]:
    found = []
    for named, column in zip(read_names(columns), values.T, strict=True):
        limits = ranges(column)
        found.append(
            Measurement(
                name=named.name,
                label=named.label,
                unit=named.unit,
                parameter=named.name,
                aliases=named.aliases,
                decimals=limits.decimals,
                step=limits.step,
                training_range=limits.training,
                slider_range=limits.slider,
                accepted_range=limits.accepted,
            )
        )
    return tuple(found)
