"""What the cells of a sample say about a file: its decimal mark, its unit, an unnamed order."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from iris_model.answer.doubt import THRESHOLD, distances
from iris_model.dataset import MEASUREMENTS, FloatArray, default_model
from iris_model.errors import IrisError
from iris_model.files.labels import label_key
from iris_model.files.reading.headers import ANOTHER_UNIT, Named
from iris_model.files.reading.problems import parse_cell

Rows = Sequence[Sequence[str]]

_DECIMAL = re.compile(r"[ \t]*[+-]?[0-9]*([.,])[0-9]+(?:[eE][+-]?[0-9]+)?[ \t]*")
_LOW, _HIGH = np.array([m.accepted_range for m in MEASUREMENTS]).T
_UNIT_WORDS = {"cm": "centimetres", "mm": "millimetres"}


def find_decimal(rows: Rows, columns: Sequence[int]) -> str:
    """Return the decimal mark that most cells of some columns have; all others, if none has one."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for row in rows:
        for index, cell in enumerate(row):
            if match := _DECIMAL.fullmatch(cell):
                (inside if index in columns else outside)[match[1]] += 1
    marks = inside or outside
    return "," if marks[","] > marks["."] else "."


def flowers(rows: Rows, columns: Sequence[int], decimal: str) -> FloatArray:
    """Return the measurements (n, 4), in the file's unit, of the rows that have four numbers."""
    found = [
        [parse_cell(row[index], decimal) for index in columns]
        for row in rows
        if max(columns) < len(row)
    ]
    return np.array([row for row in found if None not in row], dtype=float).reshape(-1, 4)


def find_unit(named: Sequence[Named], measured: FloatArray) -> tuple[str, str | None]:
    """Return the unit, `cm` or `mm`, and a sentence about it when it is not centimetres.

    named holds what the headers of the four columns say, measured the sample's flowers (n, 4).
    Without a named unit the values decide, and can: no sepal length is acceptable in both units.
    Raises IrisError for another unit, and where headers and values contradict each other.
    """
    units = {name.unit for name in named}
    if ANOTHER_UNIT in units or ("mm" in units and len(units) > 1):
        raise IrisError(
            "The header names units that cannot be read together. Give all four measurements in "
            "centimetres, or all four in millimetres, and name the unit of each."
        )
    stated = next(iter(units - {None}), None)
    fits = _fits(measured)
    if stated and fits[stated] == 0 and max(fits.values()) * 2 > len(measured):
        other = "mm" if stated == "cm" else "cm"
        raise IrisError(
            f"The header says {_UNIT_WORDS[stated]}, but the values make sense only as "
            f"{_UNIT_WORDS[other]}. Correct the unit in the header, or the values."
        )
    if stated == "mm":
        return "mm", "The measurements were read as millimetres, as the header says."
    if not stated and _mostly_millimetres(measured):
        return "mm", (
            "The measurements were read as millimetres, although no unit is named: only so they "
            "make sense."
        )
    return "cm", None


def _fits(measured: FloatArray) -> dict[str, int]:
    """Return how many flowers (n, 4) have acceptable measurements in each unit."""
    return {
        unit: int(((measured / per_cm >= _LOW) & (measured / per_cm <= _HIGH)).all(axis=1).sum())
        for unit, per_cm in (("cm", 1), ("mm", 10))
    }


def _mostly_millimetres(measured: FloatArray) -> bool:
    fits = _fits(measured)
    return fits["mm"] > fits["cm"] and fits["mm"] * 2 > len(measured)


def columns_by_values(rows: Rows) -> list[int] | None:
    """Return the positions of the four measurements in rows without a header, or None.

    There must be four columns of numbers, a row number before them and codes of varieties behind
    them aside, and in the usual order most rows must resemble training flowers: no other order of
    the training flowers' columns does.
    """
    width = common_width(rows)
    table = [row for row in rows if len(row) == width]
    columns = [i for i in range(width) if _mostly_numbers([row[i] for row in table])]
    if len(columns) > 4 and _counts_up([row[columns[0]] for row in table]):
        columns = columns[1:]
    if len(columns) == 5 and all(label_key(row[columns[-1]]) for row in table):
        columns = columns[:-1]
    if len(columns) != 4:
        return None
    measured = flowers(table, columns, find_decimal(table, columns))
    if _mostly_millimetres(measured):
        measured = measured / 10
    alike = distances(default_model(), measured).min(axis=1) <= THRESHOLD
    return columns if len(alike) and alike.mean() >= 0.5 else None


def common_width(rows: Rows) -> int:
    """Return the most frequent number of cells."""
    return Counter(map(len, rows)).most_common(1)[0][0]


def _mostly_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    numbers = sum(
        parse_cell(cell, ".") is not None or parse_cell(cell, ",") is not None for cell in filled
    )
    return numbers * 2 > len(filled)


def _counts_up(cells: Sequence[str]) -> bool:
    return list(cells) in [[str(i + first) for i in range(len(cells))] for first in (0, 1)]
