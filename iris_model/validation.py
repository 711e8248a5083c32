"""From text to measurements: one strict reading of a number, one set of accepted ranges.

The page's links, uploads, the HTTP API and the command line all come through here.
"""

import re
from collections.abc import Mapping

from iris_model.errors import IrisError
from iris_model.schema import Measurement, Schema

NUMBER_PATTERN = r"[ \t]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*"
"""ASCII only and no more than this: float() would also take `5_1`, `nan` and full-width digits."""

_NUMBER = re.compile(NUMBER_PATTERN)
MISSING_PATTERN = r"n/?a|nan|null|none|nil|missing|unknown|[-–—?.*#]+|#n/?a"
"""In any case."""
_MISSING = re.compile(MISSING_PATTERN, re.IGNORECASE)
_SHOWN_CHARACTERS = 40
UNITS = (
    {"µm": 1e-6, "mm": 1e-3, "cm": 1e-2, "dm": 1e-1, "m": 1.0, "km": 1e3},
    {"µg": 1e-9, "mg": 1e-6, "g": 1e-3, "kg": 1.0, "t": 1e3},
)
"""For each kind of quantity, what a unit is in metres or kilograms."""
_USUAL = {
    "mm": "millimetres",
    "cm": "centimetres",
    "m": "metres",
    "mg": "milligrams",
    "g": "grams",
    "kg": "kilograms",
}
"""What people measure in by mistake; values that suggest another unit are likelier mistyped."""


def shorten(text: str, limit: int = _SHOWN_CHARACTERS) -> str:
    """Return text fit to be quoted in a message: one line, printable, at most limit characters."""
    clean = text[: limit + 1]
    if not clean.isprintable():
        clean = "".join(c if c.isprintable() else " " for c in clean)
    clean = clean.strip()
    return clean if len(text) <= limit else clean[:limit] + "…"


def parse_number(text: str) -> float | None:
    """Return the finite number that text is, or None when it is not one."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if abs(number) != float("inf") else None


def says_missing(text: str) -> bool:
    """Tell whether a text is one of the usual signs of a missing value, such as `NA` or `?`."""
    return _MISSING.fullmatch(text.strip()) is not None


def conversions(unit: str | None) -> dict[str, float]:
    """Return the other units of the same kind, and what one of each is in this unit."""
    for kind in UNITS:
        if unit in kind:
            return {other: kind[other] / kind[unit] for other in kind if other != unit}
    return {}


def range_problem(measurement: Measurement, value: float) -> str | None:
    """Say why a value is outside the accepted range and what it may be, or return None."""
    low, high = measurement.accepted_range
    if low <= value <= high:
        return None
    unit = f" {measurement.unit}" if measurement.unit else ""
    message = (
        f"{measurement.label} {_told_apart(value, low, high)}{unit} is outside {low:.10g} to "
        f"{high:.10g}{unit}, the range this model can judge."
    )
    smallest, largest = measurement.training_range
    for other, size in conversions(measurement.unit).items():
        if other in _USUAL and smallest <= value * size <= largest:
            return f"{message} Is it in {_USUAL[other]}? Then write {value * size:.6g}."
    return message


def _told_apart(value: float, low: float, high: float) -> str:
    """Return a value outside a range with as few digits as still show that it is outside."""
    texts = (f"{value:.{digits}g}" for digits in range(9, 17))
    return next((text for text in texts if not low <= float(text) <= high), repr(value))


def parse_measurement(measurement: Measurement, text: str | None, name: str) -> float:
    """Return the value that a text gives one measurement.

    name is what the user calls it (a link's parameter, say). Raises IrisError when the text is
    missing, not a number, or outside the accepted range.
    """
    what = f"the {measurement.phrase}{f' in {measurement.unit}' if measurement.unit else ''}"
    if text is None or not text.strip():
        raise IrisError(f"{name} is missing: give {what}.")
    value = parse_number(text)
    if value is None:
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
    """Return the measurements that texts describe, by name, in the schema's order.

    texts maps the measurements' names to what the user wrote; names maps them to what the user
    calls them, for the message. partial allows some to be missing: there, blank or a sign of a
    missing value. Raises IrisError for the first measurement that can't be read, and where there is
    none at all.
    """
    called = names or {}
    found = {}
    for m in schema.measurements:
        text = texts.get(m.name)
        if partial and (text is None or not text.strip() or says_missing(text)):
            continue
        found[m.name] = parse_measurement(m, text, called.get(m.name, m.label))
    if not found:
        raise IrisError(f"Give at least one measurement of the {schema.specimen.singular}.")
    return found
