"""The bytes of a table as text, before it is divided into records."""

import re
from dataclasses import dataclass

from iris_model.errors import IrisError
from iris_model.files.reading.encoding import decode, find_encoding, without_marks
from iris_model.files.reading.forms import PLAIN, QUOTED_LINES, are_quoted_lines, as_csv
from iris_model.files.reading.records import line_too_long

SEPARATORS = (",", ";", "\t", "|")
BLANK = " "
"""Separates cells where none of the SEPARATORS does."""
DECLARED_SEPARATOR = re.compile(
    r'"?sep=([\t !#-*,/:;<>@\\^_`|~])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE
)
"""A first line such as `sep=;`."""
_NOTHING = re.compile(r"""[\s,;|"'\x00\ufeff]*""")


@dataclass(frozen=True)
class Text:
    """A table as text."""

    data: bytes
    """What it was decoded from, without a byte-order mark."""
    text: str
    encoding: str
    bom: bool
    start: int
    """Position behind a first line that declares the separator."""
    form: str
    """What was done to each line, see `forms`."""
    separator: str | None
    """What the first line declares."""

    @property
    def body(self) -> str:
        """Return the text without that line."""
        return self.text[self.start :]


def read_text(data: bytes, wanted: str | None, *, cut: bool = False) -> Text:
    """Return a table's bytes as text, in an encoding that a user may name.

    cut says that they are only the beginning of a file: what follows the last line break is left
    out. Raises IrisError if there is nothing to read.
    """
    encoding, mark = find_encoding(data, wanted)
    data = data[mark:]
    text = without_marks(decode(data, encoding).encode()).decode()
    declared = DECLARED_SEPARATOR.match(text)
    start = declared.end() if declared else 0
    if not text[start:].strip():
        found = "begins with more than 1 MB of blank lines" if cut else "is empty"
        raise IrisError(f"The file {found}. It needs a header, and each row on a line of its own.")
    if _NOTHING.fullmatch(text, start):
        raise IrisError(
            "The file has separators but no values. It needs each row on a line of its own."
        )
    if cut:
        whole = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        if not whole:
            raise line_too_long()
        text = text[:whole]
    form = QUOTED_LINES if are_quoted_lines(text[start:], SEPARATORS) else PLAIN
    text = as_csv(text.encode(), form).decode()
    return Text(data, text, encoding, mark > 0, start, form, declared[1] if declared else None)
