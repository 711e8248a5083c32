"""Page links that open in a new tab like any link.

The gap: a page link intercepts every click, even with Ctrl. And the front page's empty address
means the present page in a new tab.
"""

import streamlit as st

_links = st.components.v2.component(
    "links",
    js="""
const LINK = "[data-testid=stPageLink-NavLink]";

function openInNewTab(event) {
  const link = event.target.closest?.(LINK);
  if (!link || !(event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1)) return;
  event.stopPropagation();
  event.preventDefault();
  const folder = new URL("./", location.href);
  window.open(new URL(link.getAttribute("href"), folder), "_blank", "noopener");
}

export default () => {
  for (const event of ["click", "auxclick"]) {
    document.removeEventListener(event, globalThis.openLinkInNewTab, true);
    document.addEventListener(event, openInNewTab, true);
  }
  globalThis.openLinkInNewTab = openInNewTab;
};
""",
    isolate_styles=False,
)


def let_links_open_tabs() -> None:
    """Let a click with Ctrl, Shift or the middle button open a new tab."""
    _links(width=1, height=1)
