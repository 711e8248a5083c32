"""Where the header of a table is, and what it names."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise, zip_longest

from iris_model.files.reading.cells import common_width
from iris_model.files.reading.given_columns import is_position, position_of
from iris_model.files.reading.headers import Named, column_names, read_name, read_unit
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.records import COMMENT_MARKS, MAXIMUM_COLUMNS, Record
from iris_model.schema import Schema
from iris_model.units import is_without_unit, without_brackets
from iris_model.validation import parse_number, reads_as_number, says_missing

_HEADER_WITHIN = 100
"""Records before the header: more than any title page seen."""
MOST_LINES = 3
"""Of a header's names."""
_NUMBERS_OF_A_ROW = 4
"""That no title or header has, where the model has so many measurements."""


def lines_joined(count: int) -> str:
    """Say that a header's lines were joined."""
    return f"The header has {'two' if count == 2 else 'three'} lines, which were joined."


def units_read(where: str) -> str:
    """Say that a line above or below a header was read as units."""
    return f"The line {where} the header was read as the units of its columns."


def join_header_lines(
    records: Sequence[Record], overrides: Overrides, schema: Schema
) -> tuple[Sequence[Record], tuple[str, ...]]:
    """Return records with a header of several lines joined to one, and sentences about it.

    The lines have names in parts, `Sepal` above `Length`, or names and units. A first part may
    span columns.
    """
    records, notes = _join_names(records, overrides, schema)
    _, header = find_header(records, overrides, schema)
    if header is None:
        return records, notes
    for place, where in ((header + 1, "below"), (header - 1, "above")):
        if 0 <= place < len(records) and _are_units(
            records[header], records[place], schema, all_of_them=place < header
        ):
            units = _missing_units(records[header].cells, records[place].cells)
            joined = _joined(records[header], replace(records[place], cells=units), "{} ({})")
            note = units_read(where)
            first = min(header, place)
            return [*records[:first], joined, *records[first + 2 :]], (*notes, note)
    return records, notes


def _missing_units(names: Sequence[str], units: Sequence[str]) -> list[str]:
    """Return units without their brackets; nothing where the name has it."""
    bare = [*map(without_brackets, units)]
    pairs = zip_longest(names[: len(bare)], bare, fillvalue="")
    return ["" if name.strip().endswith(f"({unit})") else unit for name, unit in pairs]


def _join_names(
    records: Sequence[Record], overrides: Overrides, schema: Schema
) -> tuple[Sequence[Record], tuple[str, ...]]:
    _, header = find_header(records, overrides, schema)
    best = len(named_columns(records[header].cells, overrides, schema)) if header is not None else 0
    if best == len(schema.names):
        return records, ()
    for index, (upper, lower) in enumerate(pairwise(records[:_HEADER_WITHIN])):
        if _is_data(lower.cells, schema):
            break
        spanning: Iterator[str] = accumulate(upper.cells, lambda a, b: b if b.strip() else a)
        for above in (upper, replace(upper, cells=list(spanning))):
            joined = above
            for end in range(index + 1, min(index + MOST_LINES, len(records))):
                joined = _joined(joined, records[end], "{} {}")
                if len(named_columns(joined.cells, overrides, schema)) == len(schema.names) > best:
                    note = lines_joined(end + 1 - index)
                    return [*records[:index], joined, *records[end + 1 :]], (note,)
    return records, ()


def _are_units(header: Record, record: Record, schema: Schema, *, all_of_them: bool) -> bool:
    """Tell whether a record has the units of all, or some, of a header's measurements."""
    found = [
        read_unit(cell, schema.measurement(named.measurement)) is not None
        for name, cell in zip(header.cells, record.cells, strict=False)
        if (named := read_name(name, schema)) and (all_of_them or not is_without_unit(cell))
    ]
    whole = not record.stray_quote and (len(record.cells) > 1 or len(header.cells) == 1)
    return whole and bool(found) and all(found)


def _joined(upper: Record, lower: Record, form: str) -> Record:
    cells = [
        form.format(above.strip(), below.strip())
        if above.strip() and below.strip()
        else above or below
        for above, below in zip_longest(upper.cells, lower.cells, fillvalue="")
    ]
    start, end = min(upper.start, lower.start), max(upper.end, lower.end)
    return Record(cells, upper.stray_quote or lower.stray_quote, start, end)


def find_header(
    records: Sequence[Record], overrides: Overrides, schema: Schema
) -> tuple[int, int | None]:
    """Return how many measurements the most telling record names, and its index or None.

    No header comes after a row of numbers, unless these are the names of all measurements. Columns
    that a user numbers don't tell where it is.
    """
    by_name = {m: name for m, name in overrides.columns.items() if not is_position(name)}
    overrides = replace(overrides, columns=by_name)
    best: tuple[int, int | None] = (0, None)
    for index, record in enumerate(records[:_HEADER_WITHIN]):
        count = len(named_columns(record.cells, overrides, schema))
        if count < len(schema.names) and _is_data(record.cells, schema):
            break
        if count > best[0]:
            best = count, index
    return best


def named_columns(
    cells: Sequence[str], overrides: Overrides, schema: Schema
) -> dict[str, dict[int, Named]]:
    """Return the positions of the columns for each measurement that a record names.

    If one of them writes the name out, abbreviations mean something else. A repeated or empty name
    may be known by its number.
    """
    found: dict[str, dict[int, Named]] = {}
    if len(cells) > MAXIMUM_COLUMNS:
        return found
    for index, (cell, name) in enumerate(zip(cells, column_names(cells), strict=True)):
        named = read_name(name, schema)
        if named is None and name != cell:
            named = read_name(cell, schema)
        if named and named.measurement not in overrides.columns:
            found.setdefault(named.measurement, {})[index] = named
    for measurement, claims in found.items():
        full = {index: named for index, named in claims.items() if named.full}
        found[measurement] = full or claims
    for measurement, wanted in overrides.columns.items():
        position = position_of(cells, wanted)
        if position is not None:
            named = read_name(cells[position], schema)
            found[measurement] = {position: Named(measurement, named.unit if named else None)}
    return {name: found[name] for name in schema.names if name in found}


def _is_data(cells: Sequence[str], schema: Schema) -> bool:
    numbers = sum(reads_as_number(cell) for cell in cells)
    return numbers >= min(len(schema.names), _NUMBERS_OF_A_ROW)


def may_be_header(cells: Sequence[str], positions: Sequence[int]) -> bool:
    """Tell whether a record has words here, neither numbers nor signs of missing values."""
    return max(positions) < len(cells) and all(
        cells[index].strip()
        and not says_missing(cells[index])
        and not reads_as_number(cells[index])
        for index in positions
    )


def lines_before_rows(records: Sequence[Record], schema: Schema) -> int:
    """Return how many comments, titles and lines of counts precede the rows."""
    width = common_width([record.cells for record in records])
    count = 0
    for record in records:
        cells = record.cells
        comment = cells[0].lstrip().startswith(COMMENT_MARKS)
        title = len(cells) != width and not any(map(parse_number, cells))
        counts = (
            (len(cells) == 2 != width or len(cells) >= 2 + len(schema.groups))
            and cells[0].isdecimal()
            and cells[1] == str(len(schema.names))
        )
        if not (comment or title or (counts and not _is_data(cells, schema))):
            break
        count += 1
    return count
