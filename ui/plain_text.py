"""A person's own text where Streamlit expects Markdown: headings, labels, captions."""

import re

from iris_model.validation import CONTROL

_SPECIAL = re.compile(r"[\\`*_\[\]<$~&]|^[#+\-=>]")
"""What Markdown would not show as it is, inside a line or at its beginning."""
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""What begins a numbered list."""
_JOINED = re.compile(r":(?=\S)|@|(?i:www)(?=\.)|[-<>=~](?=[-<>=])")
"""What Streamlit makes emoji, icons, colours, links or arrows of, once Markdown is parsed."""
_JOINER = "\u2060"


def as_markdown(text: str) -> str:
    """Return the Markdown that shows a text as it is, on one line.

    Backslashes keep CommonMark from reading it. Streamlit looks for `:smile:`, `:red[…]`,
    addresses and arrows in what is left, so an invisible word joiner takes those apart.
    """
    one_line = " ".join(CONTROL.sub(" ", text).split())
    line = _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", one_line))
    return _JOINED.sub(lambda match: match[0] + _JOINER, line)
