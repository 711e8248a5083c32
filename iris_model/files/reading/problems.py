"""Why a cell or line can't be classified, in words that say what to do."""

import re

from iris_model.files.reading.decimals import parse_cell
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.records import Record
from iris_model.schema import Measurement
from iris_model.validation import outside_range, says_missing, shorten

_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?|\d{1,2}[-. ]{0,2}[^\W\d_]{3,4}\.?(?:[- ]?\d{2,4})?"
)
WITH_UNIT = re.compile(
    r"[+-]?(?:\d++(?:[.,]\d*+)?|[.,]\d++)\s*"
    r"(?:[cmdµ]?m|[kmµ]?g|in|inch|\"|”|(?:centi|milli)met\w+|(?:kilo|milli)?gram\w*|[%‰°])\.?",
    re.IGNORECASE,
)
OTHER_MARK = re.compile(r"[+-]?[0-9]*[.,][0-9]+")
LINE_PROBLEM = "Line not understood: "
"""Begins what is said of a line whose cells cannot be told apart."""
_WORDS = {",": "decimal comma", ".": "decimal point"}


def cell_problem(measurement: Measurement, layout: Layout, cell: str | None) -> str | None:
    """Say why a cell is no acceptable value of a measurement, or return None."""
    subject = f"Column “{shorten(layout.columns[measurement.name].name)}”"
    text = (cell or "").strip(" \t")
    if not text:
        return f"{subject}: the {measurement.phrase} is missing."
    value = parse_cell(text, layout.decimal)
    if value is None:
        return f"{subject}: “{shorten(text)}” {_not_a_number(text, layout.decimal)}."
    per_unit = layout.per_unit[measurement.name]
    outside = outside_range(measurement, value / per_unit)
    converted = "" if per_unit == 1.0 else f" ({value / per_unit:.9g} {measurement.unit})"
    return outside and f"{subject}, cell “{shorten(text)}”{converted} {outside}"


def _not_a_number(text: str, decimal: str) -> str:
    if says_missing(text):
        return "says that the value is missing"
    if _is_infinite(text):
        return "is not a finite number"
    if OTHER_MARK.fullmatch(text):
        other = "." if decimal == "," else ","
        return f"has a {_WORDS[other]} where the file has a {_WORDS[decimal]}"
    if _DATE.fullmatch(text):
        return "is a date, not a number: a spreadsheet may have converted it"
    if WITH_UNIT.fullmatch(text):
        return "is a number with a unit: write the number alone"
    if not text.isascii():
        return "is not a number: it has characters other than plain digits"
    return "is not a number"


def _is_infinite(text: str) -> bool:
    """Tell whether a text says so, or has a number too large for a float."""
    try:
        return abs(float(text.replace("∞", "inf"))) == float("inf")
    except ValueError:
        return False


def line_problem(record: Record, layout: Layout) -> str | None:
    """Say why the cells of a record can't be told apart for sure, or return None."""
    count, width, separator = len(record.cells), len(layout.names), layout.separator
    if record.stray_quote:
        message = f"{LINE_PROBLEM}a quotation mark opens a cell and does not close it."
    elif count in (width, layout.row_cells):
        return None
    else:
        cells = "1 cell" if count == 1 else f"{count} cells"
        message = f"{LINE_PROBLEM}{cells} where {layout.row_cells or width} are needed."
    if count <= width:
        return message
    extra = separator.join(record.cells[width:])  # all of it: it is nowhere else in the output
    if not extra.strip(separator):
        return f"{message} The cells after the last column are empty."
    return f"{message} After the last column: {extra}"
