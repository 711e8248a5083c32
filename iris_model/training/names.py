"""A measurement's name, label and unit, from the name of its column."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from iris_model.schema import RESERVED, Noun
from iris_model.validation import CONTROL

_UNITS = {
    "nm": r"nm|nanomet(?:er|re)s?",
    "µm": r"[uµμ]m|microns?|micromet(?:er|re)s?",
    "mm": r"mms?|millimet(?:er|re)s?",
    "cm": r"cms?|centimet(?:er|re)s?",
    "dm": r"dm|decimet(?:er|re)s?",
    "m": r"m|met(?:er|re)s?",
    "km": r"km|kilomet(?:er|re)s?",
    "in": r"inch(?:es)?",
    "ft": r"ft|feet|foot",
    "µg": r"[uµμ]g|micrograms?",
    "mg": r"mg|milligrams?",
    "g": r"g|gr|grams?|grammes?",
    "kg": r"kgs?|kilograms?|kilos?",
    "lb": r"lbs?|pounds?",
    "oz": r"oz|ounces?",
    "µl": r"[uµμ]l",
    "ml": r"ml|millilit(?:er|re)s?",
    "l": r"lit(?:er|re)s?",
    "mm²": r"mm2|mm\^2|mm²",
    "cm²": r"cm2|cm\^2|cm²",
    "m²": r"m2|m\^2|m²|sqm",
    "°C": r"°c|celsius",
    "°": r"°|deg|degrees?",
    "ms": r"ms|milliseconds?",
    "s": r"secs?|seconds?",
    "min": r"mins?|minutes?",
    "h": r"hrs?|hours?",
    "Hz": r"hz|hertz",
    "kHz": r"khz|kilohertz",
    "mV": r"mv|millivolts?",
    "V": r"volts?",
    "px": r"px|pixels?",
    "%": r"%|pct|percent",
}
_KNOWN = {unit: re.compile(words, re.IGNORECASE) for unit, words in _UNITS.items()}
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


def plain(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return "".join(c for c in text.lower() if c.isalnum())


def words(text: str) -> list[str]:
    """Return the words of a column's name, lower case; `SepalLength` has two."""
    return [word for word in re.split(r"[\W_]+", _CAMEL.sub(" ", text).lower()) if word]


def read_names(columns: Sequence[str]) -> list[Named]:
    """Return what columns' names say; no name or label repeats or is reserved."""
    found: list[Named] = []
    taken, labels = set(RESERVED), set[str]()
    for number, column in enumerate(columns, start=1):
        rest, unit = split_unit(column)
        base = "_".join(words(rest))[:_LONGEST_NAME].strip("_") or f"measurement_{number}"
        name = _untaken(base, taken, "_{}")
        label = _untaken(_label(rest) or f"Measurement {number}", labels, " ({})")
        told = plain(column) in (plain(name), plain(name) + plain(unit or ""))
        aliases = () if told or not plain(column) else (plain(column),)
        found.append(Named(name, label, unit, aliases))
    return found


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
        return bracketed[1], _known(bracketed[2]) or bracketed[2]
    for pattern in (_LAST_WORD, _CAMEL_UNIT):
        found = pattern.fullmatch(column)
        if found and (unit := _known(found[2])):
            return re.sub(r"[\s_.,-]+in$", "", found[1]).rstrip(" _.,;:-/"), unit
    return column, None


def _known(text: str) -> str | None:
    return next((unit for unit, pattern in _KNOWN.items() if pattern.fullmatch(text)), None)


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
