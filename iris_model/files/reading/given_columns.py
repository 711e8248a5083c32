"""The columns a user names or numbers, in an option `slen=NAME,…` or on a page."""

from collections.abc import Sequence

from iris_model.errors import IrisError
from iris_model.files.reading.cells import common_width
from iris_model.files.reading.headers import no_such_column, plain
from iris_model.files.reading.layout import Overrides
from iris_model.schema import Measurement, Schema
from iris_model.validation import csv_items, shorten

LONG_NUMBER = 12
"""Digits that no number of a row or column has."""


def parse_columns(schema: Schema, text: str, option: str = "--columns") -> dict[str, str]:
    """Return the columns a user names, `slen=NAME,…`, by measurement.

    The text is one line of CSV, so quotes enclose a pair with a comma; the last `=` splits a pair.
    Raises IrisError for anything else.
    """
    parameters = [m.parameter for m in schema.measurements]
    names = {alias: m.name for m in schema.measurements for alias in (m.parameter, m.name)}
    columns = {}
    for item in csv_items(text, option):
        key, equals, column = item.rpartition("=")
        if key.strip() not in names:
            key, equals, column = item.partition("=")
        if key.strip() not in names or not equals or not column.strip():
            raise IrisError(
                f"{option} has “{shorten(item)}”: write "
                f"{','.join(f'{name}=NAME' for name in parameters)}, or only those that are not "
                "found."
            )
        if names[key.strip()] in columns:
            raise IrisError(f"{option} gives {key.strip()} twice. Give each one column.")
        columns[names[key.strip()]] = column
    return columns


def position_of(names: Sequence[str], wanted: str | int) -> int | None:
    """Return the position of the column a user means, or None; raise IrisError for several."""
    if isinstance(wanted, int):
        return numbered_position(wanted, len(names))
    same = [i for i, name in enumerate(names) if name.strip() == wanted.strip()]
    alike = [i for i, name in enumerate(names) if plain(name) and plain(name) == plain(wanted)]
    for matches in (same, alike):
        if len(matches) > 1:
            raise IrisError(
                f"More than one column is called “{shorten(wanted)}”. Rename one, or give its "
                "number from 1."
            )
        if matches:
            return matches[0]
    return numbered_position(wanted, len(names))


def is_position(wanted: str | int) -> bool:
    """Tell whether a user gives a column by its number."""
    return isinstance(wanted, int) or wanted.strip().isdecimal()


def numbered_position(wanted: str | int | None, width: int) -> int | None:
    """Return a position within width, given itself or as a text like "1" for the first, or None."""
    if isinstance(wanted, str):
        short = wanted.strip().isdecimal() and len(wanted) < LONG_NUMBER
        wanted = int(wanted) - 1 if short else None
    return wanted if wanted is not None and 0 <= wanted < width else None


def given_positions(
    measurements: Sequence[Measurement],
    overrides: Overrides,
    rows: Sequence[Sequence[str]],
    schema: Schema,
) -> tuple[int, ...]:
    """Return the positions a user gave in a table without a header.

    Raises IrisError for a column that is absent, not given or given twice.
    """
    width = common_width(rows)
    positions = []
    for name, wanted in overrides.columns.items():
        if numbered_position(wanted, width) is None:
            phrase = schema.measurement(name).phrase
            raise no_such_column(phrase, wanted, rows[0] if rows else [])
    for measurement in measurements:
        position = numbered_position(overrides.columns.get(measurement.name), width)
        if position is None:
            raise IrisError(
                f"The file has no header, so its {width} columns have no names: give the number of "
                f"the column for {measurement.phrase}."
            )
        positions.append(position)
    check_distinct(positions)
    return tuple(positions)


def check_distinct(positions: Sequence[int]) -> None:
    """Raise IrisError if a column is given for two measurements."""
    if len(set(positions)) < len(positions):
        raise IrisError("One column is given for two measurements. Give each its own column.")
