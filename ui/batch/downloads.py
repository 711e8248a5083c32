"""The downloads of the Batch page: read from disk, or packed, when they are asked for."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

from iris_model.files.tables import distinct_names
from ui import cached
from ui.batch.options import RAW
from ui.batch.outcomes import Outcome
from ui.batch.results import Result

_LARGEST_PLAIN = 50_000_000
"""Bytes: what is downloaded stays in the server's memory for a while, so more of it is zipped."""


def download_names(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the names, without ending and all different, of the results that there are."""
    names = (outcome.file.name for outcome in outcomes if outcome.result)
    stems = [PurePosixPath(name.replace("\\", "/")).stem for name in names]
    return [f"{stem}-classified" for stem in distinct_names(stems)]


def show_downloads(result: Result, name: str) -> None:
    """Offer a result as CSV and Parquet, read from disk when asked for."""
    with st.container(horizontal=True, gap="small"):
        if result.csv.stat().st_size > _LARGEST_PLAIN:
            files = {f"{name}.csv": result.csv}
            download_archive("Download CSV, zipped", files, f"{name}.zip", primary=True)
        else:
            _download(
                "Download CSV", result.csv.read_bytes, f"{name}.csv", "text/csv", primary=True
            )
        _download(
            "Parquet", result.parquet.read_bytes, f"{name}.parquet", "application/octet-stream"
        )
    st.checkbox(
        "Leave cells that look like formulas as they are",
        key=RAW,
        persist_state="session",
        help="A spreadsheet runs text that starts with = + - or @ as a formula. In the CSV file "
        "such text gets an apostrophe (') before it; numbers don’t. Parquet files have every cell "
        "as it came.",
    )
    st.caption(
        "Separator, decimal mark and every cell as they came; "
        + (
            "text that a spreadsheet would run as a formula too."
            if result.asked.options.raw
            else "only text that a spreadsheet would run as a formula has an apostrophe before it."
        )
    )


def download_archive(
    label: str, files: Mapping[str, Path], name: str, *, primary: bool = False
) -> None:
    """Offer a ZIP archive of files, each under its name, made when it is asked for."""
    folder = cached.session_folder()
    _download(label, lambda: archive(files, folder), name, "application/zip", primary=primary)


def archive(files: Mapping[str, Path], folder: Path) -> bytes:
    """Return a ZIP archive of files, each under its name, made in a folder."""
    with TemporaryFile(dir=folder) as packed:
        with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
            for name, file in files.items():
                zipped.write(file, name)
        packed.seek(0)
        return packed.read()


def _download(
    label: str, read: Callable[[], bytes], name: str, kind: str, *, primary: bool = False
) -> None:
    """Offer a file that is read when it is asked for."""
    st.download_button(
        label,
        read,
        name,
        kind,
        key=label,  # without it each name makes a widget, which stays until the session ends
        icon=":material/download:",
        type="primary" if primary else "secondary",
        on_click="ignore",
    )
