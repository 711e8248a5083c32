"""What the environment tells the server; a value that can't be right ends it with a sentence."""

import os
import re

from iris_model.errors import IrisError
from iris_model.validation import shorten

_SOURCES = re.compile(r"[!-+\--:<-~]+(?: [!-+\--:<-~]+)*")
"""What may follow `frame-ancestors`: printable ASCII, without the `,` and `;` that end it."""


def megabytes(name: str, default: int) -> int:
    """Return a positive number of megabytes from the environment, or the default if it has none.

    Raises IrisError when the value is anything else.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text, re.ASCII):
        raise IrisError(f"{name} is “{shorten(text)}”: give a whole number of megabytes.")
    return int(text)


def frame_ancestors(name: str, default: str) -> str:
    """Return who may show the app in a frame, as Content-Security-Policy writes it.

    Raises IrisError when the value can't stand in a header.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not _SOURCES.fullmatch(text):
        raise IrisError(
            f"{name} is “{shorten(text)}”: give 'self', 'none', * or the addresses of sites, "
            "separated by blanks."
        )
    return text
