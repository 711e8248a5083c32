"""Settings from the environment; an impossible value raises IrisError."""

import os
import re

from iris_model.errors import IrisError
from iris_model.validation import shorten

_SOURCES = re.compile(r"[!-+\--:<-~]+(?: [!-+\--:<-~]+)*")
"""A value of `frame-ancestors`: printable ASCII without `,` and `;`, which would end it."""


def megabytes(name: str, default: int) -> int:
    """Return a positive number of megabytes from the environment."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text, re.ASCII):
        raise IrisError(f"{name} is “{shorten(text)}”: give a whole number of megabytes.")
    return int(text)


def frame_ancestors(name: str, default: str) -> str:
    """Return who may show the app in a frame, as in Content-Security-Policy."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not _SOURCES.fullmatch(text):
        raise IrisError(
            f"{name} is “{shorten(text)}”: give 'self', 'none', * or the addresses of sites, "
            "separated by blanks."
        )
    return text
