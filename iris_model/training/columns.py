"""Which column of a table names the groups, and which are measurements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.description import f_ratio
from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table, numbers, quoted
from iris_model.phrasing import percentage
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS
from iris_model.training.groups import counted, spellings
from iris_model.training.names import plain, words
from iris_model.training.ranges import LARGEST_VALUE, SMALLEST_RANGE
from iris_model.validation import shorten

FEWEST_OF_A_GROUP = 5
_LABEL_NAMES = (
    *("species", "variety", "class", "group", "label", "type", "target", "kind", "taxon"),
)
"""The clearest first; if several columns qualify, the earliest of these is used."""
_MOSTLY_NUMBERS = 0.9
_IDENTIFIERS = frozenset(
    ("id", "ids", "idx", "index", "code", "nr", "no", "barcode", "rowid", "uuid", "number", "key")
)
_YEARS = (1800, 2100)
_SAME = 1e-10


@dataclass(frozen=True)
class Choice:
    """The user's decisions about a table; None leaves one to the program."""

    label: str | None = None
    """Name of the column that names the groups."""
    measurements: tuple[str, ...] | None = None
    """Names of the measurements' columns, in order."""
    without: tuple[str, ...] = ()
    """Groups to leave out."""
    sheet: str | None = None
    """Of a workbook."""
    encoding: str | None = None
    """Of text."""


def find_column(table: Table, wanted: str) -> str:
    """Return the name of the column meant; raise IrisError if there is none."""
    for same in (str.strip, str.casefold, plain):
        found = [name for name in table.names if wanted and same(name) == same(wanted)]
        if len(found) == 1:
            return found[0]
    raise IrisError(
        f"There is no column “{shorten(wanted)}”. The columns are {quoted(table.names)}."
    )


def find_label(table: Table, choice: Choice) -> str:
    """Return the name of the column that names the groups.

    The user's choice, else by name, else the only text column with two to eight values, each in
    five rows. Raises IrisError if none or several qualify.
    """
    if choice.label is not None:
        return find_column(table, choice.label)
    barred = {find_column(table, name) for name in choice.measurements or ()}
    free = [name for name in table.names if name not in barred]
    named = _by_name(free)
    fitting = [name for name in named if _can_be_label(table, name, choice)]
    if fitting or named:
        return (fitting or named)[0]
    texts = [name for name in free if _is_text(table, name)]
    for candidates in (
        [name for name in texts if _can_be_label(table, name, choice)],
        [name for name in texts if 2 <= len(_group_sizes(table, name, choice)) <= MOST_GROUPS],
    ):
        if len(candidates) > 1:
            raise IrisError(
                f"Several columns could name the groups: {quoted(candidates)}. Say which one does "
                "(--label COLUMN)."
            )
        if candidates:
            return candidates[0]
    raise IrisError(
        f"No column was found that names the groups. The columns are {quoted(table.names)}. Say "
        f"which one does (--label COLUMN): it needs 2 to {MOST_GROUPS} different values, each in "
        f"at least {FEWEST_OF_A_GROUP} rows."
    )


def _by_name(names: Sequence[str]) -> list[str]:
    """Return the columns whose name, or its last word, is usual for groups."""
    called: dict[str, int] = {}
    for name in names:
        last = words(name)[-1:]
        for rank, wanted in enumerate(_LABEL_NAMES):
            if plain(name) == wanted:
                called[name] = rank
            elif last == [wanted]:
                called[name] = rank + len(_LABEL_NAMES)
    return sorted(called, key=lambda name: called[name])


def _group_sizes(table: Table, name: str, choice: Choice) -> dict[str, int]:
    cells = table.frame[name].to_list()
    meaning = spellings(cells)
    sizes = counted([meaning.get(cell) if cell else None for cell in cells])
    return {group: size for group, size in sizes.items() if group not in choice.without}


def _can_be_label(table: Table, name: str, choice: Choice) -> bool:
    sizes = _group_sizes(table, name, choice)
    return 2 <= len(sizes) <= MOST_GROUPS and min(sizes.values()) >= FEWEST_OF_A_GROUP


def _is_text(table: Table, name: str) -> bool:
    return numbers(table, name).null_count() > table.frame.height / 2


def find_measurements(
    table: Table, label: str, codes: IntArray, choice: Choice
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the measurements' columns, and the reason against each other one.

    codes (n,) are groups, -1 if unknown. Raises IrisError if none is left.
    """
    values = {name: _values(table, name) for name in table.names if name != label}
    reasons: dict[str, str] = {}
    if choice.measurements is not None:
        chosen = tuple(find_column(table, name) for name in choice.measurements)
        _check_chosen(chosen, label, values, codes)
        return chosen, {name: "not chosen" for name in values if name not in chosen}
    filled = table.frame.height - len(table.broken)
    for name, column in values.items():
        reason = _why_not(name, column, codes, filled) or _repeats(name, values, reasons, codes)
        if reason:
            reasons[name] = reason
    taken = [name for name in values if name not in reasons]
    if not taken:
        told = "; ".join(f"“{shorten(name)}”: {reason}" for name, reason in reasons.items())
        raise IrisError(
            "No column of numbers was found that could be a measurement"
            + (f" ({shorten(told, 600)})." if told else ".")
        )
    if len(taken) > MOST_MEASUREMENTS:
        ratios = {name: f_ratio(values[name], codes) for name in taken}
        best = sorted(taken, key=lambda name: -ratios[name])[:MOST_MEASUREMENTS]
        reasons |= {
            name: f"the {MOST_MEASUREMENTS} measurements taken separate the groups better"
            for name in taken
            if name not in best
        }
    return tuple(name for name in taken if name not in reasons), reasons


def _check_chosen(
    chosen: tuple[str, ...], label: str, values: Mapping[str, FloatArray], codes: IntArray
) -> None:
    if not 1 <= len(chosen) <= MOST_MEASUREMENTS or len(set(chosen)) < len(chosen):
        raise IrisError(f"Choose 1 to {MOST_MEASUREMENTS} measurements, each once.")
    for name in chosen:
        if name == label:
            raise IrisError(f"“{shorten(name)}” names the groups, so it is no measurement.")
        known = values[name][(codes >= 0) & np.isfinite(values[name])]
        if not len(known):
            raise IrisError(f"“{shorten(name)}” has no numbers in the rows with a group.")
        if problem := unreadable(known):
            raise IrisError(f"“{shorten(name)}” can't be a measurement: {problem}.")


def _values(table: Table, name: str) -> FloatArray:
    column: FloatArray = numbers(table, name).fill_null(float("nan")).to_numpy().copy()
    return column


def _why_not(name: str, column: FloatArray, codes: IntArray, rows: int) -> str | None:
    known = column[np.isfinite(column)]
    if len(known) < _MOSTLY_NUMBERS * rows:
        share = percentage(len(known) / rows, 0) if len(known) else "none"
        return "text" if not len(known) else f"numbers in only {share} of the rows"
    usable = column[np.isfinite(column) & (codes >= 0)]
    if not len(usable) or (problem := unreadable(usable)):
        return problem if len(usable) else "no numbers in the rows with a group"
    if (known == np.round(known)).all():
        if _counts_up(known):
            return "row numbers"
        if _are_years(name, known):
            return "years"
        if _are_identifiers(name, known):
            return "identifiers"
    if _codes_groups(column, codes):
        return "one value for each group: it seems to be the group in other words"
    return None


def unreadable(known: FloatArray) -> str | None:
    """Return why numbers (n,) can't be on a slider, or None."""
    if np.ptp(known) == 0:
        return "the same value in all rows"
    if np.abs(known).max() > LARGEST_VALUE:
        return "its numbers are too large; give it in a larger unit"
    if np.ptp(known) < SMALLEST_RANGE * max(1.0, np.abs(known).max()):
        return "its numbers are too close together; give it in a smaller unit, or less a constant"
    return None


def _counts_up(known: FloatArray) -> bool:
    return len(known) > 2 and bool((np.diff(known) == 1).mean() > _MOSTLY_NUMBERS)


def _are_years(name: str, known: FloatArray) -> bool:
    named = bool({"year", "years", "yr", "jahr", "date"} & set(words(name)))
    low, high = _YEARS if named else (1950, 2050)
    few = len(np.unique(known)) <= 1 + high - low
    return few and bool(known.min() >= low and known.max() <= high)


def _are_identifiers(name: str, known: FloatArray) -> bool:
    named = bool(_IDENTIFIERS & set(words(name)[-1:]))
    distinct = len(np.unique(known)) / len(known)
    rising = bool((np.diff(known) > 0).all()) and len(known) > FEWEST_OF_A_GROUP
    return rising or (named and distinct > 0.5)


def _codes_groups(column: FloatArray, codes: IntArray) -> bool:
    known = np.isfinite(column) & (codes >= 0)
    if len(np.unique(column[known])) > MOST_GROUPS:
        return False
    pairs = {*zip(codes[known].tolist(), column[known].tolist(), strict=True)}
    groups, numbers = ({pair[i] for pair in pairs} for i in (0, 1))
    return len(pairs) == len(groups) == len(numbers) > 1


def _repeats(
    name: str, values: Mapping[str, FloatArray], reasons: Mapping[str, str], codes: IntArray
) -> str | None:
    """Return, as a reason, which earlier measurement a column repeats, or None."""
    column = values[name]
    for other, earlier in values.items():
        if other == name:
            return None
        both = np.isfinite(column) & np.isfinite(earlier) & (codes >= 0)
        if other in reasons or both.sum() < _MOSTLY_NUMBERS * (codes >= 0).sum():
            continue
        a, b = (v[both] - v[both].mean() for v in (column, earlier))
        size = np.sqrt((a @ a) * (b @ b))
        if size and abs(a @ b) > (1 - _SAME) * size:
            return f"the same as “{shorten(other)}”"
    return None
