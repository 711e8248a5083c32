"""The Batch page: a file of specimens in, the same rows with their groups out."""

import streamlit as st

from ui.batch import downloads, report
from ui.batch.by_column import by_chosen_column, show_by_column
from ui.batch.controls import offer_partial, show_controls
from ui.batch.options import wishes
from ui.batch.outcomes import outcomes
from ui.batch.recognition import layout_table, show_corrections
from ui.batch.uploads import chosen_files, explain_files
from ui.frame import open_page
from ui.plain_text import as_markdown

model = open_page("Classify a file", "pages/batch.py")
schema = model.schema
st.title("Classify a file", anchor=False)

# Inputs: classify new and changed files, forget removed ones
asked = wishes(model)
found = outcomes(chosen_files(model), model, asked)
if not found:
    explain_files(model)
    st.stop()

# Show one of them
outcome = found[0] if len(found) == 1 else report.choose(found)
result, some_enough = outcome.result, asked.options.partial
if result is None:
    st.error("This file can’t be classified.")
    st.text(outcome.problem)
    show_corrections(outcome.file, model, partial=some_enough, expanded=True)
    if not some_enough:
        offer_partial(outcome.file, model)
    st.stop()

# The verdict, the result, and what was recognised
report.show_verdict(result)
report.show_counts(result)
show_controls(result, model)
answers, recognised = st.columns([6, 5], gap="large")
with answers:
    st.header(f"The {as_markdown(schema.group.plural)}", anchor=False)
    report.show_groups(result)
    downloads.show_downloads(outcome.file.name, result, model, by_chosen_column(result))
with recognised:
    st.header("What was recognised", anchor=False)
    for note in result.layout.notes:
        st.info(as_markdown(note))
    report.show_table(
        layout_table(result.layout),
        key="layout",
        height="content",
        alt="How the file was read, and which column is which",
    )
    show_corrections(outcome.file, model, partial=some_enough, expanded=False)

# The rows
st.header("Look at these rows first", anchor=False)
report.show_first_look(result)
st.header("Every row", anchor=False)
report.show_rows(result)
show_by_column(result)

# The evidence for the verdict
if result.truth:
    st.header("Against the file’s own labels", anchor=False)
    report.show_truth(result, result.truth)
st.header(f"Compared with the training {as_markdown(schema.specimen.plural)}", anchor=False)
report.show_drift(result.drift)
