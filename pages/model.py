"""The Model page: how good the model is, where it fails, and the model itself to take along."""

import streamlit as st

from iris_model.answer.doubt import promise_in_words
from iris_model.evaluation import BASELINE, THIS_MODEL, TUTORIAL, mistaken_for
from iris_model.export.formulas import as_json, as_python, as_spreadsheet
from iris_model.files.labels import wilson_interval
from ui import cached
from ui.charts import comparison, mistakes
from ui.frame import ink, open_page, show_chart
from ui.model import sentences as words
from ui.model import tables

open_page("How good is the model?", "pages/model.py")
model, dataset = cached.model(), cached.dataset()
evaluation = model.evaluation
alone, tutorial = evaluation.held_out, evaluation.tutorial_held_out
assert tutorial is not None
training = model.training
cells = mistaken_for(training.out_of_fold_probabilities, training.codes, training.numbers)
measured = words.by_name(evaluation)
flowers, correct = len(dataset.codes), alone.correct
low, high = wilson_interval(correct, flowers)

st.title("How good is this model?", anchor=False)
st.markdown(words.OPENING)
with st.container(horizontal=True):
    for label, value, note in (
        (
            "Right answers",
            f"{correct} of {flowers}",
            f"95 % interval: {100 * low:.0f} to {100 * high:.0f} %",
        ),
        (
            "Log loss",
            f"{measured[THIS_MODEL].log_loss.mean:.3f}",
            f"{measured[TUTORIAL].log_loss.mean:.3f} in the tutorial",
        ),
        ("The whole model", f"{tables.size(model)} numbers", "all of them below"),
    ):
        st.metric(label, value, note, "off", delta_arrow="off", border=True, width=250)

# Beside other models
left, right = st.columns([2, 3], gap="large")
with left:
    st.header("Beside other models", anchor=False)
    label = st.segmented_control(
        "Compare by",
        comparison.MEASURES,
        default=next(iter(comparison.MEASURES)),
        required=True,
        wrap=True,
    )
    measure = comparison.MEASURES[label]
    st.markdown(measure.meaning)
    st.markdown(words.rivals(evaluation))
    st.markdown(words.WHY_THIS_ONE)
with right:
    charted = [figures for figures in evaluation.models if figures.name != BASELINE]
    show_chart(
        comparison.comparison_spec(measure, ink()),
        datasets=comparison.comparison_data(charted, measure, ink()),
        key="comparison",
        alt=comparison.comparison_words(evaluation.models, measure),
    )
with st.expander("All figures, and how they were measured"):
    st.dataframe(
        tables.comparison_table(evaluation.models),
        hide_index=True,
        alt="Log loss, accuracy, Brier score and calibration error of every model",
    )
    st.markdown(words.method(evaluation))

# Why this C
left, right = st.columns([2, 3], gap="large")
with left:
    st.header(f"Why C = {model.c:g}", anchor=False)
    st.markdown(words.choice_of_c(model))
with right:
    show_chart(
        comparison.curve_spec(ink()),
        datasets=comparison.curve_data(evaluation.curve, model.c),
        key="curve",
        alt=comparison.curve_words(evaluation.curve),
    )

# Mistakes
left, right = st.columns([2, 3], gap="large")
with left:
    st.header("Which flowers it gets wrong", anchor=False)
    st.markdown(words.MISTAKES)
    groups = tables.groups(cells)
    group = st.selectbox("Show the flowers of", groups)
    st.dataframe(
        tables.judged_table(model, dataset, groups[group]),
        hide_index=True,
        column_config=tables.JUDGED_COLUMNS,
        alt="Flowers, their probabilities by a model that had not seen them, their measurements",
    )
with right:
    show_chart(
        mistakes.confusion_spec(ink()),
        datasets=mistakes.confusion_data(cells),
        key="confusion",
        alt=mistakes.confusion_words(cells),
    )

# Calibration
left, right = st.columns([2, 3], gap="large")
with left:
    st.header("Does 80 % mean 80 %?", anchor=False)
    st.markdown(words.calibration(alone, tutorial))
with right:
    show_chart(
        mistakes.reliability_spec(ink()),
        datasets=mistakes.reliability_data(evaluation),
        key="reliability",
        alt=mistakes.reliability_words(evaluation),
    )
with st.expander("This model’s points as a table"):
    st.dataframe(
        tables.reliability_table(alone.reliability),
        hide_index=True,
        alt="Stated probabilities of this model and how often they came true",
    )

# The model itself
st.header("The whole model, to take along", anchor=False)
st.markdown(words.FORMULA)
st.table(tables.coefficients_table(model), border="horizontal")
python, spreadsheet, numbers = st.tabs(["Python", "Spreadsheet", "JSON"])
for tab, how, text, file_name, language in (
    (python, words.PYTHON, as_python(model), "iris_probabilities.py", "python"),
    (spreadsheet, words.SPREADSHEET, as_spreadsheet(model), "iris-model.tsv", None),
    (numbers, words.JSON, as_json(model), "iris-model.json", "json"),
):
    with tab:
        st.markdown(how)
        st.download_button(f"Download {file_name}", text, file_name, on_click="ignore")
        with st.expander("Look at it, or copy it"):
            st.code(text, language, wrap_lines=True)  # the keyboard can't scroll it

# Limits
st.header("What it can’t do", anchor=False)
st.markdown(words.LIMITS)
with st.expander("What the 95 % set of the front page promises"):
    st.markdown(promise_in_words(model))
with st.expander("Data and versions"):
    st.markdown(words.DATA)
    st.code(words.versions(model), language=None)
