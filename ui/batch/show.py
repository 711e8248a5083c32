"""Tables of a file's own text on the page."""

from typing import Any

import pandas as pd
import polars as pl
import streamlit as st


def show_table(data: pd.DataFrame | pl.DataFrame | pl.LazyFrame, key: str, **options: Any) -> None:
    """Show a table with a file's own text, which `st.dataframe` takes for text and nothing else.

    The style sheet hides its download: that knows neither the file's dialect nor the guard
    against formulas.
    """
    with st.container(key=f"file_{key}"):
        st.dataframe(data, hide_index=True, placeholder="", **options)
