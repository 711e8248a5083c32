"""The answer, said to a screen reader whenever it changes."""

import streamlit as st

# Nothing that Streamlit draws is a live region and stays in the page from one run to the next,
# which is what screen readers listen to. This one is out of sight (ui/style.css).
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
    """Have a screen reader say words, politely, if they differ from those of the last run."""
    _live_region(data=words, key="announcement", height="content")
