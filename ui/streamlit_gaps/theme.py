"""Another theme: pictures drawn anew, and the choice kept on all pages.

The gaps: Streamlit tells the script of another theme only with the next run, and starts none for
it; and it keeps the theme that a viewer chose by the path of the page, so it is lost on the others.
"""

from collections.abc import Sequence

import streamlit as st

# Drawn with each theme; asks for a run once for each colour of words that is new to it.
_theme_watcher = st.components.v2.component(
    "theme",
    js=r"""
export default ({ data, parentElement, setTriggerValue }) => {
  const ink = getComputedStyle(parentElement).getPropertyValue("--st-text-color").toUpperCase();
  if (ink === parentElement.dataset.ink) return;
  parentElement.dataset.ink = ink;
  setTimeout(() => keepOnAllPages(data.pages));
  if (ink !== data.ink) setTriggerValue("ink", ink);
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
    """Run the page again when the colour of its words is no longer ink, which it was drawn with.

    pages are the last parts of the addresses of all pages, for which the theme is kept.
    """
    data = {"ink": ink, "pages": list(pages)}
    _theme_watcher(data=data, key="theme", on_ink_change=lambda: None, width=1, height=1)
