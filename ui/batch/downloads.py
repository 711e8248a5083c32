"""The downloads of the Batch page, read from disk or packed on demand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl
import streamlit as st

from iris_model.answer.sentences import mix_in_words
from iris_model.files.by_column import Part
from iris_model.files.report_html import Reported, report_html
from iris_model.files.tables import distinct_names, guarded_in_words
from iris_model.files.workbook import write_workbook
from iris_model.model import Model
from ui import cached
from ui.batch.options import RAW
from ui.batch.results import Result

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_EXCEL_CELLS = 2_000_000
"""Rows that take half a minute in an Excel file."""
_SLICE = 10_000
_LARGEST_PLAIN = 50_000_000
"""Bytes; larger downloads are zipped, because the server keeps them in memory for a while."""


def download_names(files: Sequence[str]) -> list[str]:
    """Return distinct names, without ending, of the results of files."""
    stems = [PurePosixPath(name.replace("\\", "/")).stem for name in files]
    return [f"{stem}-classified" for stem in distinct_names(stems)]


def show_downloads(
    file: str, result: Result, model: Model, by: tuple[str, Sequence[Part]] | None
) -> None:
    """Offer a result as CSV, Excel, Parquet and a report, each made on demand.

    file is the name of what was classified; by is a column that the report sums it up by, and its
    parts.
    """
    name = download_names([file])[0]
    cells = result.summary.rows * len(result.columns)
    with st.container(horizontal=True, gap="small"):
        if result.csv.stat().st_size > _LARGEST_PLAIN:
            files = {f"{name}.csv": result.csv}
            download_archive("Download CSV, zipped", files, f"{name}.zip", primary=True)
        else:
            _download(
                "Download CSV", result.csv.read_bytes, f"{name}.csv", "text/csv", primary=True
            )
        if cells <= _MOST_EXCEL_CELLS:
            folder = cached.session_folder()
            _download("Excel", lambda: workbook(result, folder), f"{name}.xlsx", _EXCEL)
        _download(
            "Parquet", result.parquet.read_bytes, f"{name}.parquet", "application/octet-stream"
        )
        read = partial(report_page, file, result, model, by)
        _download("Report", read, f"{name}.html", "text/html")
    if cells > _MOST_EXCEL_CELLS:
        st.caption(f"Excel files are for up to {_MOST_EXCEL_CELLS:,} cells.")
    st.checkbox(
        "Leave cells that look like formulas as they are",
        key=RAW,
        persist_state="session",
        help="A spreadsheet runs text that starts with = + - or @ as a formula. In the CSV file "
        "such text gets an apostrophe (') before it; numbers don’t. Parquet files have every cell "
        "as it came.",
    )
    said = "Separator, decimal mark and every cell as they came."
    if not result.asked.options.raw:
        said += f" {guarded_in_words(result.summary.guarded, result.layout)}"
    st.caption(said)
    if result.excel_may_misread:
        better = "take the Excel file" if cells <= _MOST_EXCEL_CELLS else "import it as UTF-8"
        st.caption(f"Excel may show letters of this CSV file wrongly: {better}.")


def report_page(
    file: str, result: Result, model: Model, by: tuple[str, Sequence[Part]] | None
) -> bytes:
    """Return the report of a classified file as an HTML page, dated now."""
    look = result.first_look.table(result.layout)
    reported = Reported(
        name=file,
        layout=result.layout,
        summary=result.summary,
        first_rows=[look.columns, *([str(cell or "") for cell in row] for row in look.iter_rows())],
        mix=mix_in_words(result.asked.model) or "",
        by=by,
    )
    return report_html(reported, model, datetime.now().astimezone()).encode()


def workbook(result: Result, folder: Path) -> bytes:
    """Return a result as an Excel workbook, made in a folder."""
    with TemporaryDirectory(dir=folder) as inside:
        file = Path(inside) / "rows.xlsx"
        write_workbook(
            file,
            pl.read_parquet(result.parquet).iter_slices(_SLICE),
            result.layout,
            result.summary,
            result.asked.model,
            result.asked.options,
        )
        return file.read_bytes()


def download_archive(
    label: str, files: Mapping[str, Path], name: str, *, primary: bool = False
) -> None:
    """Offer a ZIP archive of named files, made on demand."""
    folder = cached.session_folder()
    _download(label, lambda: archive(files, folder), name, "application/zip", primary=primary)


def archive(files: Mapping[str, Path], folder: Path) -> bytes:
    """Return a ZIP archive of named files, made in a folder."""
    with TemporaryFile(dir=folder) as packed:
        with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
            for name, file in files.items():
                zipped.write(file, name)
        packed.seek(0)
        return packed.read()


def _download(
    label: str, read: Callable[[], bytes], name: str, kind: str, *, primary: bool = False
) -> None:
    """Offer a file that is read on demand."""
    st.download_button(
        label,
        read,
        name,
        kind,
        key=label,  # without it each name makes a widget that stays until the session ends
        type="primary" if primary else "secondary",
        on_click="ignore",
    )
