"""The visitor's files: uploaded, pasted, or a bundled sample."""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from iris_model.model import Model
from iris_model.phrasing import listed
from ui import cached
from ui.batch.samples import example_table, samples
from ui.plain_text import as_markdown
from ui.streamlit_gaps.freed_uploads import free
from ui.streamlit_gaps.upload_refusals import say_refusals

MEGABYTE = 10**6
MOST_KEPT = 500 * MEGABYTE
"""Bytes of uploads that a session keeps."""
_PICKER, _KEPT, _PICKED = "uploads", "kept_uploads", "picked_uploads"
_SAMPLE, _PASTED = "sample", "pasted_rows"


@dataclass(frozen=True)
class File:
    """A file that this session has chosen."""

    key: str
    """Identifies the file in the session, whatever its name."""
    name: str
    """User text: never to be rendered as Markdown."""
    path: Path
    """The place of its bytes."""
    size: int
    """In bytes."""

    def open(self) -> BinaryIO:
        """Return its bytes as a stream, to be closed."""
        return self.path.open("rb")


def chosen_files(model: Model) -> list[File]:
    """Draw the picker, the field to paste into and the samples; return the files chosen."""
    earlier = _PICKER not in st.session_state
    specimen = as_markdown(model.schema.specimen.singular)
    uploads = st.file_uploader(
        f"One {specimen} per row: CSV, Excel or Parquet, zipped too",
        accept_multiple_files=True,
        key=_PICKER,
    )
    say_refusals()
    files = _uploaded(uploads, new_picker=earlier) or _pasted()
    if files:
        return files
    offered = samples(model)
    if not offered:
        return []
    sample = st.pills(
        "Or look at a sample",
        list(offered),
        format_func=offered.__getitem__,
        key=_SAMPLE,
        persist_state="session",
        wrap=False,
    )
    if sample not in offered:
        return []
    path = cached.SAMPLES / sample
    return [File(f"sample-{sample}", sample, path, path.stat().st_size)]


def _uploaded(uploads: Sequence[UploadedFile], *, new_picker: bool) -> list[File]:
    """Return the uploads in the picker and those from an earlier visit to the page.

    Their bytes move to the session's folder. A new picker doesn't show the earlier ones, so each
    gets a line.
    """
    kept: dict[str, File] = st.session_state.setdefault(_KEPT, {})
    picked: set[str] = st.session_state.setdefault(_PICKED, set())
    if new_picker:
        picked.clear()
    shown = {upload.file_id for upload in uploads}
    for key in picked - shown:
        _remove(key)
    picked &= shown
    for upload in uploads:
        if upload.file_id not in kept:
            _keep(upload, kept)
        if upload.file_id in kept:
            picked.add(upload.file_id)
    st.session_state[_PICKED] = picked
    _show_earlier([file for key, file in kept.items() if key not in picked])
    return list(kept.values())


def _keep(upload: UploadedFile, kept: dict[str, File]) -> None:
    """Move an upload to the session's folder."""
    if sum(file.size for file in kept.values()) + upload.size > MOST_KEPT:
        st.error(
            f"The server keeps at most {MOST_KEPT // MEGABYTE} MB of your files. Remove one first."
        )
        st.text(f"{upload.name} was not kept.")
        return
    with tempfile.NamedTemporaryFile(dir=cached.session_folder(), delete=False) as copy:
        copyfileobj(upload, copy)
    kept[upload.file_id] = File(upload.file_id, upload.name, Path(copy.name), upload.size)
    free(upload)


def _show_earlier(files: Sequence[File]) -> None:
    """List the files from an earlier visit to the page, each with a button to remove it."""
    if not files:
        return
    st.caption("Your files from before")
    for place, file in enumerate(files):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{file.name} ({_size(file.size)})", width="content")
            st.button(
                "Remove", key=f"remove_{place}", on_click=_remove, args=(file.key,), type="tertiary"
            )


def _size(count: int) -> str:
    return f"{count / MEGABYTE:,.1f} MB" if count >= MEGABYTE else f"{max(1, count // 1000):,} kB"


def _remove(key: str) -> None:
    """Remove a kept upload and its bytes."""
    file = st.session_state[_KEPT].pop(key, None)
    if file:
        file.path.unlink(missing_ok=True)


def _pasted() -> list[File]:
    """Draw the field to paste into; return the pasted text as a file, if any."""
    with st.expander("Or paste rows from a spreadsheet"):
        text = st.text_area(
            "Rows, with the names of their columns in the first one",
            key=_PASTED,
            height=160,
            persist_state="session",
        )
        st.caption("Copied cells arrive with tabs between them; commas or semicolons do as well.")
    if not (text or "").strip():
        return []
    data = text.encode()
    key = f"pasted-{hashlib.sha256(data).hexdigest()}"
    path = cached.session_folder() / "pasted.txt"
    path.write_bytes(data)
    return [File(key, "Pasted rows", path, len(data))]


def explain_files(model: Model) -> None:
    """Explain the form of a file, and show an example."""
    schema = model.schema
    specimen, group = as_markdown(schema.specimen.singular), as_markdown(schema.group.singular)
    count = len(schema.measurements)
    columns = f"each of the {count} measurements" if count > 1 else "its measurement"
    units = list(dict.fromkeys(m.unit for m in schema.measurements if m.unit))
    unit = f", in {as_markdown(listed(units))}" if units else ""
    words, example = st.columns(2, gap="large")
    with words:
        st.header("What a file looks like", anchor=False)
        st.markdown(
            f"One {specimen} per row, and a column for {columns}{unit}. The columns can be in any "
            "order, under any usual name, and there may be others. Separators, decimal commas, "
            "encodings and other units are recognised, and the page shows what was recognised."
        )
        st.markdown(
            f"Every row comes back, in order, with its {group} and its probability. If a row "
            "can’t be classified, it says why."
        )
        st.markdown(
            "Your files stay on this server while your tab is open, and are deleted a few minutes "
            "later."
        )
    with example:
        table = example_table(model)
        st.dataframe(table, hide_index=True, alt="A file with a few rows, as text")
        st.download_button(
            "Download this as a template",
            table.to_csv(index=False),
            "iris-template.csv" if schema.drawing == "iris" else "template.csv",
            "text/csv",
            on_click="ignore",
        )
