"""The pages of the documentation, and what is in them."""

import re
from pathlib import Path

from tools.servers import ROOT

PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"]
}


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def section(page: str, heading: str) -> str:
    """Return what a page has between a heading and the next one of any level."""
    _, found = re.split(rf"^#+ {re.escape(heading)}\n", PAGES[page], maxsplit=1, flags=re.MULTILINE)
    return re.split(r"^#", found, maxsplit=1, flags=re.MULTILINE)[0]


def first_column(text: str, header: str) -> list[str]:
    """Return the words in backticks in the first column of a table with this first header."""
    table = re.search(rf"^\| {header} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table, f"no table “{header}”"
    return [
        word
        for row in table[1].splitlines()
        for word in re.findall(r"`([^`]+)`", row.replace("\\|", "/").split("|")[1])
    ]


def words_in_code(text: str) -> list[str]:
    """Return all that a text has in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def existing(path: str) -> bool:
    """Tell whether the project has a file or a folder."""
    return Path(ROOT / path).exists()
