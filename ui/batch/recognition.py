"""What was recognised in a file, with fields to correct it."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from iris_model.errors import IrisError
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import recognise
from iris_model.model import Model
from iris_model.phrasing import listed
from iris_model.schema import Schema
from ui.batch.texts import text_of
from ui.batch.uploads import File
from ui.plain_text import as_markdown
from ui.sheets import sheet_names

_SEPARATORS: dict[object, str] = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
_DECIMALS: dict[object, str] = {".": "Point", ",": "Comma"}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_CHOSEN_ENCODINGS: dict[object, str] = {
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252, Western Europe",
    "windows-1250": "Windows-1250, Central Europe",
    "windows-1251": "Windows-1251, Cyrillic",
    "mac-roman": "Mac Roman",
    "shift-jis": "Shift JIS, Japanese",
    "gbk": "GBK, Chinese",
}
_FIELD_WIDTH = 210
_AS_RECOGNISED = "As recognised"
_FIELDS: Mapping[str, Mapping[object, str]] = {
    "Separator": _SEPARATORS,
    "Decimal mark": _DECIMALS,
    "Header": {True: "The file has a header", False: "No header"},
    "Encoding": _CHOSEN_ENCODINGS,
}
_CORRECTIONS, _SHEET = "corrections", "Sheet"


def corrections(file: File, schema: Schema, partial: bool) -> Overrides:
    """Return the user's corrections for a file, made in `show_corrections`.

    With partial, columns for some of the measurements are enough.
    """
    chosen = _kept().get(file.key, {})
    fixed = Overrides(
        separator=chosen.get("Separator"),
        decimal=chosen.get("Decimal mark"),
        header=chosen.get("Header"),
        partial=partial,
        encoding=chosen.get("Encoding"),
    )
    columns = {m.name: chosen.get(_column_field(fixed, m.name)) for m in schema.measurements}
    return replace(fixed, columns={name: at for name, at in columns.items() if at is not None})


def chosen_sheet(file: File) -> str | None:
    """Return the chosen sheet of a workbook, if any."""
    sheet: str | None = _kept().get(file.key, {}).get(_SHEET)
    return sheet


def forget_corrections(but: Collection[str]) -> None:
    """Forget the corrections of all files but those with these keys."""
    for key in _kept().keys() - but:
        del _kept()[key]


def show_corrections(file: File, model: Model, *, partial: bool, expanded: bool) -> None:
    """Draw the fields that correct what was recognised in a file."""
    fixed = corrections(file, model.schema, partial)
    text = None
    with suppress(IrisError):  # what can't be unpacked: the page says why
        text = text_of(file, model, fixed, chosen_sheet(file))
    names = _column_names(text.head(), fixed, model) if text else ()
    sheets = sheet_names(file.key, file.open)
    columns = {at: f"{at + 1}: {name}" for at, name in enumerate(names)}
    with st.expander("Correct this", expanded=expanded), st.container(horizontal=True):
        if sheets:
            _show_field(file, _SHEET, _SHEET, dict(zip(sheets, sheets, strict=True)), key=_SHEET)
        made_of_cells = text is not None and text.encoding is not None
        for label, words in _FIELDS.items():
            if made_of_cells and label == "Encoding":
                continue
            _show_field(file, label, label, words, key=label)
        for m in model.schema.measurements if names else ():
            label = f"Column for {as_markdown(m.phrase)}"
            field = _column_field(fixed, m.name)
            _show_field(file, field, label, columns, key=f"column {m.name}")


def layout_table(layout: Layout) -> pd.DataFrame:
    """Return what was recognised, row by row; some rows have the file's own text."""
    header = f"In line {layout.header_line}" if layout.header else "None"
    columns = {name: column.name for name, column in layout.columns.items()}
    encoding = _ENCODINGS.get(layout.encoding, layout.encoding.upper())
    rows = [
        ("Separator", {**_SEPARATORS, " ": "Blanks"}.get(layout.separator, layout.separator)),
        ("Decimal mark", _DECIMALS[layout.decimal]),
        ("Encoding", f"{encoding}, with byte-order mark" if layout.bom else encoding),
        ("Header", header),
        ("Units" if len(set(layout.units.values())) > 1 else "Unit", _units(layout)),
        *((m.label, columns.get(m.name, "No column")) for m in layout.schema.measurements),
        *([(f"True {layout.schema.group.singular}", layout.truth.name)] if layout.truth else []),
    ]
    return pd.DataFrame(rows, columns=["What", "Found"])


def _units(layout: Layout) -> str:
    """Say the units of the file, and which are converted."""
    converted = {layout.units[name] for name, count in layout.per_unit.items() if count != 1.0}
    return listed(
        [
            f"{unit or 'None'}{', converted' if unit in converted else ''}"
            for unit in dict.fromkeys(layout.units.values())
        ]
    )


def _show_field(file: File, field: str, label: str, words: Mapping[Any, str], *, key: str) -> None:
    """Draw a field that shows a file's correction and keeps what is chosen.

    Streamlit keeps a widget's data until the session ends, so all files share one.
    """
    chosen = _kept().get(file.key, {}).get(field, _AS_RECOGNISED)
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    options = {_AS_RECOGNISED: _AS_RECOGNISED, **words}
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=_correct,
        args=(file.key, field, key),
        width=_FIELD_WIDTH,
    )


def _correct(file: str, field: str, key: str) -> None:
    """Keep the choice for a file in the widget with a key."""
    chosen = _kept().setdefault(file, {})
    chosen[field] = st.session_state[key]
    if chosen[field] == _AS_RECOGNISED:
        del chosen[field]


def _kept() -> dict[str, dict[str, Any]]:
    """Return the corrections of this session: file key, field, choice."""
    kept: dict[str, dict[str, Any]] = st.session_state.setdefault(_CORRECTIONS, {})
    return kept


def _column_field(fixed: Overrides, measurement: str) -> str:
    """Return the field of a column, which depends on the separator."""
    return f"{measurement} by {fixed.separator} {fixed.header}"


def _column_names(head: bytes, fixed: Overrides, model: Model) -> tuple[str, ...]:
    """Return the names of all columns, if necessary with the first ones as measurements.

    Empty if even that gives no table; the page says why when it reads the file.
    """
    first = {name: at for at, name in enumerate(model.schema.names)}
    for columns in (None, first, dict([*first.items()][:1])):
        wanted = fixed if columns is None else replace(fixed, columns=columns, partial=True)
        with suppress(IrisError):
            return recognise(head, model, overrides=wanted).names
    return ()
