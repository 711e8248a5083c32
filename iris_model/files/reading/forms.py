"""Lines to convert to CSV: separated by blanks, or each enclosed in quotation marks.

Each line is converted alone, so that the beginning and any block of a file are converted alike.
"""

import codecs
import re
from collections.abc import Sequence

PLAIN, BLANKS, QUOTED_LINES = "plain", "blanks", "quoted lines"
_BLANKS_AT_ENDS = re.compile(rb"(?:\A|(?<=[\r\n]))[ \t]+|[ \t]+(?=[\r\n]|\Z)")
_COMMENT_MARK = re.compile(rb"(?:\A|(?<=[\r\n]))#[ \t]+(?=[A-Za-z])")
"""Before the names that NumPy's savetxt writes."""
_QUOTED_OR_BLANKS = re.compile(rb'("(?:[^"\r\n]|"")*+")|[ \t]+')
_QUOTED_LINE = re.compile(rb'(?:\A|(?<=[\r\n]))"((?:[^"\r\n]|"")*+)"[ \t,;]*(?=[\r\n]|\Z)')
_LINES_LOOKED_AT = 500


def as_csv(text: bytes, form: str) -> bytes:
    """Return lines of UTF-8 in one of the forms as CSV, with tabs for blanks."""
    if form == PLAIN or (form == BLANKS and b" " not in text and b"\t" not in text):
        return text
    mark = codecs.BOM_UTF8 if text.startswith(codecs.BOM_UTF8) else b""
    text = text[len(mark) :]
    if form == BLANKS:
        text = _COMMENT_MARK.sub(b"#", _BLANKS_AT_ENDS.sub(b"", text))
        return mark + _QUOTED_OR_BLANKS.sub(lambda found: found[1] or b"\t", text)
    return mark + _QUOTED_LINE.sub(lambda found: found[1].replace(b'""', b'"'), text)


def are_quoted_lines(text: str, separators: Sequence[str]) -> bool:
    """Tell whether each line, except perhaps the first, is one quoted cell with a row in it."""
    if '"' not in text:
        return False
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()][:_LINES_LOOKED_AT]
    rows = lines[1:] or lines
    return bool(rows) and all(
        _QUOTED_LINE.fullmatch(line.encode())
        and any(mark in line for mark in separators)
        and '","' not in line
        for line in rows
    )
