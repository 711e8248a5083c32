"""A labelled table as training data: what was recognised, and its model's schema.

Without scikit-learn, so that a page can show this at once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table
from iris_model.schema import MOST_GROUPS, Group, Measurement, Noun, Schema
from iris_model.training.columns import FEWEST_OF_A_GROUP, Choice, find_label
from iris_model.training.groups import likely_meant
from iris_model.training.measurement_columns import find_measurements, unreadable
from iris_model.training.names import group_noun, read_names
from iris_model.training.ranges import ranges
from iris_model.training.rows import NO_LABEL, Specimens, read_labels, usable_rows
from iris_model.validation import shorten

FEWEST_ROWS = 20
_LONGEST_GROUP = 400
_STAND_INS = (-99, -999, -9999, -99999, 999, 9999, 99999)
"""Written where nothing was measured."""


@dataclass(frozen=True, eq=False)
class Recognised:
    """What was found in a table, and its model's schema."""

    source: str
    """Name of the file: user text."""
    sha256: str
    label: str
    """The column's own name, as in `measurements`."""
    measurements: tuple[str, ...]
    """In the order of the schema."""
    not_taken: dict[str, str]
    """Why each other column is not a measurement."""
    rows: int
    left_out: dict[str, int]
    """Counts of unusable rows with a label, by reason."""
    unlabelled: int
    """Rows without a label, which the trained model can answer."""
    groups: dict[str, int]
    """Usable rows of each group, in the order of the schema."""
    schema: Schema
    specimens: Specimens
    notes: tuple[str, ...]
    """Sentences about assumptions, without text from the file."""


def recognise_table(table: Table, data: bytes, name: str, choice: Choice) -> Recognised:
    """Return what is found in a labelled table, read from data and called name.

    Raises IrisError if it lacks a label or a measurement, or has too few or too many rows or
    groups.
    """
    label = find_label(table, choice)
    labels = read_labels(table, label, choice.without)
    check_groups(labels.names, f"Column “{shorten(label)}” has", without=bool(choice.without))
    columns, not_taken = find_measurements(table, label, labels.codes, choice)
    specimens, reasons = usable_rows(table, columns, labels)
    groups = sizes(labels.names, specimens)
    check_sizes(groups)
    for column, values in zip(columns, specimens.measurements.T, strict=True):
        if problem := unreadable(values):
            raise IrisError(
                f"“{shorten(column)}” can't be a measurement: of the rows that can be used, "
                f"{problem}. Leave it out (--measurements)."
            )
    check_stand_ins(columns, specimens.measurements)
    return Recognised(
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        label=label,
        measurements=columns,
        not_taken=not_taken,
        rows=table.frame.height,
        left_out={reason: count for reason, count in reasons.items() if reason != NO_LABEL},
        unlabelled=reasons.get(NO_LABEL, 0),
        groups=groups,
        schema=_schema(name, label, columns, groups, specimens.measurements),
        specimens=specimens,
        notes=table.notes,
    )


def check_stand_ins(columns: Sequence[str], measurements: FloatArray) -> None:
    """Raise IrisError for a number such as -999 that repeats in a column of measurements (n, d).

    Only where it is far from all other values.
    """
    for (column, values), number in product(zip(columns, measurements.T, strict=True), _STAND_INS):
        count, others = int((values == number).sum()), values[values != number]
        if count > 1 and len(others) and np.abs(others - number).min() > np.ptp(others):
            raise IrisError(
                f"“{shorten(column)}” is {number} in {count:,} rows, far from all other values. If "
                "that says that it was not measured, leave these cells empty."
            )


def sizes(names: Sequence[str], specimens: Specimens) -> dict[str, int]:
    """Return the number of specimens of each group."""
    counts = np.bincount(specimens.codes, minlength=len(names)).tolist()
    return dict(zip(names, counts, strict=True))


def check_groups(names: Sequence[str], subject: str, *, without: bool = False) -> None:
    """Raise IrisError for fewer than two groups or too many; subject begins the sentence.

    without says that some were left out.
    """
    if len(names) < 2:
        found = f"only the group “{shorten(names[0])}”" if names else "no groups"
        hint = " left, and at least 2 are needed. Leave fewer out (--without)."
        if not without:
            hint = ", and at least 2 are needed. Name another column (--label)."
        raise IrisError(f"{subject} {found}{hint}")
    if len(names) > MOST_GROUPS:
        raise IrisError(
            f"{subject} {len(names):,} groups, and at most {MOST_GROUPS} can be told apart. "
            "Leave some out (--without), or name another column (--label)."
        )
    if max(map(len, names)) > _LONGEST_GROUP:
        raise IrisError(f"{subject} a group with a name of over {_LONGEST_GROUP} characters.")


def check_sizes(groups: dict[str, int]) -> None:
    """Raise IrisError for too few specimens, of a group or in all."""
    small = {name: size for name, size in groups.items() if size < FEWEST_OF_A_GROUP}
    if small:
        name, size = next(iter(small.items()))
        rows = "1 usable row" if size == 1 else f"{size or 'no'} usable rows"
        others = {0: "", 1: " Another group has too few, too."}
        more = others.get(len(small) - 1, f" {len(small) - 1} more groups have too few, too.")
        meant = likely_meant(name, [other for other in groups if other not in small])
        hint = f" Is it “{shorten(meant)}”, misspelt? Then correct the table." if meant else ""
        raise IrisError(
            f"Group “{shorten(name)}” has {rows}, and at least {FEWEST_OF_A_GROUP} are needed."
            f"{hint}{more} {'Otherwise add' if meant else 'Add'} rows to it, or leave it out "
            "(--without)."
        )
    total = sum(groups.values())
    if total < FEWEST_ROWS:
        raise IrisError(
            f"The table has {total} usable rows, and at least {FEWEST_ROWS} are needed. Add rows."
        )


def _schema(
    source: str, label: str, columns: Sequence[str], groups: dict[str, int], values: FloatArray
) -> Schema:
    noun = group_noun(label)
    return Schema(
        title=f"Which {noun.singular} is this?",
        specimen=Noun("specimen", "specimens"),
        group=noun,
        about=f"Trained on {sum(groups.values()):,} rows of {shorten(source, 200)}.",
        drawing=None,
        measurements=tuple(
            Measurement(**named._asdict(), parameter=named.name, **ranges(column)._asdict())
            for named, column in zip(read_names(columns), values.T, strict=True)
        ),
        groups=tuple(Group(name) for name in groups),
    )
