"""The columns a user names in an option: `slen=NAME,…`."""

import csv

from iris_model.errors import IrisError
from iris_model.schema import Schema
from iris_model.validation import shorten


def parse_columns(schema: Schema, text: str, option: str = "--columns") -> dict[str, str]:
    """Return the columns a user names, `slen=NAME,…`, by measurement.

    One line of CSV; the last `=` of a pair splits it. Raises IrisError for anything else. A name
    with a comma is put, with its `slen=`, in quotes.
    """
    parameters = [m.parameter for m in schema.measurements]
    names = {alias: m.name for m in schema.measurements for alias in (m.parameter, m.name)}
    columns = {}
    for item in _items(text, option):
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


def _items(text: str, option: str) -> list[str]:
    try:
        lines = list(csv.reader([text], strict=True))
    except csv.Error:
        lines = []
    if "\n" in text or "\r" in text or len(lines) != 1:
        raise IrisError(f"{option} “{shorten(text)}” can't be read as one line of CSV.")
    return lines[0]
