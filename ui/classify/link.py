"""The specimen in a link to the front page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.schema import Measurement
from iris_model.validation import parse_measurement, parse_number
from ui.specimen import PARTIAL

_OWN_PARAMETERS = (PARTIAL, "error", "mix")


@dataclass(frozen=True)
class Linked:
    """A link, read."""

    known: dict[str, float] = field(default_factory=dict)
    """Measurements that can be shown, by name."""
    problems: tuple[str, ...] = ()
    """Sentences about what can't be shown, with the link's own text."""
    strangers: tuple[str, ...] = ()
    """Measurements of another model, if the link is for one."""


NO_LINK = Linked()


def read_link(model: Model, parameters: Mapping[str, Sequence[str]]) -> Linked:
    """Return the contents of a link's parameters; empty if they name no measurement."""
    measurements = {m.parameter: m for m in model.schema.measurements}
    strangers = tuple(
        name
        for name, texts in parameters.items()
        if name not in (*measurements, *_OWN_PARAMETERS)
        and any(parse_number(text) is not None for text in texts)
    )
    known, problems = {}, []
    for parameter, measurement in measurements.items():
        texts = parameters.get(parameter, ())
        if len(texts) > 1:
            problems.append(f"“{parameter}” is given {len(texts)} times in this link.")
            continue
        for text in texts:
            try:
                known[measurement.name] = shown_value(measurement, text, f"“{parameter}”")
            except IrisError as error:
                problems.append(str(error))
    own = any(parameter in measurements for parameter in parameters)
    # A single number, such as `?v=2`, may be anything; a link has several, or `partial`.
    foreign = not own and (len(strangers) > 1 or PARTIAL in parameters)
    return Linked(known, tuple(problems), strangers if foreign else ())


def shown_value(measurement: Measurement, text: str, name: str) -> float:
    """Return the value of a slider in a text; name is what the user calls it.

    Raises IrisError if the text is not a number, or not one that the slider can show.
    """
    value = parse_measurement(measurement, text, name=name)
    low, high = measurement.slider_range
    if not low <= value <= high:
        raise IrisError(
            f"{name} asks for a {measurement.phrase} of {measurement.quantity(value)}; the slider "
            f"goes from {low:g} to {measurement.quantity(high)}."
        )
    return value
