"""The table of similar training flowers."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from iris_model.answer.doubt import Similar
from iris_model.dataset import MEASUREMENTS
from ui.palette import VARIETY_SYMBOLS

_DISTANCE = "Distance"
NEIGHBOUR_COLUMNS = {
    **{m.label: st.column_config.NumberColumn(format="%.1f") for m in MEASUREMENTS},
    _DISTANCE: st.column_config.NumberColumn(format="%.2f"),
}


def neighbours_table(flowers: Sequence[Similar]) -> pa.Table:
    """Return a row a flower: variety, measurements in cm, distance in standard deviations."""
    measured = zip(*(near.flower for near in flowers), strict=True)
    return pa.table(
        {
            "Variety": [f"{VARIETY_SYMBOLS[near.variety]} {near.variety}" for near in flowers],
            **{m.label: values for m, values in zip(MEASUREMENTS, measured, strict=True)},
            _DISTANCE: [near.distance for near in flowers],
        }
    )
