"""The flower that the user is looking at: sliders, exact entry, the link that names it."""

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.dataset import MEASUREMENTS, Flower, Measurement
from iris_model.errors import IrisError
from iris_model.validation import parse_measurement
from ui.streamlit_gaps.stale_reports import Reported, flower_meant

DEFAULT_FLOWER = Flower(5.9, 2.8, 4.3, 1.3)
"""An ordinary Versicolor: the variety in the middle, from which every slider leads somewhere."""
SLIDER_STEP = 0.1
EXACT_STEP = 0.01
EXACT_WIDTH = 124
FRONT_PAGE = "app.py"
_EXACT = "_exact"
_PAGE = "page"
_WANTED = "wanted"
_LAST = "last"


def link_parameters(flower: Flower) -> dict[str, str]:
    """Return the query parameters of the link to a flower."""
    return {m.parameter: f"{value:.10g}" for m, value in zip(MEASUREMENTS, flower, strict=True)}


def link(flower: Flower) -> str:
    """Return the part of the link to a flower that follows the address of the app."""
    return "?" + urlencode(link_parameters(flower))


def address(flower: Flower) -> str:
    """Return the whole link to a flower on the app's present address."""
    return (st.context.url or "").partition("?")[0].rstrip("/") + "/" + link(flower)


def from_link(measurement: Measurement, text: str) -> float:
    """Return the value (cm) that a link gives a slider; IrisError when it can't be shown."""
    value = parse_measurement(measurement, text, name=f"“{measurement.parameter}”")
    low, high = measurement.slider_range
    if not low <= value <= high:
        raise IrisError(
            f"“{measurement.parameter}” asks for a {measurement.label.lower()} of {value:g} cm,"
            f" and the slider goes from {low:g} to {high:g} cm."
        )
    return value


def link_problems() -> list[str]:
    """Say what the address bar asks for and the sliders can't show.

    To be called before the sliders are drawn: Streamlit clears such values from the address.
    """
    problems = []
    for measurement in MEASUREMENTS:
        texts = st.query_params.get_all(measurement.parameter)
        if len(texts) > 1:
            problems.append(f"“{measurement.parameter}” stands {len(texts)} times in this link.")
            continue
        for text in texts:
            try:
                from_link(measurement, text)
            except IrisError as error:
                problems.append(str(error))
    return problems


def current_flower() -> Flower:
    """Return the flower (cm) set on the front page or named in the link, on whichever page."""
    values = []
    for measurement, default in zip(MEASUREMENTS, DEFAULT_FLOWER, strict=True):
        value = st.session_state.get(measurement.parameter)
        if value is None and measurement.parameter in st.query_params:
            try:
                value = from_link(measurement, st.query_params[measurement.parameter])
            except IrisError:
                value = default  # the front page says so, in link_problems
        values.append(default if value is None else value)
    return Flower(*values)


def keep_flower(page: str) -> None:
    """Keep the flower when the browser's Back leads from another page to a bare address.

    Streamlit takes the sliders' parameters off the address before it leaves the front page, and
    that bare address stays in the browser's history as if it meant the default flower. To be
    called by every page with its path, before sliders are drawn.
    """
    came_from = st.session_state.get(_PAGE, page)
    bare = not any(m.parameter in st.query_params for m in MEASUREMENTS)
    if came_from != page == FRONT_PAGE and bare and current_flower() != DEFAULT_FLOWER:
        st.switch_page(page, query_params=link_parameters(current_flower()))
    # Last, since writing here may end this run for one that the browser has asked for meanwhile.
    st.session_state[_PAGE] = page


def set_flower(flower: Flower) -> None:
    """Move the sliders to a flower; for callbacks, which run before the sliders are drawn."""
    st.session_state[_WANTED] = flower


def measurement_input(measurement: Measurement, default: float) -> tuple[float, DeltaGenerator]:
    """Draw one slider with a field for the exact value beside it.

    Returns the value in cm, and the slider's container, for what is to stand below it.
    """
    low, high = measurement.slider_range
    # The field stands beside the slider by ui/style.css: as columns, the two would take four
    # messages more with each move.
    place = st.container(gap=None, key=f"input_{measurement.name}")
    with place:
        value: float = st.slider(
            f"{measurement.label}, cm",
            low,
            high,
            default,
            SLIDER_STEP,
            format="%.2f",
            key=measurement.parameter,
            bind="query-params",
        )
        # The slider holds the value; the field only shows it, so the two can't drift apart.
        st.session_state[measurement.parameter + _EXACT] = value
        st.number_input(
            f"Exact {measurement.label.lower()}, cm",
            low,
            high,
            step=EXACT_STEP,
            format="%.2f",
            key=measurement.parameter + _EXACT,
            label_visibility="hidden",
            width=EXACT_WIDTH,
        )
    return value, place


def flower_input() -> tuple[Flower, list[DeltaGenerator]]:
    """Draw four sliders; return the flower they are set to (cm) and what is below each."""
    reported = _reported()
    _move_sliders(reported)
    inputs = [
        measurement_input(measurement, default)
        for measurement, default in zip(MEASUREMENTS, DEFAULT_FLOWER, strict=True)
    ]
    flower = Flower(*(value for value, _ in inputs))
    _note(flower, reported)
    return flower, [below for _, below in inputs]


def _reported() -> Reported | None:
    """Return what the browser's widgets hold, or None where they have not been drawn yet."""
    sliders = [measurement.parameter for measurement in MEASUREMENTS]
    fields = [parameter + _EXACT for parameter in sliders]
    if any(key not in st.session_state for key in (*sliders, *fields)):
        return None
    return Reported(
        *(Flower(*(st.session_state[key] for key in keys)) for keys in (sliders, fields))
    )


def _move_sliders(reported: Reported | None) -> None:
    """Set the sliders to the flower that a button asks for, or that the user means otherwise."""
    flower = st.session_state.get(_WANTED)
    if flower is None and reported and _LAST in st.session_state:
        shown, before = st.session_state[_LAST]
        flower = flower_meant(shown, before, reported)
    if flower is None:
        return
    # Before anything is drawn: the next change may break this run off, and must find it noted.
    _note(flower, reported)
    st.session_state.pop(_WANTED, None)
    if reported is None or flower != reported.sliders:
        for measurement, value in zip(MEASUREMENTS, flower, strict=True):
            st.session_state[measurement.parameter] = value


def _note(flower: Flower, reported: Reported | None) -> None:
    """Keep for the next run what this one shows, and what the browser reported."""
    st.session_state[_LAST] = flower, reported or Reported(flower, flower)
