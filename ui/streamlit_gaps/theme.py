"""Changes of the theme: pictures redrawn, the choice kept on all pages.

The gaps: Streamlit doesn't start a run for a new theme, and it stores the theme by the path of the
page, so other pages don't have it. To send anything but bytes to a component it imports pandas,
for which the first visitor would wait.
"""

from collections.abc import Sequence

import msgspec
import streamlit as st

# Drawn with each theme; requests one run for each new colour of words.
_theme_watcher = st.components.v2.component(
    "theme",
    js=r"""
export default ({ data, parentElement, setTriggerValue }) => {
  const ink = getComputedStyle(parentElement).getPropertyValue("--st-text-color").toUpperCase();
  if (ink === parentElement.dataset.ink) return;
  parentElement.dataset.ink = ink;
  const known = JSON.parse(new TextDecoder().decode(data));
  setTimeout(() => keepOnAllPages(known.pages));
  if (ink !== known.ink) setTriggerValue("ink", ink);
};

function keepOnAllPages(pages) {
  const folder = location.pathname.replace(/[^/]*$/, "");
  for (const key of Object.keys(localStorage)) {
    const [, path, version] = key.match(/^stActiveTheme-(.*)-(v\d+)$/) ?? [];
    if (path !== location.pathname) continue;
    for (const page of pages)
      localStorage.setItem(`stActiveTheme-${folder}${page}-${version}`, localStorage[key]);
  }
}
""",
    isolate_styles=False,
)


def follow_theme(ink: str, pages: Sequence[str]) -> None:
    """Rerun the page when the colour of its words is no longer ink.

    pages are the last parts of all pages' addresses.
    """
    data = msgspec.json.encode({"ink": ink, "pages": pages})
    _theme_watcher(data=data, on_ink_change=lambda: None, width=1, height=1)
