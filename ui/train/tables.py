"""The visitor's table: uploaded, pasted, or the bundled penguins."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

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
_UPLOADER, _KEPT = "table", "kept_table"
LOADED_LAST = "loaded_last"
"""Whether the visitor loaded a model after choosing or training on a table."""
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


@dataclass(frozen=True)
class _Kept:
    """An upload whose bytes are in the session's folder."""

    key: str
    name: str
    """User text."""
    earlier: bool = False
    """From an earlier visit to the page: the uploader doesn't show it."""


BY_KEY: dict[str | type[Any], Callable[[Any], Any]] = {Source: lambda source: source.key}
"""How caches tell sources apart."""


def chosen_table(*, disabled: bool) -> Source | None:
    """Draw the uploader and its alternatives; return the table."""
    uploaded = _uploaded(disabled=disabled)
    with st.expander("Or paste a table"):
        pasted = st.text_area(
            "Rows copied from a spreadsheet, with the names of the columns",
            key="pasted",
            height=160,
            disabled=disabled or bool(uploaded),
            help=_FIRST_REMOVE if uploaded else None,
            on_change=_give_way,
            persist_state="session",
        )
    sample = st.pills(
        "Or try it with",
        ["344 penguins"],
        key="sample_table",
        disabled=disabled or bool(uploaded or pasted.strip()),
        help=_FIRST_REMOVE if uploaded or pasted.strip() else None,
        on_change=_give_way,
        persist_state="session",
    )
    if uploaded:
        return _with_sheet(uploaded, disabled=disabled)
    if pasted.strip():
        data = pasted.encode()
        return Source(hashlib.sha256(data).hexdigest(), "pasted table.csv", data)
    return Source("penguins", _PENGUINS.name, _PENGUINS.read_bytes()) if sample else None


def _uploaded(*, disabled: bool) -> Source | None:
    """Draw the uploader; return its table, or the one from an earlier visit to the page.

    The bytes move to the session's folder. A new uploader doesn't show the earlier one, which gets
    a line.
    """
    earlier = _UPLOADER not in st.session_state
    upload = st.file_uploader(
        "A table of your own: CSV, Excel or Parquet, zipped too",
        max_upload_size=LARGEST_UPLOAD,
        key=_UPLOADER,
        disabled=disabled,
        on_change=_give_way,
    )
    place, kept = cached.session_folder() / "table", st.session_state.get(_KEPT)
    if upload and (kept is None or kept.key != upload.file_id):
        place.write_bytes(upload.getvalue())
        # First: a run that ends here must not leave an upload without bytes.
        kept = st.session_state[_KEPT] = _Kept(upload.file_id, upload.name)
        free(upload)
    if kept and not upload:
        if not (earlier or kept.earlier):
            _forget()
            return None
        kept = replace(kept, earlier=True)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"Your table from before: {kept.name}", width="content")
            st.button("Remove", on_click=_forget, type="tertiary", disabled=disabled)
    st.session_state[_KEPT] = kept
    return Source(kept.key, kept.name, place.read_bytes()) if kept else None


def _forget() -> None:
    """Remove the table that was uploaded; for callbacks, too."""
    st.session_state[_KEPT] = None
    (cached.session_folder() / "table").unlink(missing_ok=True)


def _give_way() -> None:
    """Let a loaded model give way to the table that the visitor chooses."""
    st.session_state[LOADED_LAST] = False


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
        persist_state="session",
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
