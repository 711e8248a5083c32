"""What every page has: its configuration, the row of links, charts with their words."""

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
from ui.streamlit_gaps.links import let_links_open_tabs
from ui.streamlit_gaps.theme import follow_theme
from ui.streamlit_gaps.wide_layout import wait_for_wide_layout

# As SVG a screen reader would meet hundreds of marks without a name; a canvas is one named picture.
_ONE_PICTURE = {"embedOptions": {"renderer": "canvas"}}
ICON = "🌸"
NAVIGATION = 40
"""Height of the row of links, px, until ui/style.css lets it have its own."""
STYLE = Path(__file__).with_name("style.css")
FRONT_PAGE = "app.py"
PAGES = (
    (FRONT_PAGE, "Classify"),
    ("pages/explore.py", "Explore"),
    ("pages/batch.py", "Batch"),
    ("pages/model.py", "Model"),
    ("pages/train.py", "Train"),
)
"""Without icons: until their font is there, they are words, and the row is too long."""


def open_page(title: str, path: str) -> Model:
    """Configure the page, draw the links, return the model in use; the first call of every page."""
    never_look_up()
    hold_folder()
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    wait_for_wide_layout()
    st.html(STYLE)
    model = model_in_use()
    with st.container(
        horizontal=True, gap="small", height=NAVIGATION, border=False, key="navigation"
    ):
        for target, label in PAGES:
            # The front page's own link would be out of date after the first move of a slider.
            leads_back = target == FRONT_PAGE != path
            known = link_parameters(model.schema, current_specimen(model)) if leads_back else None
            st.page_link(target, label=label, query_params=known)
        # In the row of links, what takes no room moves nothing when ui/style.css arrives.
        follow_theme(ink(), [Path(page).stem if page != FRONT_PAGE else "" for page, _ in PAGES])
        let_links_open_tabs()
    show_own_model()
    return model


def name_tab(group: str, title: str) -> None:
    """Name the browser's tab after the answer, so that a bookmark says what it holds."""
    st.set_page_config(page_title=f"{group} · {title}")


def ink() -> str:
    """Return the colour of words in pictures that can't follow the theme by themselves."""
    return "#ECEBF5" if st.context.theme.type == "dark" else "#131120"


def _axis_words() -> dict[str, str]:
    """Return the colours of axes and legends, which Streamlit's theme has too faint: 4.5:1."""
    color = "#B7B6C6" if st.context.theme.type == "dark" else "#5D5C6D"
    return {"labelColor": color, "titleColor": color}


def show_chart(
    spec: Spec, *, alt: str, key: str, datasets: Mapping[str, pa.RecordBatch | bytes] | None = None
) -> None:
    """Show a Vega-Lite spec with its data (named datasets, Arrow tables or bytes) and its words.

    alt says in a sentence what the chart shows, for whoever can't see it. The spec is not changed,
    so a cached one can be handed in; charts as dicts cost a rerun a tenth of Altair objects.
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
    # With its height said, the page keeps the room while the browser still loads Vega.
    height = spec.get("height")
    st.vega_lite_chart(
        whole,
        width="stretch",
        height=height if isinstance(height, int) else "content",
        alt=alt,
        key=key,
    )
