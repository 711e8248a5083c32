"""The sections of the Model page, in order."""

from collections.abc import Sequence

import streamlit as st

from iris_model.answer.doubt import can_name_several
from iris_model.answer.sentences import promise_in_words
from iris_model.evaluation import ModelFigures
from iris_model.model import Model
from ui.charts import calibration, comparison, confusion
from ui.frame import ink
from ui.model import comparison_sentences, sentences, tables
from ui.number_tables import number_column, with_minus_signs
from ui.show_chart import show_chart

_SHOWN_MEASURES = list(comparison.MEASURES)[:2]
"""The others are for experts, and in a table."""


def show_right_and_wrong(model: Model) -> None:
    """Show what the model gets right and wrong: a chart, and the mistaken rows."""
    judged = model.evaluation.held_out
    guessed = sentences.commonest(model)[1]
    words, picture = st.columns([2, 3], gap="large")
    with words:
        with st.container(horizontal=True):
            for label, right, note in (
                ("Right answers", judged.correct, f"new ones: {sentences.interval(model)}"),
                ("Right by guessing", guessed, "always the same answer"),
            ):
                value = f"{right:,} of {judged.count:,}"
                st.metric(
                    label, value, note, "off", delta_arrow="off", border=True, width=196, height=135
                )
        st.text(sentences.right_answers(model))
        st.text(sentences.confusions(model))
        for advice in model.evaluation.advice:
            st.text(advice)
    with picture:
        show_chart(
            confusion.confusion_spec(model.schema, "It is", ink()),
            datasets=confusion.confusion_data(model.schema, judged.confusion),
            key="confusion",
            alt=confusion.confusion_words(model.schema, judged.confusion),
        )
    _show_mistakes(model)


def _show_mistakes(model: Model) -> None:
    table = tables.mistakes_table(model)
    if table.empty:
        return
    with st.expander(sentences.mistaken_rows(table.index.tolist())):
        if part := sentences.kept(model):
            st.text(part)
        shown, columns = with_minus_signs(
            table, tables.mistakes_columns(model.schema), model.schema
        )
        st.dataframe(
            shown,
            column_config=columns,
            alt="Mistaken rows by their number in the file, with probabilities and measurements",
        )


def show_scope(model: Model) -> None:
    """Say what the model is made for."""
    if model.schema.drawing == "iris":
        st.markdown(sentences.IRISES)
    for paragraph in sentences.scope(model):
        st.text(paragraph)
    if can_name_several(model):
        with st.expander("What “the 95 % set” on the Classify page means"):
            st.text(promise_in_words(model))


def show_comparison(model: Model) -> None:
    """Compare the model with others, by one measure at a time."""
    evaluation = model.evaluation
    words, picture = st.columns([2, 3], gap="large")
    with words:
        label = st.segmented_control(
            "Compare by", _SHOWN_MEASURES, default=_SHOWN_MEASURES[0], required=True, wrap=True
        )
        measure = comparison.MEASURES[label]
        st.markdown(measure.meaning)
        st.text(comparison_sentences.rivals(evaluation, measure))
        st.markdown(comparison_sentences.WHY_THIS_ONE)
        if about_tutorial := comparison_sentences.tutorial(model):
            st.markdown(about_tutorial)
    with picture:
        show_compared(comparison_sentences.compared(evaluation), measure)
    _show_more(model)


def show_compared(models: Sequence[ModelFigures], measure: comparison.Measure) -> None:
    """Show the chart of one measure of some models."""
    show_chart(
        comparison.comparison_spec(len(models), measure, ink()),
        datasets=comparison.comparison_data(models, measure, ink()),
        key="comparison",
        alt=comparison.comparison_words(models, measure),
    )


def _show_more(model: Model) -> None:
    with st.expander("More: Brier score, calibration error, how all of it was measured"):
        st.dataframe(
            tables.comparison_table(model.evaluation.models),
            hide_index=True,
            alt="All figures of every model",
        )
        for measure in list(comparison.MEASURES.values())[len(_SHOWN_MEASURES) :]:
            st.markdown(f"**{measure.label}.** {measure.meaning}")
        st.markdown(comparison_sentences.method(model.evaluation))
    with st.expander(f"More: why C is {model.c:g}"):
        st.markdown(comparison_sentences.choice_of_c(model))
        has_tutorial = model.evaluation.tutorial_held_out is not None
        show_chart(
            comparison.curve_spec(model.evaluation.curve, ink()),
            datasets=comparison.curve_data(model.evaluation.curve, model.c, tutorial=has_tutorial),
            key="curve",
            alt=comparison.curve_words(model.evaluation.curve),
        )


def show_calibration(model: Model) -> None:
    """Show whether 80 % means 80 %."""
    bins = calibration.wide_bins(model.evaluation.held_out.reliability)
    words, picture = st.columns([2, 3], gap="large")
    words.markdown(sentences.calibration(bins))
    words.caption(sentences.CALIBRATION_KEY)
    with picture:
        show_chart(
            calibration.reliability_spec(len(bins), ink()),
            datasets=calibration.reliability_data(bins),
            key="reliability",
            alt=calibration.reliability_words(bins),
        )


def show_learning(model: Model) -> None:
    """Show whether more training rows would help."""
    learning = model.evaluation.learning
    words, picture = st.columns([2, 3], gap="large")
    words.markdown(sentences.learning(learning))
    with picture:
        show_chart(
            comparison.learning_spec(ink()),
            datasets=comparison.learning_data(learning),
            key="learning",
            alt=comparison.learning_words(learning),
        )


def show_fewer(model: Model) -> None:
    """Show how good the model is with fewer measurements."""
    st.text(sentences.fewer(model))
    st.dataframe(
        tables.fewer_table(model),
        hide_index=True,
        column_config=dict.fromkeys(("Right answers", "Log loss"), number_column()),
        height="content",
        alt="The best measurements of each number, with right answers and log loss",
    )


def show_numbers(model: Model) -> None:
    """Show the model's coefficients, data and versions."""
    with st.expander(f"The {tables.size(model)} numbers of the model"):
        st.markdown(sentences.FORMULA)
        st.dataframe(
            tables.coefficients_table(model),
            column_config=dict.fromkeys(model.schema.group_names, number_column()),
            height="content",
            alt=f"Start and numbers of each {model.schema.group.singular}",
        )
    with st.expander("Data and versions"):
        st.code(sentences.versions(model), language=None)
