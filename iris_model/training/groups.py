"""The groups in the cells of a label column."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from iris_model.validation import CONTROL, parse_number

_UNLABELLED = re.compile(r"n/?a|nan|null|nil|missing|unknown|\?+|#n/?a", re.IGNORECASE)
"""Text for an unknown group. “None” and “-” can be groups: no treatment, a negative test."""
_ALIKE = 0.85
"""Similarity (`difflib`) from which a name may be another one, misspelt."""


def fold(text: str) -> str:
    """Return a key that ignores blanks and case."""
    return "".join(CONTROL.sub(" ", text).split()).casefold()


def spellings(cells: Iterable[str | None]) -> dict[str, str]:
    """Return the group that each text of a label column means, if any.

    Texts that differ only in blanks or case are one group, in the commonest spelling.
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
            written[" ".join(CONTROL.sub(" ", text).split())] += counts[text]
        name = min(written, key=lambda text: (-written[text], text))
        found |= dict.fromkeys(texts, name)
    return found


def in_order(names: Iterable[str]) -> list[str]:
    """Return groups in numerical order if all are numbers, else alphabetically."""
    different = set(names)
    values = {name: parse_number(name) for name in different}
    if all(value is not None for value in values.values()):
        return sorted(different, key=lambda name: (values[name] or 0.0, name))
    return sorted(different, key=lambda name: (name.casefold(), name))


def likely_meant(name: str, others: Iterable[str]) -> str | None:
    """Return the group that a name may be, misspelt; digits must agree."""
    folded = {fold(other): other for other in others if _digits(other) == _digits(name)}
    found = get_close_matches(fold(name), folded, 1, _ALIKE)
    return folded[found[0]] if found else None


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def counted(names: Sequence[str | None]) -> dict[str, int]:
    """Return the number of rows of each group, in order."""
    counts = Counter(name for name in names if name is not None)
    return {name: counts[name] for name in in_order(counts)}
