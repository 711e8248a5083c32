"""What every page has: its configuration, the row of links, charts with their words."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import streamlit as st

from ui.charts.base import Spec, arrow_bytes
from ui.classify.inputs import FRONT_PAGE, current_flower, keep_flower, link_parameters
from ui.streamlit_gaps.theme import follow_theme

# As SVG a screen reader would meet hundreds of marks without a name; a canvas is one named picture.
_ONE_PICTURE = {"embedOptions": {"renderer": "canvas"}}
ICON = "🌸"
STYLE = Path(__file__).with_name("style.css")
PAGES = (
    (FRONT_PAGE, "Classify", ":material/local_florist:"),
    ("pages/explore.py", "Explore", ":material/scatter_plot:"),
    ("pages/batch.py", "Batch", ":material/table_view:"),
    ("pages/model.py", "Model", ":material/verified:"),
)


def open_page(title: str, path: str = "") -> None:
    """Configure the page and draw the links; the first call of every page."""
    keep_flower(path)
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    st.html(STYLE)
    follow_theme(ink())
    with st.container(horizontal=True, gap="small", key="navigation"):
        for target, label, icon in PAGES:
            # Only the front page binds the flower to its address: elsewhere it would be cleared.
            # Its own link would be out of date after the first move of a slider.
            leads_to_flower = target == FRONT_PAGE != path
            flower = link_parameters(current_flower()) if leads_to_flower else None
            st.page_link(target, label=label, icon=icon, query_params=flower)


def name_tab(variety: str) -> None:
    """Name the browser's tab after the answer, so that a bookmark says what it holds."""
    st.set_page_config(page_title=f"{variety} · Which iris is this?")


def ink() -> str:
    """Return the colour of words in pictures that can't follow the theme by themselves."""
    return "#ECEBF5" if st.context.theme.type == "dark" else "#131120"


def show_chart(
    spec: Spec, *, alt: str, key: str, datasets: Mapping[str, pa.RecordBatch | bytes] | None = None
) -> None:
    """Show a Vega-Lite spec with its data (named datasets, Arrow tables or bytes) and its words.

    alt says in a sentence what the chart shows, for whoever can't see it. The spec is not changed,
    so a cached one can be handed in; charts as dicts cost a rerun a tenth of Altair objects.
    """
    whole = {**spec, "usermeta": _ONE_PICTURE}
    if datasets:
        whole["datasets"] = {
            name: data if isinstance(data, bytes) else arrow_bytes(data)
            for name, data in datasets.items()
        }
    st.vega_lite_chart(whole, width="stretch", alt=alt, key=key)
