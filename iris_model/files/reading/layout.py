"""How a file's text is laid out: all that reading its rows requires."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from iris_model.files.reading.forms import BLANKS, PLAIN
from iris_model.schema import Measurement, Schema


@dataclass(frozen=True)
class Column:
    """One column of a file."""

    index: int
    """Position in a row, from 0."""
    name: str
    """As the header has it; may be empty, and need not be unique."""


@dataclass(frozen=True)
class Overrides:
    """What a user corrects in a layout; what is None or left out is recognised."""

    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None
    columns: Mapping[str, str | int] = field(default_factory=dict)
    """Measurement name to the header's name of its column, or to a position from 0."""
    encoding: str | None = None
    """As Python's codecs call it."""
    partial: bool = False
    """Columns for some of the measurements are enough."""


@dataclass(frozen=True)
class Layout:
    """What was recognised in the beginning of a file."""

    schema: Schema
    """What the file was read for."""
    encoding: str
    """`utf-8`, `windows-1252`, `utf-16-le`, `utf-16-be`, or what a user says. Unicode is written
    as UTF-8, anything else as it came."""
    bom: bool
    separator: str
    decimal: str
    newline: str
    """The most frequent one."""
    header: bool
    header_line: int
    """Line of the header, from 1; 0 without a header."""
    data_start: int
    """Where the rows begin: bytes of the text as UTF-8, after a byte-order mark."""
    names: tuple[str, ...]
    """Of all columns; made up where there is no header."""
    columns: Mapping[str, Column]
    """Measurement name to its column, in the order of the schema."""
    truth: Column | None
    """The column that states the group."""
    units: Mapping[str, str | None]
    """Measurement name to the unit of its column."""
    per_unit: Mapping[str, float]
    """Measurement name to how many of its column's units make one of the schema's."""
    form: str = PLAIN
    """What is done to each line before it is read, see `forms`."""
    row_cells: int = 0
    """Cells of a row where the header has one name more; 0 where they have as many."""
    names_groups: bool = False
    """The column that states the group has names, not codes."""
    notes: tuple[str, ...] = ()
    """Sentences about what was assumed rather than read, free of the file's own text."""

    @property
    def unit(self) -> str | None:
        """Return the unit that all columns share, or None."""
        units = set(self.units.values())
        return units.pop() if len(units) == 1 else None

    @property
    def between_cells(self) -> str:
        """Return the separator of a line as it is read."""
        return "\t" if self.form == BLANKS else self.separator

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Return the measurements that have a column."""
        return tuple(m for m in self.schema.measurements if m.name in self.columns)

    def to_json(self) -> dict[str, Any]:
        """Return the layout as the command line prints it."""
        return {
            "encoding": "utf-16" if self.encoding.startswith("utf-16") else self.encoding,
            "separator": self.separator,
            "decimal": self.decimal,
            "header": self.header,
            "columns": {measurement: column.name for measurement, column in self.columns.items()},
            **({"unit": self.unit} if len({*self.units.values()}) == 1 else {"units": self.units}),
        }
