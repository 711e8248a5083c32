"""Fields for numbers."""

from collections.abc import Sequence

import streamlit as st

from iris_model.validation import parse_number
from ui.plain_text import as_markdown

_LEAST_SHARE, _MOST_SHARE = 0.1, 1000.0


def number_field(label: str, low: float, high: float, value: float, key: str) -> float | None:
    """Draw a field that first has a value; return its number, or None and say what it takes.

    `st.number_input` would make 3 of `0,3`: the browser swallows the comma.
    """
    text = st.text_input(label, f"{value:g}", key=key)
    number = parse_number(text.replace(",", "."))
    if number is None or not low <= number <= high:
        st.markdown(f":red[Enter a number from {low:g} to {high:g}.]")
        return None
    return number


def typed_shares(
    names: Sequence[str], usual: Sequence[float], keys: str
) -> tuple[float, ...] | None:
    """Draw a field for the share of each group, in per cent; return them, with a sum of 1.

    None if one of them is no share. The keys have a place for the group's code.
    """
    found = [
        number_field(
            f"{as_markdown(name)}, %",
            _LEAST_SHARE,
            _MOST_SHARE,
            max(_LEAST_SHARE, round(share, 1)),
            keys.format(code),
        )
        for code, (name, share) in enumerate(zip(names, usual, strict=True))
    ]
    st.caption("If they don’t add up to 100 %, they are scaled.")
    parts = [part for part in found if part is not None]
    return tuple(part / sum(parts) for part in parts) if len(parts) == len(found) else None
