"""Tables of a file's own text on the page."""

from typing import Any

import pandas as pd
import polars as pl
import streamlit as st


def show_table(data: pd.DataFrame | pl.DataFrame | pl.LazyFrame, key: str, **options: Any) -> None:
    """Show a table with a file's own text, which `st.dataframe` doesn't interpret.

    The style sheet hides its download, which ignores the file's dialect and the guard against
    formulas.
    """
    with st.container(key=f"file_{key}"):
        st.dataframe(data, hide_index=True, placeholder="", **options)
