"""The output of a command: text on standard output, or a file."""

import json
import re
import sys
from pathlib import Path

import msgspec

from iris_model.errors import IrisError
from iris_model.phrasing import printable
from iris_model.writing import check_output, whole_or_nothing


def print_json(value: object) -> None:
    """Print a value as indented JSON, in ASCII where needed."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    print_exactly(text if _can_print(text) else re.sub(r"[^\x00-\x7f]", _escaped, text))


def print_exactly(text: str) -> None:
    """Print text; raise IrisError if standard output can't take it."""
    if sys.stdout is None:
        raise IrisError("Standard output is closed.")
    if not _can_print(text):
        raise IrisError(
            f"Standard output is {sys.stdout.encoding}, which lacks some characters of the text: "
            "set PYTHONIOENCODING=utf-8."
        )
    print(text)


def print_sentences(text: str) -> None:
    """Print text for a person, with ? for what the terminal lacks, without control characters."""
    if sys.stdout is None:
        raise IrisError("Standard output is closed.")
    print(printable(text, keep="\n"))


def write_text(text: str, path: Path) -> None:
    """Write text in UTF-8 to a file, whole or not at all."""
    check_output(path)
    with whole_or_nothing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _can_print(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _escaped(character: re.Match[str]) -> str:
    return json.dumps(character[0])[1:-1]
