"""Which files of a folder are a run's own, so that nothing else is removed.

During a run, empty files vouch by their names: a mark, and a receipt before each part; then the
summary does. So a killed run's files are known too.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SUMMARY = "_summary.json"
_RUN = "(?P<run>[0-9a-f]{16})"
_MARK = re.compile(rf"_(running|ended)-{_RUN}")
_RECEIPT = re.compile(
    rf"\.iris-{_RUN}-(?P<file>part-\d{{6,}}-\d{{6,}}\.csv|{re.escape(SUMMARY)})"
    r"-(?P<size>\d+)"
)
_TEMPORARY = re.compile(rf"\.iris-{_RUN}-[0-9a-f]{{16}}")
_SET_ASIDE = re.compile(r"_ended-[0-9a-f]{16}\.json")


def part_name(file: int, block: int) -> str:
    """Return a part's name; names sort like the rows."""
    return f"part-{file:06d}-{block:06d}.csv"


def mark(run: str) -> str:
    """Return the mark's name, which permits a run to write here."""
    return f"_running-{run}"


def ended(name: str) -> str | None:
    """Return a disabled mark's or summary's name, None for other files.

    It still vouches until the rest is gone.
    """
    if name == SUMMARY:
        return f"_ended-{secrets.token_hex(8)}.json"
    match = _MARK.fullmatch(name)
    return f"_ended-{match['run']}" if match and match[1] == "running" else None


def receipt(run: str, file: str, size: int) -> str:
    """Return the name of a file's receipt."""
    return f".iris-{run}-{file}-{size}"


def temporary(run: str) -> str:
    """Return a new name for an unfinished file."""
    return f".iris-{run}-{secrets.token_hex(8)}"


def holds_summary(name: str) -> bool:
    """Return whether a name is a summary's."""
    return name == SUMMARY or _SET_ASIDE.fullmatch(name) is not None


@dataclass(frozen=True)
class Finished:
    """What a finished run's summary vouches for."""

    run: str
    files: Mapping[str, int]
    """The size of each part in bytes."""


def seal(summary: Mapping[str, Any], finished: Finished) -> bytes:
    """Return a summary as JSON with a run's parts and its own digest."""
    text = json.dumps({**summary, "run": finished.run, "files": finished.files}, indent=2)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({**json.loads(text), "sha256": digest}, indent=2).encode()


def unseal(text: bytes) -> Finished | None:
    """Return what a summary vouches for, or None if it was changed."""
    try:
        summary = json.loads(text)
        digest = summary.pop("sha256")
        content = json.dumps(summary, indent=2).encode()
        if hashlib.sha256(content).hexdigest() != digest:
            return None
        return Finished(summary["run"], summary["files"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def receipts(run: str, names: Iterable[str]) -> set[tuple[str, int]]:
    """Return the files and sizes that receipts vouch for."""
    found = [_RECEIPT.fullmatch(name) for name in names]
    return {(match["file"], int(match["size"])) for match in found if match and match["run"] == run}


def own_files(sizes: Mapping[str, int | None], summaries: Mapping[str, Finished]) -> list[set[str]]:
    """Return the files that runs wrote, in groups, in order of removal.

    Each goes before what vouches for it. sizes has None for anything but a plain file.
    """
    empty = {name for name, size in sizes.items() if size == 0}
    marks = {m[0]: m["run"] for name in empty if (m := _MARK.fullmatch(name))}
    slips = {m[0]: m["run"] for name in empty if (m := _RECEIPT.fullmatch(name))}
    runs = {*marks.values(), *slips.values(), *(found.run for found in summaries.values())}
    vouched = {pair for found in summaries.values() for pair in found.files.items()}
    for run in runs:
        vouched |= receipts(run, slips)
    temporary = {
        name
        for name, size in sizes.items()
        if size is not None and (m := _TEMPORARY.fullmatch(name)) and m["run"] in runs
    }
    content = temporary | {name for name, size in sizes.items() if (name, size) in vouched}
    return [content - summaries.keys(), {*slips}, {*summaries}, {*marks}]
