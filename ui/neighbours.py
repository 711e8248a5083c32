"""The table of similar training flowers."""

import pandas as pd
import streamlit as st

from iris_model.dataset import MEASUREMENTS
from iris_model.plausibility import Similar
from ui.palette import VARIETY_SYMBOLS

_DISTANCE = "Distance"
NEIGHBOUR_COLUMNS = {
    **{m.label: st.column_config.NumberColumn(format="%.1f") for m in MEASUREMENTS},
    _DISTANCE: st.column_config.NumberColumn(format="%.2f"),
}


def neighbours_table(flowers: list[Similar]) -> pd.DataFrame:
    """Return a row a flower: variety, measurements in cm, distance in standard deviations."""
    rows = [
        {
            "Variety": f"{VARIETY_SYMBOLS[near.variety]} {near.variety}",
            **{m.label: value for m, value in zip(MEASUREMENTS, near.flower, strict=True)},
            _DISTANCE: near.distance,
        }
        for near in flowers
    ]
    return pd.DataFrame(rows)
