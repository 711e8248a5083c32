"""The numbers in cells, by the decimal mark of their file."""

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from iris_model.validation import parse_number

Rows = Sequence[Sequence[str]]

_DECIMAL = re.compile(r"[ \t]*[+-]?[0-9]*([.,])[0-9]+(?:[eE][+-]?[0-9]+)?[ \t]*")
_GROUPED = re.compile(r"[ \t]*[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+(\.)|(?:\.[0-9]{3})+(,))[0-9]+[ \t]*")
"""A number with thousands separators and a decimal mark."""
_LIKE_THOUSANDS = re.compile(r"[ \t]*[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}[ \t]*")
"""What may be a whole number with a thousands separator."""
WITH_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[., '’][0-9]{3})+(?:[.,][0-9]+)?")
"""Any number with thousands separators."""
AS_TEXT = re.compile(r'^="([^"]*)"$')
"""How spreadsheets are told to take a cell for a text: `="5.1"`."""


def find_decimal(rows: Rows, columns: Sequence[int], separator: str = "") -> str:
    """Return the most frequent decimal mark in some columns, or else in the others.

    Numbers that also have thousands separators come first: the others may be read either way. A
    mark that only numbers such as 1,250 have separates thousands if at least half as many numbers
    can only have the other mark, or if it separates the file's cells too.
    """
    sure: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    thousands: Counter[str] = Counter()
    for row in rows:
        for index, cell in enumerate(row):
            text = AS_TEXT.sub(r"\1", cell)
            if match := _DECIMAL.fullmatch(text):
                (inside if index in columns else outside)[match[1]] += 1
                if index in columns and _LIKE_THOUSANDS.fullmatch(text):
                    thousands[match[1]] += 1
            elif index in columns and (match := _GROUPED.fullmatch(text)):
                sure[match[1] or match[2]] += 1
    marks = sure or inside or outside
    for mark, other in ((",", "."), (".", ",")):
        if 0 < inside[mark] == thousands[mark]:
            contradicting = inside[other] - thousands[other]
            if mark == separator or contradicting * 2 >= inside[mark]:
                return other
    return "," if marks[","] > marks["."] else "."


def parse_cell(text: str, decimal: str) -> float | None:
    """Return the finite number in a cell, by the file's decimal mark, or None."""
    if as_text := AS_TEXT.fullmatch(text):
        text = as_text[1]
    if decimal == ",":
        return None if "." in text else parse_number(text.replace(",", ".", 1))
    return parse_number(text)


def with_points(cells: pl.DataFrame, decimal: str) -> pl.DataFrame:
    """Return cells with a decimal point; null if a file of decimal commas already has one there."""
    if decimal != ",":
        return cells
    comma = pl.all().str.replace(",", ".", literal=True)
    return cells.select(pl.when(~pl.all().str.contains(".", literal=True)).then(comma))
