"""The Batch page: a file of flowers in, the same rows with their varieties out."""

import streamlit as st

from ui.batch import downloads, report
from ui.batch.outcomes import outcomes
from ui.batch.recognition import layout_table, show_corrections
from ui.batch.uploads import chosen_files, explain_files
from ui.frame import open_page

open_page("Classify a file", "pages/batch.py")
st.title("Classify a file", anchor=False)

# Inputs: every file that is new or corrected is classified, what is gone is forgotten
found = outcomes(chosen_files(), raw=st.session_state.get(downloads.RAW, False))
if not found:
    explain_files()
    st.stop()

# One of them is looked at
outcome = found[0] if len(found) == 1 else report.choose(found)
result = outcome.result
if result is None:
    st.error("This file can’t be classified.")
    st.text(outcome.problem)
    show_corrections(outcome.file, expanded=True)
    st.stop()

# What came out, and what was recognised on the way
report.show_counts(result)
answers, recognised = st.columns([6, 5], gap="large")
with answers:
    st.header("The varieties", anchor=False)
    report.show_varieties(result)
    downloads.show_downloads(result, downloads.download_names([outcome])[0])
with recognised:
    st.header("What was recognised", anchor=False)
    for note in result.layout.notes:
        st.info(note)
    report.show_table(
        layout_table(result.layout),
        key="layout",
        height="content",
        alt="How the file was read, and which column is which",
    )
    show_corrections(outcome.file, expanded=False)

# The rows
st.header("Look at these rows first", anchor=False)
report.show_first_look(result)
st.header("Every row", anchor=False)
report.show_rows(result)

# How far to trust it
if result.truth:
    st.header("Against the file’s own labels", anchor=False)
    report.show_truth(result, result.truth)
st.header("Compared with the training flowers", anchor=False)
report.show_drift(result.drift)
