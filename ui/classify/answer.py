"""The answer, and how far to trust it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from iris_model.answer import sentences
from iris_model.answer.answer import doubts_in_words
from iris_model.answer.doubt import unlike
from iris_model.model import Model
from iris_model.phrasing import percent
from iris_model.schema import Specimen
from ui.palette import signed_names
from ui.plain_text import as_markdown

MOST_DOUBTS = 2
"""Sentences shown at once; the others are folded."""


def said_aloud(model: Model, specimen: Specimen, code: int, probabilities: Sequence[float]) -> str:
    """Return the answer for screen readers."""
    strange = unlike(model, specimen)
    named = f"{model.schema.group_names[code]}, {percent(probabilities[code])}."
    if strange:
        return f"{sentences.unlike_in_words(model, specimen, strange)} {named}"
    return f"{named} {sentences.uncertain_in_words(model, probabilities) or ''}".strip()


def show_answer(
    model: Model, specimen: Specimen, code: int, probabilities: Sequence[float]
) -> None:
    """Show the group, its probability, and whether to trust it; of an unlike specimen, that first.

    Where the browser says the same, ui/live/page.css hides all but the heading.
    """
    noun = as_markdown(model.schema.specimen.singular)
    named = f"{as_markdown(signed_names(model.schema)[code])}, {percent(probabilities[code])}"
    strange = unlike(model, specimen)
    if strange is None:
        st.header(named, anchor=False)
        if uncertain := sentences.uncertain_in_words(model, probabilities):
            st.caption(as_markdown(uncertain))
        return
    st.header(f"Unlike any known {noun} :small[{named}]", anchor=False)
    said = sentences.unlike_in_words(model, specimen, strange)
    st.warning(as_markdown(said))


def show_doubts(
    model: Model,
    known: Mapping[str, float],
    probabilities: Sequence[float],
    error: float,
) -> None:
    """Say how far to trust the answer: two sentences, and the rest on demand."""
    said = doubts_in_words(model, known, probabilities, error)
    if not said:
        # Otherwise the fragment could not write to this container later.
        st.empty()
    for sentence in said[:MOST_DOUBTS]:
        st.caption(as_markdown(sentence))
    if said[MOST_DOUBTS:]:
        with st.expander("More about this answer", type="compact"):
            for sentence in said[MOST_DOUBTS:]:
                st.caption(as_markdown(sentence))
