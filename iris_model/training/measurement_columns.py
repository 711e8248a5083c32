"""Which columns of a table are measurements, and why the others are not."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from iris_model.arrays import FloatArray, IntArray
from iris_model.description import f_ratio
from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table, numbers
from iris_model.files.reading.decimals import WITH_THOUSANDS
from iris_model.files.reading.problems import OTHER_MARK, WITH_UNIT
from iris_model.phrasing import percentage
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS
from iris_model.training.columns import FEWEST_OF_A_GROUP, Choice, find_column
from iris_model.training.names import words
from iris_model.training.ranges import LARGEST_VALUE, SMALLEST_RANGE
from iris_model.validation import says_missing, shorten

_MOSTLY_NUMBERS = 0.9
_IDENTIFIERS = frozenset(
    ("id", "ids", "idx", "index", "code", "nr", "no", "barcode", "rowid", "uuid", "number", "key")
)
_SAME = 1e-10
_WRITTEN_OTHERWISE = {
    "numbers with a unit in each cell; write the numbers alone": WITH_UNIT,
    "numbers with thousands separators; write them without": WITH_THOUSANDS,
    "numbers with another decimal mark than the others": OTHER_MARK,
}
"""Reasons against columns without a number, by what each cell looks like."""


def find_measurements(
    table: Table, label: str, codes: IntArray, choice: Choice
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the measurements' columns, and the reason against each other one.

    codes (n,) are groups, -1 if unknown. Raises IrisError if none is left.
    """
    values = {
        name: numbers(table, name).fill_null(np.nan).to_numpy()
        for name in table.names
        if name != label
    }
    reasons: dict[str, str] = {}
    if choice.measurements is not None:
        chosen = tuple(find_column(table, name) for name in choice.measurements)
        _check_chosen(chosen, label, values, codes)
        return chosen, {name: "not chosen" for name in values if name not in chosen}
    filled = table.frame.height - len(table.broken)
    for name, column in values.items():
        if np.isnan(column).all():
            reasons[name] = _why_no_number(table.frame[name])
        elif reason := (
            _why_not(name, column, codes, filled) or _repeats(name, values, reasons, codes)
        ):
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
        if problem := _unusable(values[name], codes):
            raise IrisError(f"“{shorten(name)}” can't be a measurement: {problem}.")


def _why_not(name: str, column: FloatArray, codes: IntArray, rows: int) -> str | None:
    known = column[np.isfinite(column)]
    if len(known) < _MOSTLY_NUMBERS * rows:
        return f"numbers in only {percentage(len(known) / rows, 0)} of the rows"
    if problem := _unusable(column, codes):
        return problem
    if (known == np.round(known)).all():
        if _are_years(name, known):
            return "years"
        if _counts_up(known):
            return "row numbers"
        if _are_identifiers(name, known):
            return "identifiers"
    if _codes_groups(column, codes):
        return "one value for each group: it seems to be the group in other words"
    return None


def _why_no_number(cells: pl.Series) -> str:
    filled = [cell for cell in cells.drop_nulls() if not says_missing(cell)]
    if not filled:
        return "no values"
    for reason, pattern in _WRITTEN_OTHERWISE.items():
        if sum(bool(pattern.fullmatch(cell)) for cell in filled) >= _MOSTLY_NUMBERS * len(filled):
            return reason
    return "text"


def _unusable(column: FloatArray, codes: IntArray) -> str | None:
    known = column[np.isfinite(column) & (codes >= 0)]
    return unreadable(known) if len(known) else "no numbers in the rows with a group"


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
    low, high = (1800, 2100) if named else (1950, 2050)
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
    if known.sum() < 2 * len(np.unique(codes[known])):
        return False  # single rows have a value of their own by nature
    pairs = np.unique(np.column_stack([codes[known], column[known]]), axis=0).T
    return len(pairs[0]) == len(np.unique(pairs[0])) == len(np.unique(pairs[1])) > 1


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
