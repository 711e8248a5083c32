"""The frame of every page: configuration, links, charts with descriptions."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import streamlit as st

from iris_model.model import Model
from ui.cached import hold_folder
from ui.charts.base import Spec, arrow_bytes
from ui.model_in_use import model_in_use, show_own_model
from ui.specimen import current_specimen, link_parameters
from ui.streamlit_gaps.external_address import never_look_up
from ui.streamlit_gaps.kept_theme import keep_theme
from ui.streamlit_gaps.links import let_links_open_tabs
from ui.streamlit_gaps.theme import follow_theme
from ui.streamlit_gaps.wide_layout import wait_for_wide_layout

# In an SVG, screen readers would find hundreds of nameless marks; a canvas is one named picture.
_ONE_PICTURE = {"embedOptions": {"renderer": "canvas"}}
ICON = "🌸"
NAVIGATION = 40
"""Pixels reserved for the row of links until ui/style.css sets the height free."""
STYLE = Path(__file__).with_name("style.css")
FRONT_PAGE = "app.py"
_TAB = "_tab"
PAGES = (
    (FRONT_PAGE, "Classify"),
    ("pages/explore.py", "Explore"),
    ("pages/batch.py", "Batch"),
    ("pages/model.py", "Model"),
    ("pages/train.py", "Train"),
)
"""Without icons, which are long words until their font is loaded."""


def open_page(title: str, path: str) -> Model:
    """Configure the page, draw the links, return the model in use; the first call of every page."""
    never_look_up()
    keep_theme()
    hold_folder()
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    st.session_state.pop(_TAB, None)
    wait_for_wide_layout()
    st.html(STYLE)
    model = model_in_use()
    with st.container(
        horizontal=True, gap="small", height=NAVIGATION, border=False, key="navigation"
    ):
        for target, label in PAGES:
            # On the front page itself the link would be outdated after the first move of a slider.
            leads_back = target == FRONT_PAGE != path
            known = link_parameters(model.schema, current_specimen(model)) if leads_back else None
            st.page_link(target, label=label, query_params=known)
        # Placed here, invisible elements move nothing when ui/style.css arrives.
        with st.container(key="scripts"):
            pages = [Path(page).stem if page != FRONT_PAGE else "" for page, _ in PAGES]
            follow_theme(ink(), pages)
            let_links_open_tabs()
    show_own_model()
    return model


def name_tab(group: str, title: str) -> None:
    """Name the browser's tab after the answer, for bookmarks."""
    if st.session_state.get(_TAB) != group:
        st.session_state[_TAB] = group
        st.set_page_config(page_title=f"{group} · {title}")


def ink() -> str:
    """Return the colour of words in pictures that can't follow the theme."""
    return "#ECEBF5" if st.context.theme.type == "dark" else "#131120"


def _axis_words() -> dict[str, str]:
    """Return colours of axes and legends with a contrast of 4.5:1; Streamlit's are too faint."""
    color = "#B7B6C6" if st.context.theme.type == "dark" else "#5D5C6D"
    return {"labelColor": color, "titleColor": color}


def show_chart(
    spec: Spec, *, alt: str, key: str, datasets: Mapping[str, pa.RecordBatch | bytes] | None = None
) -> None:
    """Show a Vega-Lite spec with its data (named datasets, Arrow tables or bytes).

    alt describes the chart in a sentence, for those who can't see it. The spec may be cached: it is
    not changed. Dicts cost a rerun a tenth of what Altair objects do.
    """
    config = dict(spec.get("config", {}))
    for part in ("axis", "legend"):
        config[part] = {**config.get(part, {}), **_axis_words()}
    whole = {**spec, "config": config, "usermeta": _ONE_PICTURE}
    if datasets:
        whole["datasets"] = {
            name: data if isinstance(data, bytes) else arrow_bytes(data)
            for name, data in datasets.items()
        }
    # A known height reserves the space while the browser loads Vega.
    height = spec.get("height")
    st.vega_lite_chart(
        whole,
        width="stretch",
        height=height if isinstance(height, int) else "content",
        alt=alt,
        key=key,
    )
