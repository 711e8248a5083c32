"""User text in headings and labels: what `as_markdown` leaves alone, and what it takes apart.

`tests/browser/test_user_text.py` holds what a browser shows against the text.
"""

import pytest

from ui.plain_text import as_markdown


@pytest.mark.parametrize(
    "text",
    ["Setosa", "Bill length, mm", "100 % sure", "1.5 mm", "naïve 日本", "a (b) / c; “d”", "5 - 3"],
)
def test_an_ordinary_name_stays_as_it_is(text: str) -> None:
    assert as_markdown(text) == text


def test_a_text_becomes_one_line() -> None:
    assert as_markdown("a\n\n# b\t c\u202e d") == "a # b c d"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*a*", r"\*a\*"),
        ("# a", r"\# a"),
        ("12. a", r"12\. a"),
        ("3) a", r"3\) a"),
        ("$x$", r"\$x\$"),
        (r"\alpha", r"\\alpha"),
        (":smile:", ":\u2060smile:"),
        ("a->b", "a-\u2060>b"),
    ],
)
def test_what_means_something_is_taken_apart(text: str, markdown: str) -> None:
    assert as_markdown(text) == markdown
