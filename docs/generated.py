"""Files that a program writes, brought up to date or only checked."""

import sys
from collections.abc import Mapping
from pathlib import Path


def update(texts: Mapping[Path, str], *, check: bool) -> int:
    """Write the files that differ from their texts; return the exit code, 1 for a failed check."""
    old = {
        path: text
        for path, text in texts.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    if old and check:
        names = ", ".join(path.name for path in old)
        print(f"error: run `make docs`: {names} is out of date", file=sys.stderr)
        return 1
    for path, text in old.items():
        path.write_text(text, encoding="utf-8")
    return 0
