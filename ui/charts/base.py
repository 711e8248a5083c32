"""What every chart module shares: named data, bare frames, the words on axes."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pyarrow as pa

from iris_model.dataset import VARIETIES
from ui.palette import VARIETY_SYMBOLS

Spec = dict[str, Any]
"""A Vega-Lite specification without its data."""
Tables = dict[str, pa.Table]
"""The data of a specification, by the names it uses."""

VARIETY_NAMES = [f"{VARIETY_SYMBOLS[variety]} {variety}" for variety in VARIETIES]
"""Shape and name, for axes and labels: colour is never the only sign."""

# Each side by name: where it finds none for the bottom, Streamlit adds 20 px.
_NO_PADDING = {"left": 0, "right": 0, "top": 0, "bottom": 0}


def named(name: str) -> alt.Chart:
    """Return a chart whose data come later, in the dataset of this name."""
    return alt.Chart(alt.NamedData(name))


def bare(chart: alt.LayerChart | alt.FacetChart, padding: Mapping[str, int] = _NO_PADDING) -> Spec:
    """Return the spec without frame and padding, so that it lines up with what stands around it."""
    spec: Spec = chart.configure_view(stroke=None).properties(padding=dict(padding)).to_dict()
    return spec


def arrow_bytes(table: pa.Table) -> bytes:
    """Return a table as it goes over the wire, so that a constant one is serialised only once."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    serialised: bytes = sink.getvalue().to_pybytes()
    return serialised
