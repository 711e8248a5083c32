"""What was recognised in a file, said and open to correction."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from iris_model.dataset import MEASUREMENTS
from iris_model.errors import IrisError
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from ui.batch.uploads import File

_SEPARATORS: dict[object, str] = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
_DECIMALS: dict[object, str] = {".": "Point", ",": "Comma"}
_ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}
_UNITS = {"cm": "Centimetres", "mm": "Millimetres, converted"}
_FIELD_WIDTH = 210
_AS_RECOGNISED = "As recognised"
_FIELDS: Mapping[str, Mapping[object, str]] = {
    "Separator": _SEPARATORS,
    "Decimal mark": _DECIMALS,
    "Header": {True: "The file has a header", False: "No header"},
}
_CORRECTIONS = "corrections"


def read_head(file: File) -> bytes:
    """Return the beginning of a file, which is enough to recognise it."""
    file.stream.seek(0)
    return file.stream.read(HEAD_BYTES)


def corrections(file: File) -> Overrides:
    """Return what the user corrected for a file, by the fields of `show_corrections`."""
    chosen = _kept().get(file.key, {})
    fixed = Overrides(
        separator=chosen.get("Separator"),
        decimal=chosen.get("Decimal mark"),
        header=chosen.get("Header"),
    )
    columns = {m.name: chosen.get(_column_field(fixed, m.name)) for m in MEASUREMENTS}
    return replace(fixed, columns={name: at for name, at in columns.items() if at is not None})


def forget_corrections(but: Collection[str]) -> None:
    """Forget what was corrected, but for the files with these keys."""
    for key in _kept().keys() - but:
        del _kept()[key]


def show_corrections(file: File, *, expanded: bool) -> None:
    """Draw the fields by which a user corrects what was recognised in a file."""
    fixed = corrections(file)
    names = _column_names(read_head(file), fixed)
    columns = {at: f"{at + 1}: {name}" for at, name in enumerate(names)}
    with (
        st.expander("Correct this", icon=":material/tune:", expanded=expanded),
        st.container(horizontal=True),
    ):
        for label, words in _FIELDS.items():
            _show_field(file, label, label, words)
        for measurement in MEASUREMENTS if names else ():
            label = f"Column for {measurement.label.lower()}"
            _show_field(file, _column_field(fixed, measurement.name), label, columns)


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


def _show_field(file: File, field: str, label: str, words: Mapping[Any, str]) -> None:
    """Draw a field that shows what was corrected for a file, and keeps what is chosen there.

    Streamlit keeps what it knows of a widget until the session ends, so all files have the same.
    """
    chosen = _kept().get(file.key, {}).get(field, _AS_RECOGNISED)
    if st.session_state.get(label) != chosen:
        st.session_state[label] = chosen
    options = {_AS_RECOGNISED: _AS_RECOGNISED, **words}
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=label,
        on_change=_correct,
        args=(file.key, field, label),
        width=_FIELD_WIDTH,
    )


def _correct(key: str, field: str, label: str) -> None:
    """Keep what the user has chosen for the file with a key."""
    chosen = _kept().setdefault(key, {})
    chosen[field] = st.session_state[label]
    if chosen[field] == _AS_RECOGNISED:
        del chosen[field]


def _kept() -> dict[str, dict[str, Any]]:
    """Return the corrections of this session: key of a file, field, what was chosen there."""
    kept: dict[str, dict[str, Any]] = st.session_state.setdefault(_CORRECTIONS, {})
    return kept


def _column_field(fixed: Overrides, measurement: str) -> str:
    """Return the field of a column: another separator makes other columns."""
    return f"{measurement} by {fixed.separator} {fixed.header}"


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
