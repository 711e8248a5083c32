"""The front page's words about itself and its links."""

import streamlit as st

from iris_model.schema import Schema
from ui.classify.link import Linked
from ui.plain_text import as_markdown

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
_PARTS = "**Sepals** are the outer leaves of the flower, **petals** the inner ones. "


def introduction(schema: Schema) -> str:
    """Return what the page does and how to begin, as Markdown."""
    count, groups = len(schema.measurements), len(schema.groups)
    measurements = "measurement" if count == 1 else "measurements"
    verb = "tells" if count == 1 else "tell"
    specimen = as_markdown(schema.specimen.singular)
    parts = _PARTS if schema.drawing == "iris" else ""
    return (
        f"{_NUMBERS[count]} {measurements} of {_with_article(specimen)} {verb} which of "
        f"{_NUMBERS[groups].lower()} {as_markdown(schema.group.plural)} it probably is. "
        f"{parts}Move a slider, type a value, or start from an example."
    )


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def share_in_words(schema: Schema, *, own: bool) -> str:
    """Say what the link to a specimen opens, and for whom if the model is the visitor's own."""
    if not own:
        return "This link opens with exactly these measurements:"
    specimen = as_markdown(schema.specimen.singular)
    return (
        f"This link opens exactly this {specimen} for those who use your model: the Model page has "
        "its file, and the Train page loads it."
    )


def show_link_problems(linked: Linked, schema: Schema) -> None:
    """Say which parts of the link can't be shown."""
    if linked.strangers:
        st.warning(
            "This link is for another model, so it has no answer here. If it was your own model, "
            "load its file on the Train page again: reloading a page loses it."
        )
        st.text(f"The model in use has no measurement called {', '.join(linked.strangers)}.")
    elif linked.problems:
        specimen = as_markdown(schema.specimen.singular)
        st.warning(f"This link asks for something that can't be shown. Here is another {specimen}.")
        st.text("\n".join(linked.problems))
