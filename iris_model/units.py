"""Units of measurement, as they are written."""

import re

from iris_model.validation import says_missing

UNITS = {
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
_KNOWN = {unit: re.compile(words, re.IGNORECASE) for unit, words in UNITS.items()}


def known_unit(text: str) -> str | None:
    """Return the unit that a text is, in its usual form, or None."""
    return next((unit for unit, pattern in _KNOWN.items() if pattern.fullmatch(text)), None)


def without_brackets(cell: str) -> str:
    """Return a unit without the brackets or parentheses around it."""
    return cell.strip("()[] \t")


def is_without_unit(cell: str) -> bool:
    """Return whether a cell in a line of units says that there is none: ``, `-` or `[1]`."""
    bare = without_brackets(cell)
    return not bare or says_missing(bare) or (bare == "1" and bare != cell.strip())
