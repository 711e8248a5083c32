"""The visitor's table: uploaded, pasted, or the bundled penguins."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from iris_model.errors import IrisError
from iris_model.files.reading.any_table import MOST_ROWS, Table, read_any_table
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS
from iris_model.training.columns import FEWEST_OF_A_GROUP
from iris_model.training.table import FEWEST_ROWS
from ui import cached
from ui.sheets import sheet_names
from ui.streamlit_gaps.freed_uploads import free
from ui.train.process import LONGEST_SECONDS

LARGEST_UPLOAD = 50
"""Megabytes, as in server.maxUploadSize."""
_PENGUINS = Path(__file__).resolve().parents[2] / "data" / "samples" / "penguins.csv"
_UPLOAD = "table_upload"
_FIRST_REMOVE = "Remove the table above first."
LIMITS = f"""\
One row for each specimen. One column names its group, 1 to {MOST_MEASUREMENTS} others are
measurements; more columns do no harm. **2 to {MOST_GROUPS} groups, at least {FEWEST_OF_A_GROUP}
rows in each and {FEWEST_ROWS} in all, at most {MOST_ROWS:,} rows.** Rows without a group are
answered once the model is trained. A few hundred rows take seconds; after
{LONGEST_SECONDS // 60} minutes a training is stopped.

Your table stays on this server while your tab is open, and is deleted a few minutes later."""


@dataclass(frozen=True)
class Source:
    """A table that this session has chosen."""

    key: str
    """Identifies the table in the session."""
    name: str
    """User text."""
    data: bytes
    sheet: str | None = None
    """Of a workbook, where the visitor chose one."""


BY_KEY: dict[str | type[Any], Callable[[Any], Any]] = {Source: lambda source: source.key}
"""How caches tell sources apart."""


def chosen_table(*, disabled: bool) -> Source | None:
    """Draw the uploader and its alternatives; return the table."""
    upload = st.file_uploader(
        "A table of your own: CSV, Excel or Parquet, zipped too",
        max_upload_size=LARGEST_UPLOAD,
        key="table",
        disabled=disabled,
    )
    with st.expander("Or paste a table"):
        pasted = st.text_area(
            "Rows copied from a spreadsheet, with the names of the columns",
            key="pasted",
            height=160,
            disabled=disabled or bool(upload),
            help=_FIRST_REMOVE if upload else None,
        )
    sample = st.pills(
        "Or try it with",
        ["344 penguins"],
        key="sample_table",
        disabled=disabled or bool(upload or pasted.strip()),
        help=_FIRST_REMOVE if upload or pasted.strip() else None,
    )
    if upload:
        source = Source(upload.file_id, upload.name, _bytes_of(upload))
        return _with_sheet(source, disabled=disabled)
    if pasted.strip():
        data = pasted.encode()
        return Source(hashlib.sha256(data).hexdigest(), "pasted table.csv", data)
    return Source("penguins", _PENGUINS.name, _PENGUINS.read_bytes()) if sample else None


def _bytes_of(upload: UploadedFile) -> bytes:
    """Return an upload's bytes, moved to the session's folder."""
    place = cached.session_folder() / "table"
    if st.session_state.get(_UPLOAD) != upload.file_id or not place.exists():
        place.write_bytes(upload.getvalue())
        st.session_state[_UPLOAD] = upload.file_id
        free(upload)
    return place.read_bytes()


def _with_sheet(source: Source, *, disabled: bool) -> Source:
    names = sheet_names(source.key, lambda: BytesIO(source.data))
    if not names:
        return source
    sheet = st.selectbox(
        "Sheet",
        names,
        index=None,
        placeholder="The first that looks like a table",
        key=f"sheet {source.key}",
        disabled=disabled,
    )
    return replace(source, key=f"{source.key} {sheet}", sheet=sheet) if sheet else source


@st.cache_resource(
    scope="session", max_entries=2, show_spinner="Reading the table", hash_funcs=BY_KEY
)
def read_table(source: Source) -> Table | str:
    """Return a table's cells, or why they can't be read."""
    try:
        return read_any_table(source.data, source.sheet)
    except IrisError as error:
        return str(error)


def explain_tables() -> None:
    """Explain a table's form, with an example."""
    words, example = st.columns(2, gap="large")
    with words:
        st.header("What a table looks like", anchor=False)
        st.markdown(LIMITS)
    with example:
        table = pd.read_csv(_PENGUINS, nrows=250).iloc[[0, 1, 160, 240]]
        shown = table[["species", "island", "bill_length_mm", "bill_depth_mm", "sex"]]
        st.dataframe(shown, hide_index=True, alt="Four rows of the penguins’ table")
