"""The frame of every page: configuration, theme, links."""

from pathlib import Path

import streamlit as st

from iris_model.model import Model
from ui.cached import hold_folder
from ui.model_in_use import model_in_use, show_own_model
from ui.specimen import current_specimen, link_parameters
from ui.streamlit_gaps.external_address import never_look_up
from ui.streamlit_gaps.kept_theme import keep_theme
from ui.streamlit_gaps.links import let_links_open_tabs
from ui.streamlit_gaps.plain_states import keep_states_plain
from ui.streamlit_gaps.theme import follow_theme
from ui.streamlit_gaps.wide_layout import wait_for_wide_layout

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
    keep_states_plain()
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
