"""The Model page: what the model gets right and wrong, how good it is, and its downloads."""

import streamlit as st

from ui.frame import open_page
from ui.model import sections
from ui.model.downloads import show_downloads

model = open_page("How good is the model?", "pages/model.py")

st.title("How good is this model?", anchor=False)
sections.show_right_and_wrong(model)

st.header("What it is for", anchor=False)
sections.show_scope(model)

st.header("Comparison with other models", anchor=False)
sections.show_comparison(model)

st.header("Does 80 % mean 80 %?", anchor=False)
sections.show_calibration(model)

if len(model.evaluation.learning) > 1:
    st.header("Would more rows help?", anchor=False)
    sections.show_learning(model)

if model.partial:
    st.header("How good with fewer measurements?", anchor=False)
    sections.show_fewer(model)

st.header("Download the model", anchor=False)
show_downloads(model)
sections.show_numbers(model)
