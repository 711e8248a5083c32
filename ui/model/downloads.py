"""The model in four forms to download."""

from collections.abc import Callable
from pathlib import PurePath

import streamlit as st

from iris_model.export.html import as_html
from iris_model.export.python import as_python
from iris_model.export.spreadsheet import as_spreadsheet
from iris_model.model import Model
from iris_model.model_storage import model_bytes

_MODEL_FILE = """\
Everything this app needs to serve the model: *Load a model* on the Train page, or
`IRIS_MODEL=FILE`, opens it again. **The training rows are in it**: whoever has the file, or uses an
app that serves it, can read them."""

_PYTHON = "One function for any Python; it needs nothing installed."

_SPREADSHEET = """\
Copy the cells below (the button is at their top right), click A1 of an empty sheet, paste. Write
your own values into the first columns and fill the formulas down. They hold no decimal mark and no
function name, so they work in Excel, LibreOffice and Google Sheets in any language."""

_HTML = """\
One page that works on a phone, without this app and without a network: sliders, live answer,
warning."""

_KINDS = {"json": "application/json", "html": "text/html", "py": "text/plain", "tsv": "text/plain"}


def show_downloads(model: Model) -> None:
    """Show a tab for each form, with purpose and download."""
    whole, python, spreadsheet, page = st.tabs(["Model file", "Python", "Spreadsheet", "HTML page"])
    with whole:
        st.markdown(_MODEL_FILE)
        download("Download the model", model, model_bytes, "json")
    with python:
        st.markdown(_PYTHON)
        _show_text("Download as Python", model, as_python, "py", "python")
    with spreadsheet:
        st.markdown(_SPREADSHEET)
        _show_text("Download the cells", model, as_spreadsheet, "tsv", None)
    with page:
        st.markdown(_HTML)
        download("Download the page", model, as_html, "html")


def download(
    label: str,
    model: Model,
    form: Callable[[Model], str | bytes],
    ending: str,
    explanation: str | None = None,
) -> None:
    """Draw the button that downloads a form of the model, made on demand."""
    name = f"{PurePath(model.training.source).stem or 'trained'}-model.{ending}"
    st.download_button(
        label, lambda: form(model), name, _KINDS[ending], on_click="ignore", help=explanation
    )


def _show_text(
    label: str, model: Model, form: Callable[[Model], str], ending: str, language: str | None
) -> None:
    download(label, model, form, ending)
    with st.expander("Look at it, or copy it", key=f"model.{ending}"):
        st.code(form(model), language, wrap_lines=True)  # the keyboard can't scroll it
