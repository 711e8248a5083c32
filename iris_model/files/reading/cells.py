"""What a sample's cells say about a file: units, unnamed order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.errors import IrisError
from iris_model.files.reading.decimals import Rows, find_decimal, parse_cell
from iris_model.files.reading.headers import Named
from iris_model.files.reading.labels import label_key
from iris_model.model import Model, kept_with_model
from iris_model.phrasing import listed
from iris_model.schema import Measurement
from iris_model.validation import COMMON_UNITS, conversions

Units = Mapping[str, str | None]
"""Measurement name to its unit."""

_CONVERTED = {"µm": "micrometres", **COMMON_UNITS}
"""The units that are read for each other, in words."""
_UNNAMED = {"cm": "mm", "mm": "cm", "m": "cm"}
"""What lengths may be in, although no unit is named, by the model's unit."""


def sample(rows: Rows, columns: Sequence[int], decimal: str) -> FloatArray:
    """Return the rows with all measurements, (n, d) in the file's units."""
    found = [
        [parse_cell(row[index], decimal) for index in columns]
        for row in rows
        if max(columns) < len(row)
    ]
    complete = [row for row in found if None not in row]
    return np.array(complete, dtype=float).reshape(-1, len(columns))


def find_units(
    measurements: Sequence[Measurement], named: Sequence[Named], measured: FloatArray
) -> tuple[Units, str | None]:
    """Return each measurement's unit in the file, and a sentence if one isn't the model's.

    named is what the columns' headers say, measured the sample's rows (n, d). The values decide if
    all measurements are lengths in one unit and no header names any. Raises IrisError for a unit
    that can't be converted, is named for only some columns, or contradicts the values.
    """
    own = {m.name: m.unit for m in measurements}
    stated = {name.measurement: name.unit for name in named if name.unit and own[name.measurement]}
    units = own | stated
    _refuse_strange(measurements, stated, units)
    other = _UNNAMED.get(measurements[0].unit or "") if len(set(own.values())) == 1 else None
    if not stated and other and len(named) in (0, len(measurements)):
        changed = dict.fromkeys(own, other)
        fits = _fitting(measurements, changed, measured)
        if fits > _fitting(measurements, own, measured) and fits * 2 > len(measured):
            return changed, (
                f"The measurements were read as {_CONVERTED[other]}, although no unit is named: "
                "only so they make sense."
            )
    if stated:
        _refuse_contradicted(measurements, stated, units, measured)
    converted = {m: units[m.name] or "" for m in measurements if units[m.name] != m.unit}
    return units, _said(converted, len(measurements)) if converted else None


def per_unit(measurement: Measurement, unit: str | None) -> float:
    """Return how many of a unit make one of the measurement's."""
    return 1 / conversions(measurement.unit).get(unit or "", 1.0)


def _refuse_strange(measurements: Sequence[Measurement], stated: Units, units: Units) -> None:
    """Raise IrisError for units that can't be converted, or of only some columns."""
    readable = all(
        unit == m.unit or (unit in _CONVERTED and m.unit in _CONVERTED and per_unit(m, unit) != 1.0)
        for m in measurements
        for unit in [units[m.name]]
    )
    converted = {m.unit for m in measurements if units[m.name] != m.unit}
    half = any(m.unit in converted and m.name not in stated for m in measurements)
    if readable and not half:
        return
    shared = len({m.unit for m in measurements}) == 1 and measurements[0].unit in _UNNAMED
    if shared and len(measurements) > 1:
        unit = str(measurements[0].unit)
        how = (
            f"Give all measurements in {_CONVERTED[unit]}, or all in {_CONVERTED[_UNNAMED[unit]]}, "
            "and name the unit of each."
        )
    else:
        how = f"Give {listed([m.title.lower() for m in measurements])}, and name the unit of each."
    raise IrisError(f"The header names units that cannot be read together. {how}")


def _refuse_contradicted(
    measurements: Sequence[Measurement], stated: Units, units: Units, measured: FloatArray
) -> None:
    """Raise IrisError if no row is acceptable in these units, but most are in another."""
    if _fitting(measurements, units, measured):
        return
    for unit, words in _CONVERTED.items():
        others = {
            m.name: unit
            for m in measurements
            if m.name in stated and (m.unit == unit or per_unit(m, unit) != 1.0)
        }
        fits = _fitting(measurements, {**units, **others}, measured)
        if others and fits * 2 > len(measured):
            said = dict.fromkeys(_CONVERTED.get(str(units[n]), str(units[n])) for n in others)
            raise IrisError(
                f"The header says {listed([*said])}, but the values make sense only as {words}. "
                "Correct the unit in the header, or the values."
            )


def _said(converted: Mapping[Measurement, str], count: int) -> str:
    """Say which of count measurements are in which other unit."""
    found = set(converted.values())
    if len(found) == 1 and len(converted) == count:
        return f"The measurements were read as {_CONVERTED[found.pop()]}, as the header says."
    parts = [f"the {m.phrase} as {_CONVERTED[unit]}" for m, unit in converted.items()]
    return f"Some measurements were read in another unit, as the header says: {listed(parts)}."


def _fitting(measurements: Sequence[Measurement], units: Units, measured: FloatArray) -> int:
    """Return how many rows (n, d) are acceptable in these units."""
    low, high = np.array([m.accepted_range for m in measurements]).T
    values = measured / [per_unit(m, units[m.name]) for m in measurements]
    return int(((values >= low) & (values <= high)).all(axis=1).sum())


def columns_by_values(rows: Rows, model: Model) -> list[int] | None:
    """Return the positions of the measurements in rows without a header, or None.

    There must be one column of numbers for each measurement, apart from a row number before them
    and codes of groups after them. Most rows must resemble training specimens. Most training
    specimens, taken in another order, must not.
    """
    measurements = model.schema.measurements
    count, width = len(measurements), common_width(rows)
    table = [row for row in rows if len(row) == width]
    columns = [i for i in range(width) if _mostly_numbers([row[i] for row in table])]
    if len(columns) > count and _counts_up([row[columns[0]] for row in table]):
        columns = columns[1:]
    if len(columns) == count + 1 and all(
        label_key(row[columns[-1]], model.schema) for row in table
    ):
        columns = columns[:-1]
    found = len(columns) == count and _order_shows(model)
    return columns if found and resemble(table, measurements, columns, model) else None


def resemble(
    rows: Rows, measurements: Sequence[Measurement], positions: Sequence[int], model: Model
) -> bool:
    """Tell whether most rows resemble training specimens, with measurements at these positions."""
    measured = sample(rows, positions, find_decimal(rows, positions))
    units, _ = find_units(measurements, (), measured)
    values = measured / [per_unit(m, units[m.name]) for m in measurements]
    return _mostly_usual(values, model.knowing([m.name for m in measurements]))


def _mostly_usual(specimens: FloatArray, model: Model) -> bool:
    usual = model.distances(specimens).min(axis=1) <= model.far
    return len(usual) > 0 and float(usual.mean()) >= 0.5


@kept_with_model
def _order_shows(model: Model) -> bool:
    """Tell whether exchanging any two measurements makes most training specimens strange."""
    specimens = model.training.measurements
    places = range(specimens.shape[1])
    for first, second in combinations(places, 2):
        order = [{first: second, second: first}.get(place, place) for place in places]
        if _mostly_usual(specimens[:, order], model):
            return False
    return True


def common_width(rows: Rows) -> int:
    """Return the most frequent number of cells; 0 without rows."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _mostly_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    numbers = sum(
        parse_cell(cell, ".") is not None or parse_cell(cell, ",") is not None for cell in filled
    )
    return numbers * 2 > len(filled)


def _counts_up(cells: Sequence[str]) -> bool:
    return list(cells) in [[str(i + first) for i in range(len(cells))] for first in (0, 1)]
