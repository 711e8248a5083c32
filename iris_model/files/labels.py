"""How right the answers are for flowers whose variety a file states.

Everything works from counts of (label, predicted variety), so that a file of any length can be
scored in one pass: count block by block, add up, score once.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from iris_model.dataset import VARIETIES
from iris_model.phrasing import percentage

Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % point."""

_QUOTES = " \t\r\n\u00a0\"'"
"""May stand around a code; a minus sign may not: -1 is what clustering programs call noise."""
_AROUND = _QUOTES + ".,;:()_-"
"""May stand around a name; a question mark may not: it means doubt."""
_SPELLINGS = {variety.lower(): variety for variety in VARIETIES} | {"versicolour": "Versicolor"}
_NAME = re.compile(rf"(?:iris[\s._-]*|i[\s._-]+)?({'|'.join(_SPELLINGS)})")
_CODE = re.compile(r"([0-3])(?:[.,]0*)?")


def label_key(text: str) -> str | None:
    """Return what a label says: a variety's name, a code "0" to "3", or None.

    `Iris-setosa`, `I. setosa`, `SETOSA`, UCI's `versicolour` and `0.0` are all read; anything
    else is None, which is not an error: a file may hold flowers of other kinds. A key is its own
    key, so that a long file can be counted by keys, of which there are at most seven.
    """
    if name := _NAME.fullmatch(text.strip(_AROUND).lower()):
        return _SPELLINGS[name[1]]
    code = _CODE.fullmatch(text.strip(_QUOTES))
    return code[1] if code else None


def _code_varieties(codes: set[str]) -> dict[str, str]:
    """Return what the codes "0" to "3" of one column mean; nothing where that can't be told."""
    if codes == {"1", "2", "3"}:
        first = 1
    elif "3" in codes and "0" not in codes:
        return {}
    else:
        first = 0
    return {str(first + index): variety for index, variety in enumerate(VARIETIES)}


def label_varieties(labels: Iterable[str]) -> dict[str, str]:
    """Return the variety each recognised label of one column means; the others are left out.

    labels are the distinct texts (or keys) of the column. Codes 0, 1 and 2 are the varieties in
    their order, as scikit-learn numbers them; exactly 1, 2 and 3 count from one, as in R and
    Matlab. 1 and 2 alone count from zero; 2 and 3 alone could be anything and mean nothing.
    """
    keys = {label: key for label in labels if (key := label_key(label))}
    meaning = {variety: variety for variety in VARIETIES}
    meaning |= _code_varieties({key for key in keys.values() if key not in meaning})
    return {label: meaning[key] for label, key in keys.items() if key in meaning}


def parse_label(text: str) -> str | None:
    """Return the variety that a label means by itself, or None."""
    return label_varieties([text]).get(text)


def wilson_interval(correct: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927), 209-212. Unlike the textbook interval it holds near 0 and 1 and for few rows.
    """
    share, spread = correct / total, Z_95**2 / total
    centre = share + spread / 2
    half = Z_95 * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = ((centre + sign * half) / (1 + spread) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


@dataclass(frozen=True)
class Truth:
    """How the model's answers compare with the labels of a column."""

    column: str
    confusion: tuple[tuple[int, ...], ...]
    """(3, 3): rows are the labels' varieties, columns the predicted ones, in order."""
    unrecognised: int
    """Classified rows whose label is none of the three varieties."""

    @property
    def labelled(self) -> int:
        """Return the number of classified rows with a recognised label."""
        return sum(map(sum, self.confusion))

    @property
    def correct(self) -> int:
        """Return the number of rows where the label and the answer agree."""
        return sum(self.confusion[code][code] for code in range(len(VARIETIES)))

    @property
    def accuracy(self) -> float:
        """Return the share of labelled rows that the model got right."""
        return self.correct / self.labelled

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the accuracy."""
        return wilson_interval(self.correct, self.labelled)

    @property
    def precision(self) -> dict[str, float | None]:
        """Return, for each variety, how often its name was right; None if it was never given."""
        given = map(sum, zip(*self.confusion, strict=True))
        return self._shares_of(given)

    @property
    def recall(self) -> dict[str, float | None]:
        """Return, for each variety, how many of its flowers were found; None if it has none."""
        return self._shares_of(map(sum, self.confusion))

    def _shares_of(self, totals: Iterable[int]) -> dict[str, float | None]:
        return {
            variety: self.confusion[code][code] / total if total else None
            for code, (variety, total) in enumerate(zip(VARIETIES, totals, strict=True))
        }

    @property
    def sentence(self) -> str:
        """Say the accuracy and what its interval means; holds no text from the file."""
        low, high = self.interval
        return (
            f"The model agrees with {self.correct:,} of {self.labelled:,} labels "
            f"({percentage(self.accuracy)}). On many more flowers like these, expect "
            f"between {percentage(low)} and {percentage(high)} (95 % interval)."
        )

    def to_json(self) -> dict[str, Any]:
        """Return the figures as the command line prints them."""
        return {
            "column": self.column,
            "labelled": self.labelled,
            "correct": self.correct,
            "accuracy": self.accuracy,
        }


def score(column: str, counts: Mapping[tuple[int, str, str], int]) -> Truth | None:
    """Return the score of a column of labels, or None if not one label is recognised.

    counts holds, for every file, label (or its key) and predicted variety, the number of
    classified rows. Blank labels count as no label at all.
    """
    counts = {key: rows for key, rows in counts.items() if key[1].strip()}
    labels: dict[int, set[str]] = {}
    for file, label, _ in counts:
        labels.setdefault(file, set()).add(label)
    meanings = {file: label_varieties(found) for file, found in labels.items()}
    confusion = [[0] * len(VARIETIES) for _ in VARIETIES]
    for (file, label, predicted), rows in counts.items():
        if meaning := meanings[file].get(label):
            confusion[VARIETIES.index(meaning)][VARIETIES.index(predicted)] += rows
    labelled = sum(map(sum, confusion))
    if not labelled:
        return None
    return Truth(column, tuple(map(tuple, confusion)), sum(counts.values()) - labelled)
