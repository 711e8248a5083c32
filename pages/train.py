"""The Train page: a table of the visitor's own in, a model that every page can serve out."""

import streamlit as st

from ui.frame import open_page
from ui.plain_text import as_markdown
from ui.train import results
from ui.train.new_model import show_next_steps, show_verdict
from ui.train.recognition import recognised_job
from ui.train.tables import chosen_table, explain_tables
from ui.train.unlabelled import show_unlabelled

present = open_page("Train a model", "pages/train.py")
st.title("Train a model on your own table", anchor=False)

# Inputs: a table, or a saved model
busy = results.is_training()
source = chosen_table(disabled=busy)
loaded = results.loaded_model(disabled=busy)

# What was recognised; training
job = None
if source:
    base = results.rows_to_add_to(present, source)
    job = recognised_job(source, base, disabled=busy)
results.train_on_demand(job)

# The result
trained = results.trained_on(job) if source else results.last_trained()
model = results.newest(trained, loaded, source)
if model is None:
    if not source:
        explain_tables()
    st.stop()
st.header(as_markdown(model.schema.title), anchor=False)
st.text(model.schema.about)
show_next_steps(model)
show_verdict(model)
if trained and trained.model is model:
    show_unlabelled(trained)
