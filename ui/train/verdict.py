"""How good a new model is, in sentences and pictures for somebody who has never seen one."""

import streamlit as st

from iris_model.model import Model
from ui.charts import comparison, mistakes
from ui.frame import ink, show_chart
from ui.model import sentences

_MEASURE = comparison.MEASURES["Right answers"]


def show_verdict(model: Model) -> None:
    """Show what a model gets right and wrong, and what would make it better."""
    st.header("How good is it?", anchor=False)
    st.text(sentences.right_answers(model))
    for advice in model.evaluation.advice:
        st.text(f"• {advice}")
    left, right = st.columns(2, gap="large")
    with left:
        _show_mistakes(model)
    with right:
        _show_others(model)
        if len(model.evaluation.learning) > 1:
            _show_learning(model)
    st.text("The Model page says more, once the model is in use.")


def _show_mistakes(model: Model) -> None:
    st.subheader("What it confuses", anchor=False)
    st.text(sentences.confusions(model))
    show_chart(
        mistakes.confusion_spec(model, ink()),
        datasets=mistakes.confusion_data(model),
        key="confusion",
        alt=mistakes.confusion_words(model),
    )


def _show_others(model: Model) -> None:
    st.subheader("Would another kind of model be better?", anchor=False)
    st.text(sentences.rivals(model.evaluation, _MEASURE))
    compared = sentences.compared(model.evaluation)
    show_chart(
        comparison.comparison_spec(len(compared), _MEASURE, ink()),
        datasets=comparison.comparison_data(compared, _MEASURE, ink()),
        key="comparison",
        alt=comparison.comparison_words(compared, _MEASURE),
    )


def _show_learning(model: Model) -> None:
    st.subheader("Would more rows help?", anchor=False)
    learning = model.evaluation.learning
    st.markdown(sentences.learning(learning))
    show_chart(
        comparison.learning_spec(ink()),
        datasets=comparison.learning_data(learning),
        key="learning",
        alt=comparison.learning_words(learning),
    )
