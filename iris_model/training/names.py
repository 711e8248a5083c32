"""A measurement's name, label and unit, from the name of its column."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from iris_model.files.reading.headers import LONGEST_ALIAS, LONGEST_NAME, plain
from iris_model.schema import RESERVED, Noun
from iris_model.units import UNITS, known_unit
from iris_model.validation import CONTROL

_LONGEST_UNIT = 16
_LONGEST_NAME, _LONGEST_LABEL = 80, 200
_IN_BRACKETS = re.compile(r"(.*\S)\s*[(\[{]\s*([^()\[\]{}]+?)\s*[)\]}]\s*")
_LAST_WORD = re.compile(r"(.*[^\W_].*?)(?:[\s_.,;:/-]+)([^\W_]+[23²%]?|%|°[cC]?)")
_CAMEL_UNIT = re.compile(r"(.*[a-z])(Nm|Um|Mm|Cm|Dm|Km|Mg|Kg|Lb|Oz|Ml|Px)")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z]{2})(?=[A-Z])")
_IRREGULAR = {"species": "species", "series": "series", "genus": "genera", "taxon": "taxa"}


class Named(NamedTuple):
    """What a column's name says."""

    name: str
    label: str
    unit: str | None
    aliases: tuple[str, ...]


def words(text: str) -> list[str]:
    """Return the words of a column's name, lower case; `SepalLength` has two."""
    return [word for word in re.split(r"[\W_]+", _CAMEL.sub(" ", text).lower()) if word]


def read_names(columns: Sequence[str]) -> list[Named]:
    """Return what columns' names say; no name or label repeats or is reserved.

    Of `length_mm`, `Length` and `length`, the last one gets the name `length`.
    """
    split = _split(columns)
    bases = ["_".join(words(rest))[:_LONGEST_NAME].strip("_") for rest, _ in split]

    def rank(place: int) -> tuple[bool, bool]:
        return split[place][1] is not None, bases[place] != columns[place]

    taken, labels = set(RESERVED), set[str]()
    found: dict[int, tuple[str, str]] = {}
    for place in sorted(range(len(columns)), key=rank):
        name = _untaken(bases[place] or f"measurement_{place + 1}", taken, "_{}")
        label = _label(split[place][0]) or f"Measurement {place + 1}"
        found[place] = name, _untaken(label, labels, " ({})")
    keys = [
        {plain(found[place][0]), plain(found[place][0]) + plain(unit or "")}
        for place, (_, unit) in enumerate(split)
    ]
    return [
        Named(*found[place], unit, _aliases(place, columns, keys))
        for place, (_, unit) in enumerate(split)
    ]


def _split(columns: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return the columns' names without their units; `width (left)` beside `width` has none."""
    split = [split_unit(column) for column in columns]
    times = Counter(plain(rest) for rest, _ in split)
    return [
        (column, None) if unit and unit not in UNITS and times[plain(rest)] > 1 else (rest, unit)
        for column, (rest, unit) in zip(columns, split, strict=True)
    ]


def _aliases(place: int, columns: Sequence[str], keys: Sequence[set[str]]) -> tuple[str, ...]:
    """Return what else finds a column: nothing, its letters and digits, or its very name.

    keys are what finds each column by its measurement's name and unit.
    """
    column, key = columns[place], plain(columns[place])
    others = [at for at in range(len(columns)) if at != place]
    shared = any(key in keys[at] or key == plain(columns[at]) for at in others)
    if not key or shared or len(column) > LONGEST_NAME:
        return (column[:LONGEST_ALIAS],)
    return () if key in keys[place] else (key,)


def _untaken(text: str, taken: set[str], numbered: str) -> str:
    """Return a text, numbered if taken, and mark it as taken."""
    result, count = text, 1
    while result.casefold() in taken:
        count += 1
        result = text + numbered.format(count)
    taken.add(result.casefold())
    return result


def split_unit(column: str) -> tuple[str, str | None]:
    """Return a column's name without its unit, and the unit: (`bill_length`, `mm`)."""
    column = " ".join(CONTROL.sub(" ", column).split())
    bracketed = _IN_BRACKETS.fullmatch(column)
    if bracketed and len(bracketed[2]) <= _LONGEST_UNIT:
        return bracketed[1], known_unit(bracketed[2]) or bracketed[2]
    for pattern in (_LAST_WORD, _CAMEL_UNIT):
        found = pattern.fullmatch(column)
        if found and (unit := known_unit(found[2])):
            return re.sub(r"[\s_.,-]+in$", "", found[1]).rstrip(" _.,;:-/"), unit
    return column, None


def _label(text: str) -> str:
    """Return a name as a title; words with capitals inside, such as DNA, stay."""
    parts = [part for part in re.split(r"[\s_.]+", _CAMEL.sub(" ", text)) if part]
    plainly = [part if part[1:] != part[1:].lower() else part.lower() for part in parts]
    if plainly and plainly[0].islower():
        plainly[0] = plainly[0][0].upper() + plainly[0][1:]
    return " ".join(plainly)[:_LONGEST_LABEL].strip()


def group_noun(column: str) -> Noun:
    """Return the noun for the groups from the label column's name."""
    called = " ".join(words(column))[:_LONGEST_NAME].strip()
    if len(called) < 2 or re.fullmatch(r"column \d+", called):
        return Noun("group", "groups")
    return Noun(called, _plural(called))


def _plural(noun: str) -> str:
    noun, of, whole = noun.partition(" of ")
    *before, last = noun.split(" ")
    if last in _IRREGULAR:
        plural = _IRREGULAR[last]
    elif re.search(r"(?:s|x|z|ch|sh)$", last):
        plural = f"{last}es"
    elif re.search(r"[^aeiou]y$", last):
        plural = f"{last[:-1]}ies"
    else:
        plural = f"{last}s"
    return " ".join([*before, plural]) + of + whole
