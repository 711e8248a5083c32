"""How the text of one file is laid out: everything its rows need to be read the same way twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column of a file."""

    index: int
    """Position in a row, from 0."""
    name: str
    """As the header has it; may be empty, and need not be unique."""


@dataclass(frozen=True)
class Overrides:
    """What a user corrects in a recognised layout; what is None or left out is found."""

    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None
    columns: Mapping[str, str | int] = field(default_factory=dict)
    """Measurement name to the header's name of its column, or to a position from 0."""


@dataclass(frozen=True)
class Layout:
    """What was recognised in the beginning of a file."""

    encoding: str
    """`utf-8`, `windows-1252`, `utf-16-le` or `utf-16-be`; what is written is always UTF-8."""
    bom: bool
    separator: str
    quote: str
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
    """Measurement name to its column, in the order of MEASUREMENTS."""
    truth: Column | None
    """The column that states the variety."""
    unit: str
    """`cm` or `mm`."""
    names_varieties: bool = False
    """The column that states the variety has names, not codes."""
    notes: tuple[str, ...] = ()
    """Sentences about what was assumed rather than read, free of the file's own text."""

    @property
    def per_centimetre(self) -> float:
        """Return how many of the file's units make a centimetre."""
        return 10.0 if self.unit == "mm" else 1.0

    def to_json(self) -> dict[str, Any]:
        """Return the layout as the command line prints it."""
        return {
            "encoding": "utf-16" if self.encoding.startswith("utf-16") else self.encoding,
            "separator": self.separator,
            "decimal": self.decimal,
            "header": self.header,
            "columns": {measurement: column.name for measurement, column in self.columns.items()},
            "unit": self.unit,
        }
