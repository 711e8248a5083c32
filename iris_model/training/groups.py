"""The groups that the cells of a label column name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from iris_model.validation import parse_number

_UNLABELLED = re.compile(r"n/?a|nan|null|nil|missing|unknown|\?+|#n/?a", re.IGNORECASE)
"""Says that nobody knows the group. “None” and “-” can be groups: no treatment, a negative test."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def fold(text: str) -> str:
    """Return what is the same for texts that differ only in blanks or case."""
    return "".join(_CONTROL.sub(" ", text).split()).casefold()


def spellings(cells: Iterable[str | None]) -> dict[str, str]:
    """Return the group that each different text of a label column means.

    Texts that differ only in blanks or case are one group, with the commonest spelling. A text
    that says that the group is not known is left out.
    """
    counts = Counter(cell for cell in cells if cell is not None)
    alike: dict[str, list[str]] = defaultdict(list)
    for text in counts:
        if fold(text) and not _UNLABELLED.fullmatch(text.strip()):
            alike[fold(text)].append(text)
    found: dict[str, str] = {}
    for texts in alike.values():
        written: Counter[str] = Counter()
        for text in texts:
            written[" ".join(_CONTROL.sub(" ", text).split())] += counts[text]
        name = min(written, key=lambda text: (-written[text], text))
        found |= dict.fromkeys(texts, name)
    return found


def in_order(names: Iterable[str]) -> list[str]:
    """Return groups by their number where all are numbers, else by the alphabet."""
    different = set(names)
    values = {name: parse_number(name) for name in different}
    if all(value is not None for value in values.values()):
        return sorted(different, key=lambda name: (values[name] or 0.0, name))
    return sorted(different, key=lambda name: (name.casefold(), name))


def counted(names: Sequence[str | None]) -> dict[str, int]:
    """Return how many rows each group has, in the groups' order."""
    counts = Counter(name for name in names if name is not None)
    return {name: counts[name] for name in in_order(counts)}
