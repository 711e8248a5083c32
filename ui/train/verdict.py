"""How good a new model is, in sentences and pictures for beginners."""

import streamlit as st

from iris_model.evaluation import CHOOSING
from iris_model.model import Model
from ui.charts import comparison
from ui.model import comparison_sentences, sections

_MEASURE = comparison.MEASURES["Right answers"]


def show_verdict(model: Model) -> None:
    """Show what a model gets right and wrong, and what could improve it."""
    st.header("How good is it?", anchor=False)
    sections.show_right_and_wrong(model)
    if len(model.evaluation.learning) > 1:
        st.header("Would more rows help?", anchor=False)
        sections.show_learning(model)
    st.header("Would another kind of model be better?", anchor=False)
    # Choosing C each time is a check of this model, not another kind.
    others = [m for m in comparison_sentences.compared(model.evaluation) if m.name != CHOOSING]
    words, picture = st.columns([2, 3], gap="large")
    with words:
        st.text(comparison_sentences.rivals(model.evaluation, _MEASURE))
    with picture:
        sections.show_compared(others, _MEASURE)
