"""What a column's name says: which measurement in which unit, or that it states the variety."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from iris_model.dataset import MEASUREMENTS, VARIETIES
from iris_model.errors import IrisError
from iris_model.files.labels import label_key
from iris_model.phrasing import listed
from iris_model.validation import shorten

ANOTHER_UNIT = "another unit"
_UNITS = {
    "cm": r"cms?|centimet(?:er|re)s?",
    "mm": r"mms?|millimet(?:er|re)s?",
    ANOTHER_UNIT: r"m|met(?:er|re)s?|dm|[uµμn]m|microns?|in|inch(?:es)?|ft|feet|px|pixels?|pts?",
}
_ANY_UNIT = "|".join(_UNITS.values())
_PART = r"(?P<part>sepal|petal)s?"
_SIDE = r"(?P<side>length|leng|len|lgth|l|width|wid|wdth|w)"
_TURNED = f"{_SIDE}(?:of)?(?:the)?{_PART}".replace("<part", "<part2").replace("<side", "<side2")
_SHORT = r"(?P<part3>[sp])(?P<side3>length|len|l|width|wid|w)(?P<unit3>cm|mm)?"
NAME_PATTERN = (
    rf"^(?:(?:iris|flower|x)?(?:{_PART}{_SIDE}s?|{_TURNED})(?:in)??(?P<unit>{_ANY_UNIT})?\d*"
    rf"|{_SHORT})$"
)
"""What `plain` makes of a measurement's name; Polars reads the pattern as Python does."""
_NAME = re.compile(NAME_PATTERN)
_LONGEST_NAME = 100
_TRUTH_NAMES = (
    *("variety", "species", "class", "label", "target", "truth", "actual", "specie", "category"),
    *("truelabel", "groundtruth", "targetname", "targetnames", "speciesname", "classname"),
    *("irisclass", "irisspecies", "irisvariety", "iristype", "flowertype", "flowerclass"),
    *("iris", "flower", "type", "name", "y"),
)
"""The plainest first: where several columns qualify, the first of these is taken."""


class Named(NamedTuple):
    """What one column's name says about a measurement."""

    measurement: str
    unit: str | None
    """`cm`, `mm`, ANOTHER_UNIT, or None when the name has none."""


def plain(name: str) -> str:
    """Return the letters and digits of a name in lower case, whatever stands between."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).lower() if c.isalnum())


def read_name(name: str) -> Named | None:
    """Return the measurement and the unit that a column's name says, or None for other columns.

    `sepal.length`, `SepalLengthCm`, `sepal length (cm)`, `PETAL-WIDTH[mm]`, `sepal_len`, `slen`
    and `length of sepal` are all read, in any case, order and punctuation.
    """
    if len(name) > _LONGEST_NAME:
        return None
    key = plain(name)
    match = _NAME.match(key)
    if not match:
        return None
    part = match["part"] or match["part2"] or match["part3"]
    side = match["side"] or match["side2"] or match["side3"]
    measurement = next(
        m.name for m in MEASUREMENTS if m.name[0] == part[0] and f"_{side[0]}" in m.name
    )
    written = match["unit"] or match["unit3"] or ""
    unit = next((u for u, words in _UNITS.items() if re.fullmatch(words, written)), None)
    return Named(measurement, unit)


def missing_columns(names: Sequence[str], found: Sequence[str]) -> IrisError:
    """Return the error that names the measurements without a column, and the columns there are.

    found holds the names of the measurements that do have one.
    """
    if len(names) == 1 and not found:
        return IrisError(
            f"Each line is a single cell, the first “{shorten(names[0])}”. Put a comma, semicolon, "
            "tab or | between the cells, or say in a first line what separates them: sep=: for "
            "colons."
        )
    missing = [m.label.lower() for m in MEASUREMENTS if m.name not in found]
    return IrisError(
        f"No column for {listed(missing)}. The columns found are {_shown(names)}. Name the columns "
        "in a header such as sepal_length,sepal_width,petal_length,petal_width, or say which "
        "column is which."
    )


def no_such_column(measurement: str, wanted: str | int, names: Sequence[str]) -> IrisError:
    """Return the error that the column a user gives for a measurement is not there.

    wanted is a name, a number from 1 as text, or a position from 0.
    """
    called = f"number {wanted + 1}" if isinstance(wanted, int) else f"“{shorten(wanted)}”"
    return IrisError(
        f"There is no column {called}, given for {_label(measurement)}. The columns found are "
        f"{_shown(names)}. Give the name of one of them, or its number from 1."
    )


def _shown(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{shorten(name)}”" for name in names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown


def _label(measurement: str) -> str:
    return next(m.label.lower() for m in MEASUREMENTS if m.name == measurement)


def two_columns(measurement: str, first: str, second: str) -> IrisError:
    """Return the error that two columns claim one measurement."""
    return IrisError(
        f"Two columns for {_label(measurement)}: “{shorten(first)}” and “{shorten(second)}”. "
        "Rename or remove one of them, or say which one to take."
    )


def find_truth(
    names: Sequence[str], taken: Sequence[int], rows: Sequence[Sequence[str]], *, header: bool
) -> int | None:
    """Return the position of the column that states the variety, or None.

    A column qualifies by its name together with one label that is read in rows, or with blank
    cells alone, for labels may follow; or by labels alone in all its cells: varieties' names, or,
    in a file without header and behind the measurements, codes too. Columns of earlier predictions
    never do.
    """
    free = [i for i, name in enumerate(names) if i not in taken and "predict" not in plain(name)]
    labels = {
        i: [row[i] for row in rows if len(row) == len(names) and row[i].strip()] for i in free
    }
    keys = {i: {label_key(label) for label in labels[i]} for i in free}
    named = [
        i for i in free if plain(names[i]) in _TRUTH_NAMES and (keys[i] - {None} or not labels[i])
    ]
    if named:
        return min(named, key=lambda i: (not labels[i], _TRUTH_NAMES.index(plain(names[i]))))
    stated = [i for i in free if keys[i] and None not in keys[i]]
    if header:
        return next((i for i in stated if keys[i] <= set(VARIETIES)), None)
    return next((i for i in stated if i > max(taken)), None)
