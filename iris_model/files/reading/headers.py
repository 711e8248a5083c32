"""What a column's name says: a measurement and its unit, or the group."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from iris_model.errors import IrisError
from iris_model.files.reading.labels import label_key
from iris_model.files.results import numbered
from iris_model.phrasing import listed
from iris_model.schema import Measurement, Schema
from iris_model.validation import quoted, shorten

ANOTHER_UNIT = "another unit"
_UNITS = {
    "cm": r"cms?|centimet(?:er|re)s?",
    "mm": r"mms?|millimet(?:er|re)s?",
    "m": r"m|met(?:er|re)s?",
    "µm": r"[uµμ]m|microns?|micromet(?:er|re)s?",
    "mg": r"mgs?|milligram(?:me)?s?",
    "g": r"g|gr|gram(?:me)?s?",
    "kg": r"kgs?|kilos?|kilogram(?:me)?s?",
    "in": r"in|inch(?:es)?",
    "ft": r"ft|feet|foot",
    "lb": r"lbs?|pounds?",
    "oz": r"oz|ounces?",
    ANOTHER_UNIT: r"dm|nm|px|pixels?|pts?",
}
_INCH_MARK = re.compile(r"""[(\[]\s*(?:["”″]|'')\s*[)\]]""")
_SHORT_UNITS = ("cm", "mm")
"""All that an abbreviated name may have: other letters behind it may mean anything."""
_ORANGE = re.compile(r"\s*[mcif]?[CDST]?#")
"""What Orange puts before the name of a column to say what is in it, as in `C#` and `cD#`."""
_LONGEST_ABBREVIATION = 5
LONGEST_NAME, LONGEST_ALIAS = 100, 400
"""Letters of a name that is read, and of one that is compared letter by letter."""
_TRUTH_NAMES = (
    *("variety", "species", "class", "label", "target", "truth", "actual", "specie", "category"),
    *("truelabel", "groundtruth", "targetname", "targetnames", "speciesname", "classname"),
    *("irisclass", "irisspecies", "irisvariety", "iristype", "flowertype", "flowerclass"),
    *("iris", "flower", "type", "name", "y"),
)
"""The plainest first: where several columns qualify, the first of these is taken."""


class Named(NamedTuple):
    """What a column's name says about a measurement."""

    measurement: str
    unit: str | None
    """A key of `validation.UNITS`, the measurement's own, ANOTHER_UNIT, or None without one."""
    full: bool = True
    """The measurement is written out; an abbreviation may mean something else."""


class Names(NamedTuple):
    """How columns may name the measurements of a schema."""

    pattern: str
    """What `plain` makes of a measurement's name; Polars reads the pattern as Python does."""
    compiled: re.Pattern[str]
    exact: dict[str, str]
    """Names, labels and aliases as `plain` has them, to the measurement."""
    very: dict[str, str]
    """Names and aliases letter by letter, to the measurement."""


def plain(name: str) -> str:
    """Return the letters and digits of a name in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).lower() if c.isalnum())


@lru_cache(32)
def names_of(schema: Schema) -> Names:
    """Return how columns may name the measurements of a schema.

    A name, label or alias that is written out may follow the specimen's noun and precede a unit or
    digits.
    """
    exact: dict[str, str] = {}
    for m in schema.measurements:
        for key in filter(None, map(plain, (m.name, m.label, *m.aliases))):
            exact.setdefault(key, m.name)
    nouns = filter(None, ("x", schema.drawing, schema.specimen.singular))
    before = f"(?:{'|'.join(re.escape(plain(noun)) for noun in nouns)})?"
    own = [re.escape(plain(m.unit)) for m in schema.measurements if m.unit and plain(m.unit)]
    units, short_units = "|".join([*own, *_UNITS.values()]), "|".join([*own, *_SHORT_UNITS])
    alternatives = []
    for index, m in enumerate(schema.measurements):
        keys = [key for key, name in exact.items() if name == m.name]
        full = [key for key in keys if len(key) > _LONGEST_ABBREVIATION]
        numbered = [key for key in full if not key[-1].isdigit()]
        short = [key for key in keys if len(key) <= _LONGEST_ABBREVIATION]
        for kind, found, start, between, unit, end in (
            ("full", full, before, "(?:in)??", units, ""),
            ("numbered", numbered, before, "(?:in)??", units, "[0-9]*"),
            ("short", short, "", "", short_units, ""),
        ):
            if found:
                name = f"(?P<{kind}_{index}>{'|'.join(map(re.escape, found))})"
                alternatives.append(f"{start}{name}{between}(?P<unit_{kind}_{index}>{unit})?{end}")
    pattern = f"^(?:{'|'.join(alternatives)})$"
    very = {m.name: m.name for m in schema.measurements}
    very |= {alias: m.name for m in schema.measurements for alias in m.aliases}
    return Names(pattern, re.compile(pattern), exact, very)


def column_names(cells: Iterable[str]) -> list[str]:
    """Return a name for each cell of a header, none twice: `column_3` for an empty one."""
    names = (" ".join(cell.split()) for cell in cells)
    return numbered(name or f"column_{place}" for place, name in enumerate(names, start=1))


def read_name(name: str, schema: Schema) -> Named | None:
    """Return the measurement and unit in a column's name, or None for other columns.

    Case, order and punctuation don't matter: `SepalLengthCm`, `PETAL-WIDTH[mm]` and `slen` are
    read.
    """
    return _read_name(name.strip(), schema) if len(name) <= LONGEST_ALIAS else None


@lru_cache(4096)
def _read_name(name: str, schema: Schema) -> Named | None:
    key, known = plain(_INCH_MARK.sub("in", _ORANGE.sub("", name))), names_of(schema)
    found = known.very.get(name) or known.exact.get(key)
    if found:
        return Named(found, None, len(key) > _LONGEST_ABBREVIATION)
    match = known.compiled.match(key) if len(name) <= LONGEST_NAME else None
    if not match:
        return None
    kind_and_index = next(group for group, text in match.groupdict().items() if text is not None)
    kind, index = kind_and_index.split("_")
    measurement = schema.measurements[int(index)]
    unit = _unit(match[f"unit_{kind_and_index}"], measurement)
    return Named(measurement.name, unit, kind != "short")


def _unit(written: str | None, measurement: Measurement) -> str | None:
    if not written:
        return None
    if measurement.unit and plain(measurement.unit) == written:
        return measurement.unit
    named = (unit for unit, words in _UNITS.items() if re.fullmatch(words, written))
    return next(named, ANOTHER_UNIT)


def read_unit(cell: str, measurement: Measurement) -> str | None:
    """Return the unit that a whole cell is, such as `(cm)`, or None."""
    key = re.sub("^in(?!$|ch)", "", plain(_INCH_MARK.sub("in", f"({cell})")))
    unit = _unit(key, measurement)
    known = unit != ANOTHER_UNIT or re.fullmatch(_UNITS[ANOTHER_UNIT], key)
    return unit if known else None


def missing_columns(names: Sequence[str], found: Sequence[str], schema: Schema) -> IrisError:
    """Return the error that measurements have no column.

    found has the names of the measurements that have one.
    """
    if len(names) == 1 and not found and len(schema.names) > 1:
        return IrisError(
            f"Each line is a single cell, the first “{shorten(names[0])}”. Put a comma, semicolon, "
            "tab or | between the cells, or say in a first line what separates them: sep=: for "
            "colons."
        )
    missing = [m.phrase for m in schema.measurements if m.name not in found]
    encoding = "" if "".join(names).isascii() else " If they look wrong, name the file's encoding."
    return IrisError(
        f"No column for {listed(missing)}. The columns found are {quoted(names)}.{encoding} Name "
        f"the columns in a header such as {','.join(schema.names)}, or say which column is which."
    )


def no_such_column(phrase: str, wanted: str | int, names: Sequence[str]) -> IrisError:
    """Return the error that the column a user gives doesn't exist.

    wanted is a name, a number from 1 as text, or a position from 0.
    """
    called = f"number {wanted + 1}" if isinstance(wanted, int) else f"“{shorten(wanted)}”"
    return IrisError(
        f"There is no column {called}, given for {phrase}. The columns found are "
        f"{quoted(names)}. Give the name of one of them, or its number from 1."
    )


def find_truth(
    names: Sequence[str],
    taken: Sequence[int],
    rows: Sequence[Sequence[str]],
    schema: Schema,
    *,
    header: bool,
) -> int | None:
    """Return the position of the column that states the group, or None.

    Its name qualifies it with one known label, or with blank cells alone, since labels may follow.
    So do labels in all cells: groups' names, or, after the measurements in a file without a header,
    codes too. Columns of earlier predictions never qualify.
    """
    free = [i for i, name in enumerate(names) if i not in taken and "predict" not in plain(name)]
    labels = {
        i: [row[i] for row in rows if len(row) == len(names) and row[i].strip()] for i in free
    }
    keys = {i: {label_key(label, schema) for label in labels[i]} for i in free}
    titles = (plain(schema.group.singular), *_TRUTH_NAMES)
    called = {i: plain(_ORANGE.sub("", names[i])) for i in free}
    named = [i for i in free if called[i] in titles and (keys[i] - {None} or not labels[i])]
    if named:
        return min(named, key=lambda i: (not labels[i], titles.index(called[i])))
    stated = [i for i in free if keys[i] and None not in keys[i]]
    if header:
        return next((i for i in stated if keys[i] <= set(schema.group_names)), None)
    return next((i for i in stated if i > max(taken)), None)
