"""The files that a user brings: the picker, the bundled samples, and what to bring."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import pandas as pd
import streamlit as st

from iris_model.dataset import DATA_DIR, VARIETIES
from ui import cached
from ui.streamlit_gaps.upload_refusals import say_refusals

SAMPLES = {
    "gist.csv": "150 known flowers",
    "kaggle.csv": "Kaggle’s layout",
    "german-excel.csv": "German Excel",
    "problem-rows.csv": "A messy notebook",
    "dried-flowers.csv": "Dried flowers",
    "millimetres.tsv": "Millimetres",
}
"""File in data/samples to its label."""
_SAMPLE = "sample"


@dataclass(frozen=True)
class File:
    """A file that this session has chosen."""

    key: str
    """Tells it from every other file of the session, whatever they are called."""
    name: str
    """The user's own text: not for anything that renders Markdown."""
    stream: BinaryIO
    size: int
    """In bytes."""


def chosen_files() -> list[File]:
    """Draw the picker and the samples; return the files chosen, none at first."""
    uploads = st.file_uploader(
        "CSV files with one flower a line",
        accept_multiple_files=True,
        key="uploads",
    )
    say_refusals()
    if uploads:
        return [File(upload.file_id, upload.name, upload, upload.size) for upload in uploads]
    sample = st.pills("Or look at a sample", SAMPLES, format_func=SAMPLES.__getitem__, key=_SAMPLE)
    if sample is None:
        return []
    content = (DATA_DIR / "samples" / sample).read_bytes()
    return [File(f"sample-{sample}", sample, BytesIO(content), len(content))]


def example_table() -> pd.DataFrame:
    """Return what a file looks like: a typical flower of each variety, measurements in cm."""
    typical = cached.examples()[: len(VARIETIES)]
    return pd.DataFrame([example.flower for example in typical])


def explain_files() -> None:
    """Say what a file has to look like, and show one."""
    words, example = st.columns(2, gap="large")
    with words:
        st.header("What a file looks like", anchor=False)
        st.markdown(
            "One flower a line, and a column for each of the four measurements, in centimetres. "
            "That is all: the columns may stand in any order, have the names that people give them "
            "and others between them. Separators, decimal commas, encodings and millimetres are "
            "recognised, and you see what was recognised before you rely on it."
        )
        st.markdown(
            "Every row comes back, in order, with its variety and how sure that is. A row that "
            "can’t be classified says why."
        )
    with example:
        table = example_table()
        st.dataframe(
            table.map("{:.1f}".format), hide_index=True, alt="The text of a file with three flowers"
        )
        st.download_button(
            "Download this as a template",
            table.to_csv(index=False, float_format="%.1f"),
            "iris-template.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
