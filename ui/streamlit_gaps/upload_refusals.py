"""Sentences for refused uploads; Streamlit shows “AxiosError: … status code 413”."""

import streamlit as st

SENTENCES = {
    "400": "The server no longer knows this page: reload it, and choose the file again.",
    "403": "The server no longer knows this page: reload it, and choose the file again.",
    "413": "The server holds too many uploads from your address: "
    "remove an uploaded file, or close a page that holds one.",
    "": "The upload did not arrive. Try again in a moment.",
}
"""By HTTP status; the last one for all others."""

# Streamlit ignores the text of the server's response. Its own message is in a hidden text for
# screen readers and in a tooltip.
_refusal_watcher = st.components.v2.component(
    "upload_refusals",
    html="<p></p>",
    js="""
const watched = new WeakSet();

export default ({ data, parentElement }) => {
  if (watched.has(parentElement)) return;
  watched.add(parentElement);
  const words = parentElement.querySelector("p");
  const sentences = new Set(Object.values(data));
  const translate = (root) => {
    if (!root.textContent.includes("AxiosError")) return;
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.currentNode; text; text = texts.nextNode()) {
      if (text.nodeType !== Node.TEXT_NODE || !text.data.startsWith("AxiosError")) continue;
      text.data = data[text.data.match(/\\d{3}$/)?.[0]] ?? data[""];
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(translate);
    const said = [...document.querySelectorAll("[data-testid=stFileChip] [role=alert]")]
      .map((alert) => alert.lastChild?.data)
      .filter((sentence) => sentences.has(sentence));
    const now = said.at(-1) ?? "";
    if (words.textContent !== now) words.textContent = now;
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
};
""",
    isolate_styles=False,
)


def say_refusals() -> None:
    """Say why an upload was refused; call below the file picker."""
    _refusal_watcher(data=SENTENCES, key="upload_refusals", height="content")
