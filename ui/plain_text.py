"""User text in places where Streamlit expects Markdown: headings, labels, captions."""

import re

from iris_model.validation import CONTROL

_SPECIAL = re.compile(r"[\\`*_\[\]<$~&]|^[#+\-=>]")
"""Markdown's special characters, inside a line or at its beginning."""
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""Beginning of a numbered list."""
_JOINED = re.compile(r":(?=\S)|@|(?i:www)(?=\.)|[-<>=~](?=[-<>=])")
"""Text that Streamlit turns into emoji, icons, colours, links or arrows after Markdown."""
_JOINER = "\u2060"


def as_markdown(text: str) -> str:
    """Return Markdown that shows a text literally, on one line.

    Backslashes escape CommonMark. Streamlit then looks for `:smile:`, `:red[…]`, addresses and
    arrows, which an invisible word joiner takes apart.
    """
    one_line = " ".join(CONTROL.sub(" ", text).split())
    line = _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", one_line))
    return _JOINED.sub(lambda match: match[0] + _JOINER, line)
