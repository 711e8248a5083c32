"""A question about one specimen: names, values and measuring error."""

from collections.abc import Iterable

from iris_model.answer.doubt import largest_error
from iris_model.errors import IrisError
from iris_model.files.reading.headers import read_name
from iris_model.schema import Schema
from iris_model.validation import parse_number, shorten


def texts_by_measurement(
    schema: Schema, pairs: Iterable[tuple[str, str | None]]
) -> dict[str, str | None]:
    """Return the texts in pairs by measurement.

    A pair begins with a parameter, name or label, in any case, or with a column's name. Raises
    IrisError for another word and for a repetition.
    """
    parameters = {m.parameter: m.name for m in schema.measurements}
    texts: dict[str, str | None] = {}
    for name, text in pairs:
        measurement = parameters.get(name.strip()) or _measurement(schema, name.strip())
        if measurement is None:
            known = ", ".join(m.parameter for m in schema.measurements)
            raise IrisError(f"There is no measurement “{shorten(name)}”: write {known}.")
        if measurement in texts:
            raise IrisError(f"{shorten(name)} is given more than once: give it once.")
        texts[measurement] = text
    return texts


def _measurement(schema: Schema, name: str) -> str | None:
    named = read_name(name, schema)
    if named and named.unit in (None, schema.measurement(named.measurement).unit):
        return named.measurement
    folded = {m.parameter.casefold(): m.name for m in schema.measurements}
    return folded.get(name.casefold())


def parse_error(schema: Schema, text: str | None, option: str) -> float | None:
    """Return the measuring error in a text, or None without one.

    In the shared unit, else in steps; option is the user's name for it. Raises IrisError unless
    above 0 and up to the largest range.
    """
    if text is None:
        return None
    error = parse_number(text)
    unit = f"in {schema.unit}" if schema.unit else "in steps of each measurement"
    largest = largest_error(schema)
    if error is None or not 0 < error <= largest:
        raise IrisError(
            f"{option} is “{shorten(text)}”: give the measuring error {unit}, a number above 0 "
            f"and up to {largest:g}."
        )
    return error
