"""Another table's rows, added to those of a model with the same measurements."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import msgspec
import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table
from iris_model.files.reading.header_lines import named_columns
from iris_model.files.reading.headers import Named, plain
from iris_model.files.reading.layout import Overrides
from iris_model.model import Model
from iris_model.model_file import Training
from iris_model.schema import Group, Measurement, Schema
from iris_model.training.columns import Choice, find_column, find_label
from iris_model.training.groups import fold
from iris_model.training.names import split_unit
from iris_model.training.ranges import ranges
from iris_model.training.rows import NO_LABEL, Specimens, read_labels, usable_rows
from iris_model.training.table import (
    Recognised,
    check_groups,
    check_sizes,
    check_stand_ins,
    sizes,
)
from iris_model.validation import quoted, shorten


def recognise_more(
    model: Model, table: Table, data: bytes, name: str, choice: Choice
) -> Recognised:
    """Return a model's rows and those of another table, read from data, as one table.

    The table needs a column for each measurement, by name, and a label column. Raises IrisError if
    the model does not keep all its rows or the tables don't fit.
    """
    training, schema = model.training, model.schema
    if not training.complete:
        raise IrisError(
            f"This model keeps {len(training.codes):,} of the {training.used:,} rows it was "
            "trained on, so rows can't be added to it. Add them to its table and train on that."
        )
    columns = _columns(table, schema, choice)
    label = _label(table, schema, replace(choice, measurements=columns))
    labels = read_labels(table, label, choice.without, _spellings(schema))
    names = (*schema.group_names, *(n for n in labels.names if n not in schema.group_names))
    check_groups(names, "Both together have")
    more, reasons = usable_rows(table, columns, labels)
    check_stand_ins(columns, more.measurements)
    codes = np.array([names.index(group) for group in labels.names], dtype=np.int64)
    specimens = Specimens(
        np.concatenate([training.numbers, more.numbers + training.rows]),
        np.vstack([training.measurements, more.measurements]),
        np.concatenate([training.codes, codes[more.codes]]),
    )
    groups = sizes(names, specimens)
    check_sizes(groups)
    unlabelled, before = reasons.pop(NO_LABEL, 0), training.left_out
    return Recognised(
        source=f"{training.source} + {name}",
        sha256=hashlib.sha256(training.sha256.encode() + data).hexdigest(),
        label=label,
        measurements=columns,
        not_taken={},
        rows=training.rows + table.frame.height,
        left_out={key: before.get(key, 0) + reasons.get(key, 0) for key in before | reasons},
        unlabelled=unlabelled,
        groups=groups,
        schema=_widened(schema, names, specimens.measurements, _rows_from(name, len(more.codes))),
        specimens=specimens,
        notes=(*table.notes, *_outside(schema, more), *_copies(training, more, codes)),
    )


def _copies(training: Training, more: Specimens, codes: IntArray) -> Iterator[str]:
    """Say how many of more rows the training has already; codes are of their labels."""
    known = {*zip(training.codes.tolist(), training.specimens, strict=True)}
    added = zip(codes[more.codes].tolist(), map(tuple, more.measurements.tolist()), strict=True)
    count = sum(row in known for row in added)
    if count:
        same = "row of the table equals one" if count == 1 else "rows of the table equal rows"
        yield (
            f"{count:,} {same} that the model was trained on. Add no specimen twice: with copies, "
            "the figures are too good."
        )


def has_measurements(table: Table, schema: Schema) -> bool:
    """Return whether a table has each of a model's measurements, in the same unit."""
    try:
        _columns(table, schema, Choice())
    except IrisError:
        return False
    return True


def _columns(table: Table, schema: Schema, choice: Choice) -> tuple[str, ...]:
    """Return each measurement's column: the user's choice, in order, or found by name."""
    if choice.measurements is None:
        found = named_columns(table.names, Overrides(), schema)
        return tuple(_column(table, m, found.get(m.name, {})) for m in schema.measurements)
    if len(choice.measurements) != len(schema.measurements):
        raise IrisError(f"Choose a column for each of {quoted(schema.names)}, in this order.")
    return tuple(find_column(table, name) for name in choice.measurements)


def _column(table: Table, measurement: Measurement, claims: Mapping[int, Named]) -> str:
    if len(claims) != 1:
        problem = "more than one column" if claims else "no column"
        raise IrisError(
            f"The table has {problem} for {measurement.phrase}. The columns are "
            f"{quoted(table.names)}."
        )
    place = next(iter(claims))
    unit = split_unit(table.names[place])[1]
    if unit and measurement.unit and unit != measurement.unit:
        raise IrisError(
            f"Column “{shorten(table.names[place])}” is in {unit}, and the model has "
            f"{measurement.unit}. Convert it first."
        )
    return table.names[place]


def _label(table: Table, schema: Schema, choice: Choice) -> str:
    """Return the label column: the one called as the model's groups are, else as in any table."""
    called = [name for name in table.names if plain(name) == plain(schema.group.singular)]
    if choice.label is None and len(called) == 1:
        return called[0]
    return find_label(table, choice)


def _outside(schema: Schema, more: Specimens) -> Iterator[str]:
    """Say how many more rows have values that the model has not accepted so far."""
    accepted = np.array([m.accepted_range for m in schema.measurements])
    wrong = (more.measurements < accepted[:, 0]) | (more.measurements > accepted[:, 1])
    if count := int(wrong.any(axis=1).sum()):
        what = "row has a value" if count == 1 else "rows have values"
        yield (
            f"{count:,} {what} far outside those that the model was trained on. Check the units "
            "and the decimal marks."
        )


def _spellings(schema: Schema) -> Mapping[str, str]:
    """Return the model's groups by folded spelling."""
    return {
        fold(text): group.name for group in schema.groups for text in (group.name, *group.aliases)
    }


def _rows_from(name: str, count: int) -> str:
    rows, are = ("row", "is") if count == 1 else ("rows", "are")
    return f"{count:,} more {rows} {are} from {shorten(name, 200)}."


def _widened(schema: Schema, groups: tuple[str, ...], values: FloatArray, origin: str) -> Schema:
    """Return the schema with the groups and ranges of more rows (n, d), and where they are from."""
    known = {group.name: group for group in schema.groups}
    return msgspec.structs.replace(
        schema,
        about=f"{schema.about} {origin}",
        drawing=schema.drawing if len(groups) == len(known) else None,
        measurements=tuple(
            msgspec.structs.replace(measurement, **ranges(column)._asdict())
            for measurement, column in zip(schema.measurements, values.T, strict=True)
        ),
        groups=tuple(known.get(name) or Group(name) for name in groups),
    )
