"""From text to measurements: one strict form of numbers, one set of accepted ranges."""

import csv
import re
from collections.abc import Mapping, Sequence

from iris_model.errors import IrisError
from iris_model.phrasing import printable
from iris_model.schema import Measurement, Schema

NUMBER_PATTERN = r"[ \t]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*"
"""Strict ASCII: float() would also take `5_1`, `nan` and full-width digits."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Not allowed in names: control characters, and those that change the direction of text."""

_NUMBER = re.compile(NUMBER_PATTERN)

MISSING_PATTERN = r"n/?a|nan|null|none|nil|missing|unknown|[-–—?.*#]+|#n/?a"
"""In any case."""
_MISSING = re.compile(MISSING_PATTERN, re.IGNORECASE)
UNITS = (
    {"µm": 1e-6, "mm": 1e-3, "cm": 1e-2, "dm": 1e-1, "m": 1.0, "km": 1e3},
    {"µg": 1e-9, "mg": 1e-6, "g": 1e-3, "kg": 1.0, "t": 1e3},
)
"""For each kind of quantity, the units in metres or kilograms."""
COMMON_UNITS = {
    "mm": "millimetres",
    "cm": "centimetres",
    "m": "metres",
    "mg": "milligrams",
    "g": "grams",
    "kg": "kilograms",
}
"""Units used by mistake; a value that suggests another unit is more likely mistyped."""


def shorten(text: str, limit: int = 40) -> str:
    """Return text for a quotation: one printable line of at most limit characters."""
    clean = printable(text[: limit + 1]).strip()
    return clean if len(text) <= limit else clean[:limit] + "…"


def quoted(names: Sequence[str]) -> str:
    """Return the first names as a message lists them, shortened."""
    shown = ", ".join(f"“{shorten(name)}”" for name in names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown


def csv_items(text: str, what: str) -> list[str]:
    """Return the items of a line of CSV; raise IrisError, about what, if it isn't one."""
    try:
        lines = list(csv.reader([text], strict=True))
    except csv.Error:
        lines = []
    if "\n" in text or "\r" in text or len(lines) != 1:
        raise IrisError(f"{what} “{shorten(text)}” can't be read as one line of CSV.")
    return lines[0]


def parse_number(text: str) -> float | None:
    """Return the finite number in a text, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if abs(number) != float("inf") else None


def reads_as_number(text: str) -> bool:
    """Return whether a text is a number, with a point or a decimal comma."""
    return parse_number(text.replace(",", ".", 1)) is not None


def says_missing(text: str) -> bool:
    """Return whether a text is a usual sign of a missing value."""
    return _MISSING.fullmatch(text.strip()) is not None


def conversions(unit: str | None) -> dict[str, float]:
    """Return the other units of the same kind in terms of this one."""
    for kind in UNITS:
        if unit in kind:
            return {other: kind[other] / kind[unit] for other in kind if other != unit}
    return {}


def range_problem(measurement: Measurement, value: float) -> str | None:
    """Say that a value is outside the accepted range and what may be meant, or return None."""
    outside = outside_range(measurement, value)
    if outside is None:
        return None
    told = _told_apart(value, *measurement.accepted_range)
    unit = f" {measurement.unit}" if measurement.unit else ""
    return f"{measurement.label} {told}{unit} {outside}"


def outside_range(measurement: Measurement, value: float) -> str | None:
    """Return what `range_problem` says behind the value."""
    low, high = measurement.accepted_range
    if low <= value <= high:
        return None
    message = (
        f"is outside {low:.10g} to {measurement.quantity(high)}, the range this model can judge."
    )
    smallest, largest = measurement.training_range
    for other, size in conversions(measurement.unit).items():
        if other in COMMON_UNITS and smallest <= value * size <= largest:
            return f"{message} Is it in {COMMON_UNITS[other]}? Then write {value * size:.6g}."
    return message


def _told_apart(value: float, low: float, high: float) -> str:
    """Return a value with just enough digits to be outside a range."""
    texts = (f"{value:.{digits}g}" for digits in range(9, 17))
    return next((text for text in texts if not low <= float(text) <= high), repr(value))


def parse_measurement(measurement: Measurement, text: str | None, name: str) -> float:
    """Return one measurement's value in a text that the user calls name.

    Raises IrisError if it is missing, no number, or outside the accepted range.
    """
    value = parse_number(text or "")
    if value is None:
        what = f"the {measurement.phrase}{f' in {measurement.unit}' if measurement.unit else ''}"
        if text is None or not text.strip():
            raise IrisError(f"{name} is missing: give {what}.")
        example = sum(measurement.training_range) / 2
        raise IrisError(
            f"{name} is “{shorten(text)}”, which is not a number: "
            f"give {what}, such as {example:.{measurement.decimals}f}."
        )
    problem = range_problem(measurement, value)
    if problem:
        raise IrisError(problem if name == measurement.label else f"{name}: {problem}")
    return value


def parse_specimen(
    schema: Schema,
    texts: Mapping[str, str | None],
    names: Mapping[str, str] | None = None,
    *,
    partial: bool = False,
) -> dict[str, float]:
    """Return the measurements in texts, by name, in the schema's order.

    names maps them to what the user calls them. partial lets some be absent, blank or a sign of a
    missing value. Raises IrisError for the first unreadable one.
    """
    called = names or {}
    found = {}
    for m in schema.measurements:
        text = texts.get(m.name)
        if partial and (text is None or not text.strip() or says_missing(text)):
            continue
        found[m.name] = parse_measurement(m, text, called.get(m.name, m.label))
    return found
