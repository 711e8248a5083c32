"""What was recognised in a file, said and open to correction."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import pandas as pd
import streamlit as st

from iris_model.dataset import MEASUREMENTS
from iris_model.errors import IrisError
from iris_model.reading.layout import Layout, Overrides
from iris_model.reading.recognition import HEAD_BYTES, recognise
from ui.uploads import File

_SEPARATORS: dict[object, str] = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
_DECIMALS: dict[object, str] = {".": "Point", ",": "Comma"}
_ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}
_UNITS = {"cm": "Centimetres", "mm": "Millimetres, converted"}
_FIELD_WIDTH = 210
_AS_RECOGNISED = "As recognised"
_FIELDS: Mapping[str, Mapping[object, str]] = {
    "Separator": {None: _AS_RECOGNISED, **_SEPARATORS},
    "Decimal mark": {None: _AS_RECOGNISED, **_DECIMALS},
    "Header": {None: _AS_RECOGNISED, True: "The file has a header", False: "No header"},
}


def read_head(file: File) -> bytes:
    """Return the beginning of a file, which is enough to recognise it."""
    file.stream.seek(0)
    return file.stream.read(HEAD_BYTES)


def corrections(file: File) -> Overrides:
    """Return what the user corrected for a file, by the fields of `show_corrections`."""
    state = st.session_state
    fixed = Overrides(
        separator=state.get(_key(file, "Separator")),
        decimal=state.get(_key(file, "Decimal mark")),
        header=state.get(_key(file, "Header")),
    )
    chosen = {m.name: state.get(_column_key(file, fixed, m.name)) for m in MEASUREMENTS}
    return replace(fixed, columns={name: at for name, at in chosen.items() if at is not None})


def show_corrections(file: File, *, expanded: bool) -> None:
    """Draw the fields by which a user corrects what was recognised in a file."""
    fixed = corrections(file)
    names = _column_names(read_head(file), fixed)
    with (
        st.expander("Correct this", icon=":material/tune:", expanded=expanded),
        st.container(horizontal=True),
    ):
        for label, words in _FIELDS.items():
            st.selectbox(
                label,
                list(words),
                format_func=words.__getitem__,
                key=_key(file, label),
                persist_state="session",
                width=_FIELD_WIDTH,
            )
        for measurement in MEASUREMENTS if names else ():
            st.selectbox(
                f"Column for {measurement.label.lower()}",
                [None, *range(len(names))],
                format_func=lambda at: _AS_RECOGNISED if at is None else f"{at + 1}: {names[at]}",
                key=_column_key(file, fixed, measurement.name),
                persist_state="session",
                width=_FIELD_WIDTH,
            )


def layout_table(layout: Layout) -> pd.DataFrame:
    """Return what was recognised, a row each; some rows hold the file's own text."""
    header = f"In line {layout.header_line}" if layout.header else "None"
    encoding = _ENCODINGS.get(layout.encoding, "UTF-16")
    rows = [
        ("Separator", _SEPARATORS.get(layout.separator, layout.separator)),
        ("Decimal mark", _DECIMALS[layout.decimal]),
        ("Encoding", f"{encoding}, with byte-order mark" if layout.bom else encoding),
        ("Header", header),
        ("Unit", _UNITS[layout.unit]),
        *((m.label, layout.columns[m.name].name) for m in MEASUREMENTS),
        *([("True variety", layout.truth.name)] if layout.truth else []),
    ]
    return pd.DataFrame(rows, columns=["What", "Found"])


def _key(file: File, name: str) -> str:
    return f"{name} of {file.key}"


def _column_key(file: File, fixed: Overrides, measurement: str) -> str:
    """Return the key of a column's field: another separator makes other columns."""
    return _key(file, f"{measurement} by {fixed.separator} {fixed.header}")


def _column_names(head: bytes, fixed: Overrides) -> tuple[str, ...]:
    """Return the names of all columns, if need be by taking the first four for the measurements.

    Empty where even that gives no table; the page says why when it reads the file.
    """
    first_four = {measurement.name: index for index, measurement in enumerate(MEASUREMENTS)}
    attempts: tuple[dict[str, int], ...] = ({}, first_four)
    for columns in attempts:
        with suppress(IrisError):
            return recognise(head, overrides=replace(fixed, columns=columns)).names
    return ()
