"""The Explore page: the training rows that every answer comes from."""

import streamlit as st

from ui.explore import sections, sentences
from ui.explore.matrix import show_matrix
from ui.frame import open_page
from ui.plain_text import as_markdown
from ui.specimen import current_specimen

model = open_page("Explore the data", "pages/explore.py")
schema, several = model.schema, len(model.schema.measurements) > 1
specimens, group = as_markdown(schema.specimen.plural), as_markdown(schema.group.singular)

st.title(f"The {model.training.used:,} {specimens} the model learned from", anchor=False)
st.markdown(f"The model has seen these {specimens} and no others.")
st.text(sentences.marked(schema, current_specimen(model)))

if several:
    st.header("All pairs of measurements at once", anchor=False)
    st.markdown(
        f"With a mouse, drag over points to highlight the same {specimens} in all charts, and "
        "click outside to clear. "
        f"Above the diagonal are the correlations{sentences.shading(model)}."
    )
    show_matrix(model)

    st.header("One pair closely, and a lesson", anchor=False)
    sections.show_pair(model)

st.header(f"Each measurement by {group}", anchor=False)
sections.show_distributions(model)

st.header("The data", anchor=False)
sections.show_data(model)

st.header("Where the data comes from", anchor=False)
sections.show_source(model)
