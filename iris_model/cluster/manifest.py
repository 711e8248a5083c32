"""Which files of an output folder are a run's own, so that nothing else is ever removed.

While a run works, empty files whose names say everything vouch for it: its mark, and a receipt for
each part, made before the part appears. A finished run's summary lists the parts and their sizes.
At every moment a run may be killed; what it leaves is known by these.
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
    """Return the name of a part, so that names sort as the rows follow each other."""
    return f"part-{file:06d}-{block:06d}.csv"


def mark(run: str) -> str:
    """Return the name of the file that lets a run write here."""
    return f"_running-{run}"


def ended(name: str) -> str | None:
    """Return what a mark or a summary is called once it must no longer say “runs” or “finished”.

    Under that name it still vouches, until all the rest is gone. None for any other file.
    """
    if name == SUMMARY:
        return f"_ended-{secrets.token_hex(8)}.json"
    match = _MARK.fullmatch(name)
    return f"_ended-{match['run']}" if match and match[1] == "running" else None


def receipt(run: str, file: str, size: int) -> str:
    """Return the name of the file that vouches for another of so many bytes."""
    return f".iris-{run}-{file}-{size}"


def temporary(run: str) -> str:
    """Return a new name for what a run has not yet written to its end."""
    return f".iris-{run}-{secrets.token_hex(8)}"


def holds_summary(name: str) -> bool:
    """Tell whether a file by its name is a summary."""
    return name == SUMMARY or _SET_ASIDE.fullmatch(name) is not None


@dataclass(frozen=True)
class Finished:
    """What the summary of a finished run vouches for."""

    run: str
    files: Mapping[str, int]
    """The size of each part in bytes."""


def seal(summary: Mapping[str, Any], finished: Finished) -> bytes:
    """Return a summary as JSON that vouches for a run's parts, and by a digest for itself."""
    text = json.dumps({**summary, "run": finished.run, "files": finished.files}, indent=2)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({**json.loads(text), "sha256": digest}, indent=2).encode()


def unseal(text: bytes) -> Finished | None:
    """Return what a summary vouches for, or None when no run wrote it as it is."""
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
    """Return the files that a run's receipts vouch for, with their sizes."""
    found = [_RECEIPT.fullmatch(name) for name in names]
    return {(match["file"], int(match["size"])) for match in found if match and match["run"] == run}


def own_files(sizes: Mapping[str, int | None], summaries: Mapping[str, Finished]) -> list[set[str]]:
    """Return the names of a folder's files that runs wrote, group by group as they may go.

    Nothing goes after what vouches for it: first what has been written, then receipts, summaries
    and marks.

    sizes are those of all that is in the folder, None for whatever is no plain file; summaries
    are those of its summaries that vouch for anything.
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
