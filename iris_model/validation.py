"""From text to measurements: the one strict reading of a number, and the ranges that are classified.

The page's links, uploads, the HTTP API and the command line all come through here.
"""

import re
from collections.abc import Mapping

from iris_model.dataset import MEASUREMENTS, Flower, Measurement
from iris_model.errors import IrisError

NUMBER_PATTERN = r"[ \t]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*"
"""ASCII only and no more than this: float() would also take `5_1`, `nan` and full-width digits."""

_NUMBER = re.compile(NUMBER_PATTERN)
_SHOWN_CHARACTERS = 40


def shorten(text: str) -> str:
    """Return text fit to be quoted in a message: one line, printable, at most 40 characters."""
    clean = "".join(c if c.isprintable() else " " for c in text[: _SHOWN_CHARACTERS + 1]).strip()
    return clean if len(text) <= _SHOWN_CHARACTERS else clean[:_SHOWN_CHARACTERS] + "…"


def parse_number(text: str) -> float | None:
    """Return the finite number that text is, or None when it is not one."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if abs(number) != float("inf") else None


def range_problem(measurement: Measurement, value: float) -> str | None:
    """Say why a value in cm is outside the accepted range, naming a likely slip of unit, or None."""
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


def parse_flower(texts: Mapping[str, str | None], names: Mapping[str, str] | None = None) -> Flower:
    """Return the flower that four texts describe.

    texts maps the measurements' names to what the user wrote (cm); names maps them to what the
    user calls them (a URL's parameters, say), for the message. Raises IrisError for the first
    measurement that is missing, not a number, or outside the accepted range.
    """
    values = []
    for measurement in MEASUREMENTS:
        name = (names or {}).get(measurement.name, measurement.label)
        text = texts.get(measurement.name)
        if text is None or not text.strip():
            raise IrisError(
                f"{name} is missing: give the {measurement.label.lower()} in centimetres."
            )
        value = parse_number(text)
        if value is None:
            raise IrisError(
                f"{name} is “{shorten(text)}”, which is not a number: "
                f"give the {measurement.label.lower()} in centimetres, such as "
                f"{sum(measurement.training_range) / 2:.1f}."
            )
        problem = range_problem(measurement, value)
        if problem:
            prefix = f"{name}: " if name != measurement.label else ""
            raise IrisError(prefix + problem)
        values.append(value)
    return Flower(*values)
