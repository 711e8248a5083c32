"""The answer for screen readers, whenever it changes."""

import streamlit as st

# Screen readers need a live region that stays in the page between runs, and Streamlit has none.
# This one is out of sight (ui/style.css).
_live_region = st.components.v2.component(
    "announcement",
    html='<p role="status"></p>',
    js="""
export default ({ data, parentElement }) => {
  const region = parentElement.querySelector("[role=status]");
  if (region.textContent !== data) region.textContent = data;
};
""",
    isolate_styles=False,
)


def announce(words: str) -> None:
    """Announce words politely to screen readers if they changed since the last run."""
    _live_region(data=words, key="announcement", height="content")
