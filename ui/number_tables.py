"""Numbers in tables, with a real minus sign."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.schema import Schema


def number(value: float, form: str) -> str:
    """Return a number in a Python format, with a real minus sign."""
    return format(value, form).replace("-", "−")


def number_column() -> ColumnConfig:
    """Return a right-aligned column for numbers that are already text."""
    return st.column_config.TextColumn(alignment="right")


def specimen_columns(schema: Schema) -> dict[str, ColumnConfig]:
    """Return a numeric column for each measurement, by its name, with unit and decimals."""
    return {
        m.name: st.column_config.NumberColumn(m.title, format=f"%.{m.decimals}f")
        for m in schema.measurements
    }


def with_minus_signs(
    table: pd.DataFrame, columns: Mapping[str, ColumnConfig], schema: Schema
) -> tuple[pd.DataFrame | Styler, dict[str, ColumnConfig]]:
    """Return a table of specimens and its columns, with real minus signs.

    A column with negative numbers is formatted here and still sorts by number.
    """
    formats = {
        m.name: lambda value, form=f".{m.decimals}f": number(value, form)
        for m in schema.measurements
        if (table[m.name] < 0).any()
    }
    if not formats:
        return table, dict(columns)
    titles = {m.name: st.column_config.Column(m.title) for m in schema.measurements}
    return table.style.format(formats), {
        name: titles[name] if name in formats else column for name, column in columns.items()
    }
