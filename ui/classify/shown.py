"""What the inputs show, and what becomes of it with a link or a report of the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.schema import Measurement, Schema
from ui.classify.link import NO_LINK, Linked, read_link, shown_value
from ui.specimen import PARTIAL, default_specimen
from ui.streamlit_gaps.stale_reports import (
    Reported,
    States,
    states_of,
    still_under_way,
    what_is_meant,
)


@dataclass(frozen=True)
class Shown:
    """What a run shows, and the browser's last report before it."""

    digest: str
    """Of the model."""
    values: tuple[float, ...]
    """Positions of the sliders."""
    missing: tuple[bool, ...]
    reported: Reported
    entered: Mapping[int, str]
    """Problems with typed values, by place of the measurement."""
    linked: Linked = NO_LINK
    """The link that opened the page, until the visitor sets anything."""
    under_way: States = frozenset()
    """What answers have set in the browser, perhaps not there yet."""

    def known(self, schema: Schema) -> dict[str, float]:
        """Return the known measurements by name."""
        columns = zip(schema.names, self.values, self.missing, strict=True)
        return {name: value for name, value, missing in columns if not missing}


def opened(
    model: Model,
    parameters: Mapping[str, Sequence[str]],
    otherwise: Mapping[str, float],
    reported: Reported | None,
) -> Shown:
    """Return what a link's parameters open: its specimen, or `otherwise` if they name none."""
    linked = read_link(model, parameters)
    if not linked.known and not linked.problems:
        return showing(model, otherwise, reported, linked)
    partial = parameters.get(PARTIAL, ["0"]) not in (["0"], ["false"])
    known = dict(linked.known) if partial else {}
    return showing(model, known or default_specimen(model) | linked.known, reported, linked)


def showing(
    model: Model,
    known: Mapping[str, float],
    reported: Reported | None,
    linked: Linked = NO_LINK,
) -> Shown:
    """Return what shows the known measurements; reported is None before the inputs are drawn."""
    usual = default_specimen(model)
    values = tuple(known.get(name, usual[name]) for name in model.schema.names)
    missing = tuple(name not in known for name in model.schema.names)
    states = _as_reported(model.schema, values, missing)
    under_way = states_of(states) if reported else frozenset()
    drawn = states._replace(fields=("",) * len(values))  # until the browser has set them
    return Shown(model.digest, values, missing, reported or drawn, {}, linked, under_way)


def changed(model: Model, before: Shown, now: Reported) -> Shown:
    """Return what is shown after the visitor has moved, typed or switched something."""
    schema = model.schema
    shown = _as_reported(schema, before.values, before.missing)
    now = _without_defaults(schema, shown, now)
    under_way = still_under_way(shown, before.reported, now, before.under_way)
    meant = what_is_meant(shown, before.reported, now, under_way)
    values, missing = list(before.values), list(before.missing)
    entered: dict[int, str] = {} if any(meant) else dict(before.entered)
    for place, value in meant.sliders.items():
        values[place] = value
    for place, text in meant.fields.items():
        try:
            values[place] = shown_value(schema.measurements[place], text.replace(",", "."), "This")
        except IrisError:
            entered[place] = _range_in_words(schema.measurements[place])
    for place, switched in meant.missing.items():
        missing[place] = switched
    if all(missing):
        missing = list(before.missing)
    is_new = (tuple(values), tuple(missing)) != (before.values, before.missing)
    linked = NO_LINK if is_new else before.linked
    after = _as_reported(schema, tuple(values), tuple(missing))
    again = {(part, place) for part, place, _ in under_way}
    under_way |= {s for s in states_of(after) if s[:2] in again or s not in states_of(now)}
    return Shown(model.digest, tuple(values), tuple(missing), now, entered, linked, under_way)


def _without_defaults(schema: Schema, shown: Reported, now: Reported) -> Reported:
    """Return a report with what is shown for inputs that the browser has drawn, but not yet set.

    Streamlit draws them with their defaults first: a slider at its lowest value, an empty field.
    """
    sliders, fields = list(now.sliders), list(now.fields)
    for place, measurement in enumerate(schema.measurements):
        lowest = measurement.slider_range[0]
        if (sliders[place], fields[place]) == (lowest, "") and shown.sliders[place] != lowest:
            sliders[place], fields[place] = shown.sliders[place], shown.fields[place]
    return Reported(tuple(sliders), tuple(fields), now.missing)


def _as_reported(schema: Schema, values: tuple[float, ...], missing: tuple[bool, ...]) -> Reported:
    """Return the states of widgets that show these values."""
    fields = (entry(m, value) for m, value in zip(schema.measurements, values, strict=True))
    return Reported(values, tuple(fields), missing)


def entry(measurement: Measurement, value: float) -> str:
    """Return a value as its exact field shows it."""
    return f"{value:.{measurement.decimals + 1}f}"


def _range_in_words(measurement: Measurement) -> str:
    low, high = measurement.slider_range
    return f"Enter a number from {low:g} to {measurement.quantity(high)}."
