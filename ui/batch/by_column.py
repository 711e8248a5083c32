"""Counts of the groups by a column of the file, such as colony, sheet or site."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from iris_model.errors import IrisError
from iris_model.files.by_column import Part, count_by, in_rows, parts, rows_explained
from iris_model.schema import Schema
from ui.batch.controls import choose_one
from ui.batch.results import Result
from ui.batch.tables import show_table
from ui.palette import signed_names
from ui.plain_text import as_markdown

LABEL = "Sum up by"
_NONE = -1


def by_chosen_column(result: Result) -> tuple[str, Sequence[Part]] | None:
    """Return the chosen column's name and parts, if one is chosen and divides the file."""
    place = st.session_state.get(LABEL, _NONE)
    if place not in _columns(result):
        return None
    try:
        return result.columns[place], _parts(result, place)
    except IrisError:
        return None


def show_by_column(result: Result) -> None:
    """Let the visitor choose a column; show a row for each of its texts, and one for all."""
    columns = _columns(result)
    if not columns:
        return
    schema = result.layout.schema
    st.header("Sum up by a column", anchor=False)
    st.markdown(
        f"The count of each {as_markdown(schema.group.singular)} for each colony, sheet or site, "
        "and whether one of them is clearly the commonest."
    )
    place = choose_one(LABEL, {_NONE: "No column", **columns})
    if place == _NONE:
        return
    try:
        found = _parts(result, place)
    except IrisError as error:
        st.text(str(error))
        return
    show_table(
        by_table(found, schema, result.columns[place]),
        key="by_column",
        height="content" if len(found) < 15 else 500,
        alt="The groups by the texts of the chosen column",
    )
    st.caption(as_markdown(rows_explained(schema)))


def by_table(found: Sequence[Part], schema: Schema, column: str) -> pd.DataFrame:
    """Return a row for each part, and one for all, as text."""
    names = signed_names(schema)
    shares = [f"{name} " for name in names]  # a column of the file may have this name
    rows = in_rows(found, names, unclear="Not clear")
    return pd.DataFrame(rows, columns=[column, " Rows", *shares, " Answer"])


def _columns(result: Result) -> dict[int, str]:
    """Return the columns that can divide a file: all but the measurements."""
    measured = {column.index for column in result.layout.columns.values()}
    count = len(result.layout.names)
    return {
        place: f"{place + 1}: {name}"
        for place, name in enumerate(result.columns[:count])
        if place not in measured
    }


def _parts(result: Result, place: int) -> list[Part]:
    if place not in result.by:
        counts = count_by(result.rows, result.columns[place], result.predicted)
        result.by[place] = parts(counts, result.layout.schema)
    return result.by[place]
