"""How right the answers are for specimens whose group a file states.

Counts of (file, label, predicted group) add up, so a file of any length takes one pass.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iris_model.files.reading.labels import label_groups, label_key
from iris_model.phrasing import percentage
from iris_model.schema import ROWS, Schema
from iris_model.scoring import wilson_interval

_CLEARLY = 0.05
"""Share of all rows with codes: so many more must agree for another meaning to be likelier."""


@dataclass(frozen=True)
class Truth:
    """How the answers compare with a column's labels."""

    column: str
    groups: tuple[str, ...]
    """The groups' names, k of them."""
    confusion: tuple[tuple[int, ...], ...]
    """(k, k): rows are the labels' groups, columns the predicted ones, in order."""
    unrecognised: int
    """Classified rows whose label is none of the groups."""
    specimens: str
    """What the model's schema calls several of them."""
    codes: tuple[tuple[str, str], ...] = ()
    """What the column's codes would mean for the most agreement, where their usual meaning fits
    clearly worse or can't be told: then nothing is scored."""

    @property
    def labelled(self) -> int:
        """Return how many classified rows have a recognised label."""
        return sum(map(sum, self.confusion))

    @property
    def correct(self) -> int:
        """Return how many labels and answers agree."""
        return sum(self.confusion[code][code] for code in range(len(self.groups)))

    @property
    def accuracy(self) -> float | None:
        """Return the share of labelled rows answered correctly; None for arbitrary codes."""
        return None if self.codes else self.correct / self.labelled

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the accuracy."""
        return wilson_interval(self.correct, self.labelled)

    @property
    def precision(self) -> dict[str, float | None]:
        """Return how often each group's answer was right; None if never given."""
        return self._shares_of(map(sum, zip(*self.confusion, strict=True)))

    @property
    def recall(self) -> dict[str, float | None]:
        """Return what share of each group's rows was found; None if it has none."""
        return self._shares_of(map(sum, self.confusion))

    def _shares_of(self, totals: Iterable[int]) -> dict[str, float | None]:
        return {
            group: self.confusion[code][code] / total if total else None
            for code, (group, total) in enumerate(zip(self.groups, totals, strict=True))
        }

    @property
    def sentence(self) -> str:
        """Say the accuracy and its interval, without text from the file."""
        if self.accuracy is None:
            meanings = ", ".join(f"{code} for {group}" for code, group in self.codes)
            return (
                "The codes are not scored: they may be numbers of clusters or have an order of "
                f"their own. They agree most with the answers as {meanings}."
            )
        low, high = self.interval
        labels = "label" if self.labelled == 1 else "labels"
        others = (
            f" Not counted: {ROWS.counted(self.unrecognised)} with another label."
            if self.unrecognised
            else ""
        )
        return (
            f"The model agrees with {self.correct:,} of {self.labelled:,} {labels} "
            f"({percentage(self.accuracy)}). If it was not trained on these rows, expect between "
            f"{percentage(low)} and {percentage(high)} on many more {self.specimens} like these "
            f"(95 % interval).{others}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return the figures to print as JSON."""
        return {
            "column": self.column,
            "labelled": self.labelled,
            "correct": self.correct,
            "accuracy": self.accuracy,
            **({"codes": dict(self.codes)} if self.codes else {}),
        }


def score(column: str, counts: Mapping[tuple[int, str, str], int], schema: Schema) -> Truth | None:
    """Return the score of a column, or None if no label is recognised.

    counts holds the classified rows by file, label or key, and predicted group. Blank labels do not
    count.
    """
    counts = {key: rows for key, rows in counts.items() if key[1].strip()}
    labels: dict[int, set[str]] = {}
    for file, label, _ in counts:
        labels.setdefault(file, set()).add(label)
    meanings = {file: label_groups(found, schema) for file, found in labels.items()}
    codes = _arbitrary_codes(counts, meanings, schema)
    places = {name: code for code, name in enumerate(schema.group_names)}
    confusion = [[0] * len(places) for _ in places]
    for (file, label, predicted), rows in counts.items():
        if meaning := meanings[file].get(label):
            confusion[places[meaning]][places[predicted]] += rows
    labelled = sum(map(sum, confusion))
    if not labelled and not codes:
        return None
    return Truth(
        column=column,
        groups=schema.group_names,
        confusion=tuple(map(tuple, confusion)),
        unrecognised=sum(counts.values()) - labelled,
        specimens=schema.specimen.plural,
        codes=codes,
    )


def _arbitrary_codes(
    counts: Mapping[tuple[int, str, str], int],
    meanings: Mapping[int, Mapping[str, str]],
    schema: Schema,
) -> tuple[tuple[str, str], ...]:
    """Return the first file's arbitrary codes with their likeliest meaning.

    They are not as many as the groups, or another meaning agrees with clearly more rows.
    """
    names = schema.group_names
    for file, meaning in meanings.items():
        table: dict[str, Counter[str]] = {}
        for (other, label, predicted), rows in counts.items():
            if other == file and (key := label_key(label, schema)):
                table.setdefault(key, Counter())[predicted] += rows
        if not table or table.keys() & set(names):
            continue  # with names among them these are no numbers of clusters
        usual = {label_key(label, schema): group for label, group in meaning.items()}
        agreed = sum(row[usual.get(code, "")] for code, row in table.items())
        best = _best_meaning(table, names)
        most = sum(table[code][group] for code, group in best.items())
        rows = sum(row.total() for row in table.values())
        if len(table) != len(names) or most - agreed > max(1, _CLEARLY * rows):
            return tuple(sorted(best.items()))
    return ()


def _best_meaning(table: Mapping[str, Counter[str]], names: Sequence[str]) -> dict[str, str]:
    """Return the groups of the codes, all different, that most rows agree with.

    It goes through all sets of used groups: with at most eight groups there are few.
    """
    best: dict[frozenset[str], tuple[int, dict[str, str]]] = {frozenset(): (0, {})}
    for code, row in sorted(table.items()):
        following: dict[frozenset[str], tuple[int, dict[str, str]]] = {}
        for used, (agreed, meaning) in best.items():
            for name in [name for name in names if name not in used] or [""]:
                key = used | {name} if name else used
                count = agreed + row[name]
                if key not in following or count > following[key][0]:
                    following[key] = count, {**meaning, **({code: name} if name else {})}
        best = following
    return max(best.values(), key=lambda found: found[0])[1]
