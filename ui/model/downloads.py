"""Downloads of the model in four forms."""

from pathlib import PurePath

import streamlit as st

from iris_model.export.html import as_html
from iris_model.export.python import as_python
from iris_model.export.spreadsheet import as_spreadsheet
from iris_model.model import Model
from iris_model.model_file import file_text
from iris_model.model_storage import to_file
from ui.model import sentences


def show_downloads(model: Model) -> None:
    """Show a tab for each form of the model, with its purpose and download."""
    name = f"{PurePath(model.training.source).stem or 'trained'}-model"
    whole, python, spreadsheet, page = st.tabs(["Model file", "Python", "Spreadsheet", "HTML page"])
    with whole:
        st.markdown(sentences.MODEL_FILE)
        # Made on demand: it is long and rarely needed.
        st.download_button(
            "Download the model",
            lambda: file_text(to_file(model)),
            f"{name}.json",
            "application/json",
            on_click="ignore",
        )
    with python:
        st.markdown(sentences.PYTHON)
        _show_text("Download as Python", as_python(model), f"{name}.py", "python")
    with spreadsheet:
        st.markdown(sentences.SPREADSHEET)
        _show_text("Download the cells", as_spreadsheet(model), f"{name}.tsv", None)
    with page:
        st.markdown(sentences.HTML)
        st.download_button(
            "Download the page",
            lambda: as_html(model),
            f"{name}.html",
            "text/html",
            on_click="ignore",
        )


def _show_text(label: str, text: str, file_name: str, language: str | None) -> None:
    st.download_button(label, text, file_name, on_click="ignore")
    with st.expander("Look at it, or copy it", key=file_name):
        st.code(text, language, wrap_lines=True)  # the keyboard can't scroll it
