"""From text to measurements: one strict reading of a number, one set of accepted ranges.

The page's links, uploads, the HTTP API and the command line all come through here.
"""

import re
from collections.abc import Mapping

from iris_model.dataset import MEASUREMENTS, Flower, Measurement
from iris_model.errors import IrisError

NUMBER_PATTERN = r"[ \t]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*"
"""ASCII only and no more than this: float() would also take `5_1`, `nan` and full-width digits."""

_NUMBER = re.compile(NUMBER_PATTERN)
_MISSING = re.compile(r"n/?a|nan|null|none|nil|missing|unknown|[-–—?.*#]+|#n/?a", re.IGNORECASE)
_SHOWN_CHARACTERS = 40


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


def range_problem(measurement: Measurement, value: float) -> str | None:
    """Say why a value (cm) is outside the accepted range and what it may be, or return None."""
    low, high = measurement.accepted_range
    if low <= value <= high:
        return None
    message = (
        f"{measurement.label} {value:g} cm is outside {low:g} to {high:g} cm, "
        "the range this model can judge."
    )
    smallest, largest = measurement.training_range
    for per_centimetre, unit in ((10.0, "millimetres"), (0.01, "metres")):
        if smallest <= value / per_centimetre <= largest:
            return f"{message} Is it in {unit}? Then write {value / per_centimetre:g}."
    return message


def parse_measurement(measurement: Measurement, text: str | None, name: str) -> float:
    """Return the value in cm that a text gives one measurement.

    name is what the user calls it (a URL's parameter, say). Raises IrisError when the text is
    missing, not a number, or outside the accepted range.
    """
    what = measurement.label.lower()
    if text is None or not text.strip():
        raise IrisError(f"{name} is missing: give the {what} in centimetres.")
    value = parse_number(text)
    if value is None:
        example = sum(measurement.training_range) / 2
        raise IrisError(
            f"{name} is “{shorten(text)}”, which is not a number: "
            f"give the {what} in centimetres, such as {example:.1f}."
        )
    problem = range_problem(measurement, value)
    if problem:
        raise IrisError(problem if name == measurement.label else f"{name}: {problem}")
    return value


def parse_flower(texts: Mapping[str, str | None], names: Mapping[str, str] | None = None) -> Flower:
    """Return the flower (cm) that four texts describe.

    texts maps the measurements' names to what the user wrote; names maps them to what the user
    calls them, for the message. Raises IrisError for the first measurement that can't be read.
    """
    called = names or {}
    return Flower(
        *(
            parse_measurement(m, texts.get(m.name), called.get(m.name, m.label))
            for m in MEASUREMENTS
        )
    )
