"""The table of similar training specimens."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.answer.similar import Similar
from iris_model.schema import Schema
from ui.palette import signed_names

_DISTANCE = "Distance"


def neighbour_columns(schema: Schema) -> dict[str, ColumnConfig]:
    """Return how the columns of `neighbours_table` are written."""
    return {
        **{
            m.title: st.column_config.NumberColumn(format=f"%.{m.decimals}f")
            for m in schema.measurements
        },
        _DISTANCE: st.column_config.NumberColumn(format="%.2f"),
    }


def neighbours_table(schema: Schema, similar: Sequence[Similar]) -> pa.Table:
    """Return a row a specimen: group, measurements, distance in standard deviations."""
    names = signed_names(schema)
    measured = zip(*(near.specimen for near in similar), strict=True)
    return pa.table(
        {
            schema.group.singular.capitalize(): [names[near.code] for near in similar],
            **{m.title: values for m, values in zip(schema.measurements, measured, strict=True)},
            _DISTANCE: [near.distance for near in similar],
        }
    )
