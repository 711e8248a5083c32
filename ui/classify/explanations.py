"""The reasons for an answer: shares, changes, the map, similar specimens."""

from collections.abc import Mapping, Sequence

import streamlit as st

from iris_model.answer.changes import Change
from iris_model.answer.map import MOST_SHOWN, shown_groups
from iris_model.answer.similar import Similar
from iris_model.model import Model
from iris_model.phrasing import listed, percent
from iris_model.schema import Schema
from ui import live
from ui.classify import reasons
from ui.classify.inputs import set_specimen
from ui.palette import signed_names
from ui.plain_text import as_markdown

_NEAREST = "_nearest"
"""The nearest specimens of other groups that were shown last, by code."""


def lay_out(model: Model) -> None:
    """Draw what is the same for every specimen, with places for the rest."""
    nouns = model.schema.specimen
    why, what_if = st.columns(2, gap="large")
    overview, neighbours = st.columns(2, gap="large")
    with why:
        st.header("Why this answer", anchor=False)
        live.place("shares", model)
        with st.expander("How the shares are computed", type="compact"):
            st.markdown(as_markdown(reasons.method_in_words(model)))
    with what_if:
        st.header("What would change it", anchor=False)
        live.place("changes", model)
        with st.container(horizontal=True, gap="small", key="go"):
            for code, name in enumerate(model.schema.group_names):
                st.button(
                    _offer(as_markdown(name)),
                    key=f"go_{code}",
                    on_click=_go_to,
                    args=(code,),
                )
        st.caption("Borders between groups are flat, so the nearest point across one is exact.")
    with overview:
        st.header(f"All {as_markdown(nouns.plural)} on one map", anchor=False)
        live.place("map", model)
        st.caption(_map_explained(model))
    with neighbours:
        st.header(f"Most similar training {as_markdown(nouns.plural)}", anchor=False)
        live.place("similar", model)
        st.caption("Distances in standard deviations of the training rows.")


def _map_explained(model: Model) -> str:
    schema = model.schema
    exact = (
        "The coloured areas are exact: they take account of every known measurement."
        if len(schema.groups) <= MOST_SHOWN
        else f"The map is exact for the three likeliest {as_markdown(schema.group.plural)}; "
        "the others are faint."
    )
    return (
        f"The cross is this {as_markdown(schema.specimen.singular)}; the dashed line leads to the "
        f"nearest one with another answer. {exact}"
    )


def _offer(name: str) -> str:
    return f"Take me to this {name}"


def _go_to(code: int) -> None:
    """Show the nearest specimen of a group; for a button's callback."""
    nearest: Mapping[int, Mapping[str, float]] = st.session_state.get(_NEAREST, {})
    if code in nearest:
        set_specimen(nearest[code])
    else:
        st.toast("No change leads there: it is the answer already, or out of the sliders' reach.")


def in_words(model: Model, probabilities: Sequence[float], reasons: Sequence[str]) -> str:
    """Return probabilities (k,) and sentences as text, for browsers that can't draw them.

    ui/live/page.css hides it from all others.
    """
    chances = [
        f"{name} {percent(probability)}"
        for name, probability in zip(model.schema.group_names, probabilities, strict=True)
    ]
    return "\n".join([f"Probabilities: {listed(chances)}.", *reasons])


def changes_shown(
    model: Model, others: Sequence[Change], sentences: Sequence[str]
) -> dict[str, object]:
    """Return the nearest specimens with another answer for `ui/live/reasons.js`, nearest first.

    sentences are about each of them.
    """
    schema = model.schema
    st.session_state[_NEAREST] = {change.code: schema.by_name(change.specimen) for change in others}
    return {
        "none": f"No {schema.specimen.singular} would get another answer.",
        "more": f"Other {schema.group.plural}",
        "rows": [
            [change.code, sentence, _offer(schema.group_names[change.code])]
            for change, sentence in zip(others, sentences, strict=True)
        ],
    }


def map_in_words(
    model: Model, code: int, probabilities: Sequence[float], others: Sequence[Change]
) -> str:
    """Describe the map of one specimen and its predicted group."""
    names, nouns = model.schema.group_names, model.schema.specimen
    shown = listed([names[shown] for shown in shown_groups(model, probabilities)])
    text = (
        f"The training {nouns.plural} and the regions of {shown}; this {nouns.singular} is in the "
        f"{names[code]} region"
    )
    if not others:
        return f"{text}."
    nearest = others[0]
    return f"{text}, {nearest.distance:.1f} standard deviations from {names[nearest.code]}."


def similar_table(schema: Schema, found: Sequence[Similar]) -> dict[str, object]:
    """Return the nearest training specimens as a table for `ui/live/reasons.js`."""
    names = signed_names(schema)
    rows = [
        [
            names[near.code],
            *(
                f"{value:.{m.decimals}f}"
                for m, value in zip(schema.measurements, near.specimen, strict=True)
            ),
            f"{near.distance:.2f}",
        ]
        for near in found
    ]
    titles = [m.title for m in schema.measurements]
    return {
        "caption": "The training rows nearest to this one, nearest first",
        "head": [schema.group.singular.capitalize(), *titles, "Distance"],
        "rows": rows,
    }
