"""A measurement's name, label and unit, from the name of its column."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from iris_model.files.reading.headers import plain
from iris_model.schema import RESERVED, Noun
from iris_model.units import known_unit
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

    Of `length_mm` and `length`, the second is `length`: its column has no other name.
    """
    found: dict[int, Named] = {}
    taken, labels = set(RESERVED), set[str]()
    split = [split_unit(column) for column in columns]
    for place in sorted(range(len(columns)), key=lambda place: split[place][1] is not None):
        number, column, (rest, unit) = place + 1, columns[place], split[place]
        base = "_".join(words(rest))[:_LONGEST_NAME].strip("_") or f"measurement_{number}"
        name = _untaken(base, taken, "_{}")
        label = _untaken(_label(rest) or f"Measurement {number}", labels, " ({})")
        told = plain(column) in (plain(name), plain(name) + plain(unit or ""))
        aliases = () if told or not plain(column) else (plain(column),)
        found[place] = Named(name, label, unit, aliases)
    return [found[place] for place in range(len(columns))]


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
