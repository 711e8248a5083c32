"""The answer, and how far to trust it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from iris_model.answer import sentences
from iris_model.answer.doubt import can_name_several, next_measurement, remeasured, unlike
from iris_model.model import Model
from iris_model.phrasing import percent
from iris_model.schema import Specimen
from ui.palette import signed_names
from ui.plain_text import as_markdown

MOST_DOUBTS = 2
"""Shown at once; the others are behind a disclosure."""


def said_aloud(model: Model, specimen: Specimen, code: int, probabilities: Sequence[float]) -> str:
    """Return the answer as a screen reader says it when it changes."""
    strange = unlike(model, specimen)
    named = f"{model.schema.group_names[code]}, {percent(probabilities[code])}."
    return f"{sentences.unlike_in_words(model, specimen, strange)} {named}" if strange else named


def show_answer(
    model: Model, specimen: Specimen, code: int, probabilities: Sequence[float]
) -> None:
    """Show the group and its probability; of a specimen unlike all others, that first."""
    noun = as_markdown(model.schema.specimen.singular)
    named = f"{as_markdown(signed_names(model.schema)[code])}, {percent(probabilities[code])}"
    strange = unlike(model, specimen)
    if strange is None:
        st.header(named, anchor=False)
        return
    st.header(f"Unlike any known {noun} :small[{named}]", anchor=False)
    said = sentences.unlike_in_words(model, specimen, strange)
    with st.container(key="unlike"):  # ui/style.css hides it where the browser says the same
        st.warning(as_markdown(said))


def show_doubts(
    model: Model,
    known: Mapping[str, float],
    probabilities: Sequence[float],
    error: float,
) -> None:
    """Say how far to trust the answer: two sentences, and the rest on demand."""
    said = _doubts(model, known, probabilities, error)
    for sentence in said[:MOST_DOUBTS]:
        st.caption(as_markdown(sentence))
    if said[MOST_DOUBTS:]:
        with st.expander("More on how certain this is", type="compact"):
            for sentence in said[MOST_DOUBTS:]:
                st.caption(as_markdown(sentence))


def _doubts(
    model: Model, known: Mapping[str, float], probabilities: Sequence[float], error: float
) -> list[str]:
    """Return the sentences of doubt, those first that matter most."""
    part, specimen = model.knowing(known), tuple(known.values())
    doubts = []
    if part is not model:
        following = next_measurement(model, known)
        doubts.append(sentences.missing_in_words(model, known, following))
    if can_name_several(part):
        doubts.append(sentences.set_in_words(part, probabilities))
    if error > 0:
        found = remeasured(part, specimen, error)
        doubts.append(sentences.remeasured_in_words(part.schema, found))
    return doubts
