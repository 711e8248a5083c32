"""The tables of the Explore page: the flowers themselves, and their figures."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.dataset import MEASUREMENTS, VARIETIES, VARIETY_COLUMN, Dataset, column
from iris_model.description import Correlation, Summary
from ui.charts.base import VARIETY_NAMES

FLOWER_COLUMNS: dict[str, ColumnConfig] = {
    **{
        column(m): st.column_config.NumberColumn(f"{m.label}, cm", format="%.1f")
        for m in MEASUREMENTS
    },
    VARIETY_COLUMN: st.column_config.TextColumn("Variety"),
}
SUMMARY_COLUMNS: dict[str, ColumnConfig] = {
    name: st.column_config.NumberColumn(format=form)
    for name, form in {
        "Mean": "%.2f",
        "Standard deviation": "%.2f",
        "Smallest": "%.1f",
        "Median": "%.2f",
        "Largest": "%.1f",
    }.items()
}
CORRELATION_COLUMNS: dict[str, ColumnConfig] = {
    name: st.column_config.NumberColumn(format="%+.2f") for name in ("All", *VARIETY_NAMES)
}


def flowers_table(dataset: Dataset) -> pd.DataFrame:
    """Return the flowers in the columns and the order of data/iris.csv, numbered from 1."""
    columns = {column(m): dataset.measurements[:, i] for i, m in enumerate(MEASUREMENTS)}
    varieties = np.array(VARIETIES)[dataset.codes]
    numbers = pd.RangeIndex(1, len(varieties) + 1, name="Flower")
    return pd.DataFrame({**columns, VARIETY_COLUMN: varieties}, index=numbers)


def chosen_flowers(
    dataset: Dataset, varieties: list[str], ranges: list[tuple[float, float]]
) -> NDArray[np.bool_]:
    """Return which flowers (n,) are of the varieties and within all four ranges, in cm."""
    low, high = np.transpose(ranges)
    rounding = 1e-9  # a slider's 0.3 may be 0.30000000000000004
    within = (dataset.measurements >= low - rounding) & (dataset.measurements <= high + rounding)
    codes = [VARIETIES.index(variety) for variety in varieties]
    chosen: NDArray[np.bool_] = within.all(axis=1) & np.isin(dataset.codes, codes)
    return chosen


def summary_table(summaries: tuple[Summary, ...]) -> pd.DataFrame:
    """Return a row a measurement and variety, in cm."""
    rows = [
        {
            "Measurement": s.measurement.label,
            "Variety": VARIETY_NAMES[VARIETIES.index(s.variety)],
            "Mean": s.mean,
            "Standard deviation": s.standard_deviation,
            "Smallest": s.smallest,
            "Median": s.median,
            "Largest": s.largest,
        }
        for s in summaries
    ]
    return pd.DataFrame(rows)


def correlation_table(correlations: tuple[Correlation, ...]) -> pd.DataFrame:
    """Return a row a pair: the correlation over all flowers, and within each variety."""
    rows = [
        {
            "Measurements": f"{c.x.label}, {c.y.label.lower()}",
            "All": c.overall,
            **dict(zip(VARIETY_NAMES, c.within, strict=True)),
            "Sign": "changes" if c.changes_sign else "the same",
        }
        for c in correlations
    ]
    return pd.DataFrame(rows)
