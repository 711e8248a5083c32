"""Pictures that are drawn anew when the viewer turns the page light or dark."""

import streamlit as st

# Streamlit tells the script of another theme only with the next run, and starts none for it. This
# is drawn with each theme, and asks for a run once for each colour of words that is new to it.
_theme_watcher = st.components.v2.component(
    "theme",
    js="""
export default ({ data, parentElement, setTriggerValue }) => {
  const ink = getComputedStyle(parentElement).getPropertyValue("--st-text-color").toUpperCase();
  if (ink === parentElement.dataset.ink) return;
  parentElement.dataset.ink = ink;
  if (ink !== data) setTriggerValue("ink", ink);
};
""",
    isolate_styles=False,
)


def follow_theme(ink: str) -> None:
    """Run the page again when the colour of its words is no longer ink, which it was drawn with."""
    _theme_watcher(data=ink, key="theme", on_ink_change=lambda: None, height="content")
