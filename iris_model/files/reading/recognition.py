"""Recognition of the kind of table that some bytes are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from iris_model.errors import IrisError
from iris_model.files.reading.cells import (
    columns_by_values,
    common_width,
    find_units,
    per_unit,
    sample,
)
from iris_model.files.reading.columns import (
    Columns,
    columns_by_header,
    columns_without_header,
    refuse_too_many_columns,
)
from iris_model.files.reading.decimals import find_decimal
from iris_model.files.reading.encoding import as_utf8, without_marks
from iris_model.files.reading.forms import BLANKS, as_csv
from iris_model.files.reading.header_lines import find_header, join_header_lines
from iris_model.files.reading.headers import find_truth
from iris_model.files.reading.kinds import refuse_other_kinds
from iris_model.files.reading.labels import label_key
from iris_model.files.reading.layout import Column, Layout, Overrides
from iris_model.files.reading.records import MAXIMUM_LINE, Record, split_records
from iris_model.files.reading.text import (
    BLANK,
    DECLARED_SEPARATOR,
    SEPARATORS,
    Text,
    read_text,
)
from iris_model.model import Model
from iris_model.validation import shorten

HEAD_BYTES = MAXIMUM_LINE + 65_536
"""So much of a file is enough to recognise it: the longest line and some more."""
_SEPARATOR_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", BLANK: "blanks"}
_SAMPLE_RECORDS = 500
_NO_OVERRIDES = Overrides()


@dataclass(frozen=True)
class _Table:
    """The beginning of a file as one separator splits it."""

    separator: str
    body: str
    """The text that the records are in, from the separator's declaration on."""
    records: Sequence[Record]
    named: int
    """How many measurements its header names."""
    header: int | None
    """Index of that header in records."""
    notes: tuple[str, ...] = ()

    def rank(self, model: Model) -> tuple[int, bool, int]:
        """Return how well the separator fits, by the header, then rows, then their cells."""
        rows = [record.cells for record in self.records]
        if self.separator == BLANK and 0 < self.named < len(model.schema.names):
            return 0, False, 0  # names of two words
        if not rows or self.named:
            return self.named, False, 0
        by_values = columns_by_values(rows, model) is not None
        if self.separator == BLANK and not by_values:
            return 0, False, 0  # prose
        return self.named, by_values, common_width(rows)


def recognise(head: bytes, model: Model, *, overrides: Overrides = _NO_OVERRIDES) -> Layout:
    """Return the layout of the file that begins with head, for a model to classify its rows.

    HEAD_BYTES of it are enough. Raises IrisError for anything but delimited text, an empty file,
    measurements without a column of their own, and contradictory units.
    """
    head = head[:HEAD_BYTES]
    refuse_other_kinds(head)
    text = read_text(head, overrides.encoding, cut=len(head) >= HEAD_BYTES)
    declared = overrides.separator or text.separator
    if declared and not DECLARED_SEPARATOR.fullmatch(f"sep={declared}"):
        raise IrisError(f"“{shorten(declared)}” cannot be a separator. Use one of , ; | or tab.")
    marks = [declared] if declared else [*SEPARATORS, BLANK]
    tables = [_split(text, mark, overrides, model) for mark in marks]
    table = max(tables, key=lambda table: table.rank(model))
    if not declared:
        table = _rows_otherwise_separated(table, tables)
    header = 0 if table.header is None and overrides.header else table.header
    if header is None or overrides.header is False:
        columns = columns_without_header(table.records, overrides, model)
    else:
        columns = columns_by_header(table.records, header, overrides, model)
    return _layout(text, table, columns, overrides, model)


def _split(text: Text, separator: str, overrides: Overrides, model: Model) -> _Table:
    body, mark = text.body, separator
    if separator == BLANK:
        body, mark = as_csv(body.encode(), BLANKS).decode(), "\t"
    found = split_records(body, mark, fewest=len(model.schema.names))
    records = list(islice(found, _SAMPLE_RECORDS))
    refuse_too_many_columns("first line has", len(records[0].cells) if records else 0)
    joined, notes = join_header_lines(records, overrides, model.schema)
    named, header = find_header(joined, overrides, model.schema)
    return _Table(separator, body, joined, named, header, notes)


def _rows_otherwise_separated(table: _Table, tables: Sequence[_Table]) -> _Table:
    """Return the table with the rows' separator if the header has another."""
    if table.header is None:
        return table
    names, first = table.records[table.header].cells, table.header + 1
    rows = [record.cells for record in table.records[first:]]
    if not rows or len(names) == 1 or common_width(rows) == len(names):
        return table
    for other in tables:
        others = other.records[first:]
        widths = {len(record.cells) for record in others}
        usual = others and common_width([record.cells for record in others])
        if other is not table and usual == len(names) and 1 in (common_width(rows), len(widths)):
            header = replace(other.records[table.header], cells=names)
            note = (
                f"The header is separated by {_SEPARATOR_WORDS[table.separator]}, its rows by "
                f"{_SEPARATOR_WORDS[other.separator]}."
            )
            return replace(
                other,
                records=[*other.records[: table.header], header, *others],
                header=table.header,
                notes=(*table.notes, note),
            )
    return table


def _layout(
    text: Text, table: _Table, columns: Columns, overrides: Overrides, model: Model
) -> Layout:
    schema = model.schema
    header = None if columns.header is None else table.records[columns.header]
    rows = [record.cells for record in table.records[columns.first :]]
    decimal = overrides.decimal or find_decimal(rows, columns.positions)
    measured = sample(rows, columns.positions, decimal)
    units, note = find_units(columns.measurements, columns.named, measured)
    names = list(columns.names)
    truth = find_truth(names, columns.positions, rows, schema, header=header is not None)
    if truth is not None and header is None:
        names[truth] = schema.group.singular
    labels = (
        [label for row in rows for label in row[truth : truth + 1]] if truth is not None else []
    )
    keys = [label_key(label, schema) for label in labels if label.strip()]
    start, breaks = text.text[: text.start], _line_breaks(text.text)
    before_header = start + table.body[: header.start if header else 0]
    before_rows = start + table.body[: header.end if header else table.records[columns.first].start]
    form = BLANKS if table.separator == BLANK else text.form
    utf8 = without_marks(as_utf8(text.data, text.encoding))  # as blocks have it
    lines = utf8.splitlines(keepends=True)[: len(before_rows.encode().splitlines())]
    return Layout(
        schema=schema,
        encoding=text.encoding,
        bom=text.bom,
        separator=table.separator,
        form=form,
        row_cells=columns.row_cells,
        decimal=decimal,
        newline=max(breaks, key=breaks.__getitem__),
        header=header is not None,
        header_line=1 + sum(_line_breaks(before_header).values()) if header else 0,
        data_start=len(as_csv(b"".join(lines), form)),
        names=tuple(names),
        columns={
            measurement.name: Column(index, names[index])
            for measurement, index in zip(columns.measurements, columns.positions, strict=True)
        },
        truth=None if truth is None else Column(truth, names[truth]),
        units=units,
        per_unit={m.name: per_unit(m, units[m.name]) for m in columns.measurements},
        names_groups=sum(key in schema.group_names for key in keys) * 2 > len(keys),
        notes=(*table.notes, *columns.notes, *([note] if note else [])),
    )


def _line_breaks(text: str) -> dict[str, int]:
    """Return how often each kind of line break occurs; CR and LF in CRLF don't count."""
    both = text.count("\r\n")
    return {"\n": text.count("\n") - both, "\r\n": both, "\r": text.count("\r") - both}
