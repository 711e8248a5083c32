"""The inputs: for each measurement a slider, an exact field, and “not measured”."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st

from iris_model.description import separation
from iris_model.model import Model
from iris_model.schema import Measurement, Schema
from ui.classify.link import NO_LINK, Linked
from ui.classify.shown import Shown, changed, entry, opened, showing
from ui.model_in_use import model_in_use
from ui.plain_text import as_markdown
from ui.specimen import current_specimen, default_specimen, link_parameters, look_at
from ui.streamlit_gaps.address import came_by_history, write_address, written_address
from ui.streamlit_gaps.fragments import draws_whole_page, run_together, run_whole_page
from ui.streamlit_gaps.one_at_a_time import in_turn
from ui.streamlit_gaps.stale_reports import Reported
from ui.streamlit_gaps.unreported import is_reported

EXACT_WIDTH = 124
_EXACT, _MISSING = "exact", "missing"
_PARTS = ("", _EXACT, _MISSING)
"""Key suffixes of a measurement's slider, field and switch."""
_KEPT = "_inputs"
_ANSWER = "answer"
"""Key of the fragment that shows the answer."""


@dataclass(eq=False)
class _Kept:
    """What is kept between runs, as one object.

    Streamlit may end a run whenever it looks into the session's state. Between changes of this
    object none ends, so that no report is lost halfway.
    """

    shown: Shown | None = None
    wanted: Mapping[str, float] | None = None
    """The specimen that a button asks for."""
    report: Reported | None = None
    """The browser's report that no run has taken up."""
    due: set[str] = field(default_factory=set)
    """The fragments to draw again."""
    again: set[tuple[int, int]] = field(default_factory=set)
    """Parts and places of the widgets to set again."""

    def show(self, shown: Shown) -> None:
        """Show this from now on; the report is taken up."""
        if self.shown is not shown:
            self.again = {(part, place) for part, place, _ in shown.under_way}
        self.shown, self.report = shown, None

    def with_report(self, model: Model, shown: Shown) -> Shown:
        """Return what is shown with the changes in the report."""
        return shown if self.report is None else changed(model, shown, self.report)


def _kept() -> _Kept:
    kept: _Kept = st.session_state.setdefault(_KEPT, _Kept())
    return kept


def set_specimen(known: Mapping[str, float]) -> None:
    """Show a specimen; for callbacks of buttons."""
    _kept().wanted = dict(known)
    run_whole_page()


def specimen_input(model: Model) -> None:
    """Draw the inputs, those of each measurement as a fragment."""
    kept, not_drawn = _kept(), _not_drawn(model.schema)
    kept.show(_what_to_show(model, kept))
    kept.wanted = None
    kept.again |= not_drawn
    kept.due = set()
    # ui/style.css places the field and the switch; columns would take four more messages.
    for place in separating_order(model):
        key = _input_key(model.schema, place)
        with st.container(key=key):
            st.fragment(in_turn(_draw), key=key)(model, place, key)
            _draw_switch(model, place)


def answer_inputs(model: Model, answer: Callable[[], None]) -> None:
    """Draw the answer to the inputs, which calls `present_specimen`, and draw it with each change.

    It is a fragment: after a change, only it and the measurement's inputs are sent again. Outside
    all containers, which Streamlit would copy each time.
    """
    st.fragment(in_turn(answer), key=_ANSWER)()
    keys = [_input_key(model.schema, place) for place in range(len(model.schema.measurements))]
    run_together(_ANSWER, keys, _kept().due)


def _input_key(schema: Schema, place: int) -> str:
    return f"input_{schema.names[place]}"


def present_specimen(model: Model) -> dict[str, float]:
    """Return the known measurements by name; write the address."""
    shown = _shown(model)
    known = shown.known(model.schema)
    look_at(model, known)
    if not shown.linked.problems and not shown.linked.strangers:
        _write_address(model, known)
    return known


def present_link() -> Linked:
    """Return the link that opened the page, until the visitor sets anything."""
    shown = _kept().shown
    return shown.linked if shown else NO_LINK


def separating_order(model: Model) -> list[int]:
    """Return the places of the measurements, the most separating first."""
    ratios = separation(model)
    return sorted(range(len(ratios)), key=lambda place: -ratios[place])


def _what_to_show(model: Model, kept: _Kept) -> Shown:
    """Return what this run shows, on request of a button, the address or the visitor."""
    before, reported = kept.shown, _reported(model.schema)
    if kept.wanted is not None:
        return showing(model, kept.wanted, reported)
    if before and before.digest == model.digest and not came_by_history():
        return kept.with_report(model, before)
    # An empty address in the history is the page as it opened.
    usual = default_specimen(model) if came_by_history() else current_specimen(model)
    return opened(model, written_address(), usual, reported)


def _shown(model: Model) -> Shown:
    """Return what is shown, with the changes in the last report."""
    kept = _kept()
    assert kept.shown
    shown = kept.with_report(model, kept.shown)
    kept.show(shown)
    return shown


def _take_report() -> None:
    """Store the browser's report; for callbacks of the widgets."""
    # Not an argument: Streamlit keeps those of all widgets that a session has drawn.
    report, kept = _reported(model_in_use().schema), _kept()
    shown = kept.shown
    assert shown
    # Another part of the page was used before the last answer was there.
    if report == shown.reported and draws_whole_page():
        return
    kept.report = report
    # No fragment has what is said of a link, nor can it write an answer where there was none.
    if shown.linked.strangers or shown.linked.problems:
        run_whole_page()


def widget_key(measurement: Measurement, part: str = "") -> str:
    """Return the key of a measurement's slider, or of its part `exact` or `missing`.

    Its dot keeps it apart from the pages' own keys: no parameter has one.
    """
    return f"{measurement.parameter}.{part}"


def _reported(schema: Schema) -> Reported | None:
    """Return the states of the browser's widgets, or None if not drawn yet."""
    try:
        sliders, fields, missing = (
            tuple(st.session_state[widget_key(m, part)] for m in schema.measurements)
            for part in _PARTS
        )
    except KeyError:
        return None
    return Reported(sliders, fields, missing)


def _not_drawn(schema: Schema) -> set[tuple[int, int]]:
    """Return parts and places of the widgets that the browser has not drawn yet."""
    return {
        (number, place)
        for number, part in enumerate(_PARTS)
        for place, measurement in enumerate(schema.measurements)
        if not is_reported(widget_key(measurement, part))
    }


def _set_widgets(schema: Schema, shown: Shown, place: int) -> None:
    """Set the widgets of a measurement before they are drawn."""
    measurement, value = schema.measurements[place], shown.values[place]
    wanted = (value, entry(measurement, value), shown.missing[place])
    again = _kept().again
    for number, (part, state) in enumerate(zip(_PARTS, wanted, strict=True)):
        key = widget_key(measurement, part)
        if st.session_state.get(key) != state or (number, place) in again:
            st.session_state[key] = state
        again.discard((number, place))


def _draw(model: Model, place: int, key: str) -> None:
    """Draw the slider and the field of one measurement, in the fragment of that key."""
    schema, shown = model.schema, _shown(model)
    measurement, missing = schema.measurements[place], shown.missing[place]
    low, high = measurement.slider_range
    _set_widgets(schema, shown, place)
    st.slider(
        as_markdown(measurement.title),
        low,
        high,
        # Without it, Streamlit would look through its whole state for one.
        low,
        step=measurement.step,
        format=f"%.{measurement.decimals + 1}f",
        key=widget_key(measurement),
        disabled=missing,
        on_change=_take_report,
    )
    st.text_input(
        f"Exact {as_markdown(_unit_added(measurement))}",
        key=widget_key(measurement, _EXACT),
        label_visibility="collapsed",
        width=EXACT_WIDTH,
        disabled=missing,
        on_change=_take_report,
    )
    if place in shown.entered:
        st.caption(f":red[{shown.entered[place]}]")
    # A message goes with the next change.
    due = _kept().due
    (due.add if place in shown.entered else due.discard)(key)


def _draw_switch(model: Model, place: int) -> None:
    """Draw the switch of one measurement, which seldom changes and then draws the whole page."""
    measurement = model.schema.measurements[place]
    st.checkbox(
        f"{as_markdown(measurement.label)} not measured",
        key=widget_key(measurement, _MISSING),
        disabled=len(model.schema.measurements) == 1,
        on_change=_take_report,
    )


def _unit_added(measurement: Measurement) -> str:
    unit = f", {measurement.unit}" if measurement.unit else ""
    return f"{measurement.phrase}{unit}"


def _write_address(model: Model, known: Mapping[str, float]) -> None:
    """Write the specimen into the address; an empty one stays until something is set."""
    if written_address() or dict(known) != default_specimen(model):
        write_address(link_parameters(model.schema, known))
