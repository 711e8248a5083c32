"""What a model is about: specimens, their measurements and their groups."""

from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct

# Limits for files from elsewhere.
LARGEST_NUMBER, LARGEST_COUNT = 1e100, 2**53
Number = Annotated[float, Meta(gt=-LARGEST_NUMBER, lt=LARGEST_NUMBER)]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, lt=LARGEST_COUNT)]
ShortText = Annotated[str, Meta(max_length=400)]
LongText = Annotated[str, Meta(max_length=10_000)]
Aliases = Annotated[tuple[ShortText, ...], Meta(max_length=1000)]

Specimen = tuple[float, ...]
"""The measurements of one specimen, in the order and the units of its schema."""
Range = tuple[Number, Number]
"""(smallest, largest)."""

MOST_MEASUREMENTS, MOST_GROUPS = 8, 8
RESERVED = frozenset(
    ("base", "partial", "error", "mix", "columns", "embed", "embed_options", "page")
)
"""Names that no measurement has: the program uses them in links and in its answers."""


class Noun(Struct, frozen=True, forbid_unknown_fields=True):
    """A noun, in lower case."""

    singular: ShortText
    plural: ShortText

    def counted(self, count: int) -> str:
        """Return a number with the noun: “1 flower”, “1,200 flowers”."""
        return f"{count:,} {self.singular if count == 1 else self.plural}"


ROWS = Noun("row", "rows")


class Measurement(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One measurement; every range and the step are in its unit."""

    name: ShortText
    """In files, code and JSON: lower case, letters, digits and `_`."""
    label: ShortText
    """For titles: “Petal length”."""
    unit: ShortText | None
    parameter: ShortText
    """Name in links and in the HTTP API."""
    aliases: Aliases
    """Other names of its column, in lower case, letters and digits only."""
    decimals: Annotated[int, Meta(ge=0, le=12)]
    """Decimals of the slider; exact entry has one more."""
    step: float
    """Of the slider."""
    training_range: Range
    slider_range: Range
    accepted_range: Range
    """Nothing outside it is classified."""

    @cached_property
    def phrase(self) -> str:
        """Return the label in a sentence: “petal length”, but “DNA content”."""
        first, *rest = self.label.split(" ", 1)
        capitals = sum(map(str.isupper, first))
        return " ".join([first.lower() if capitals == 1 else first, *rest])

    @property
    def title(self) -> str:
        """Return the label with its unit: “Petal length, cm”."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def seen(self) -> str:
        """Return the training range: “4.3 to 7.9 cm”."""
        low, high = self.training_range
        return f"{low:.10g} to {self.quantity(high)}"

    @property
    def exact_step(self) -> float:
        """Return the smallest difference that can be typed."""
        return float(10.0 ** -(self.decimals + 1))

    def quantity(self, value: float, decimals: int | None = None) -> str:
        """Return a value with its unit: “4.7 cm”."""
        number = f"{value:.10g}" if decimals is None else f"{value:.{decimals}f}"
        return f"{number} {self.unit}" if self.unit else number


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the groups."""

    name: ShortText
    aliases: Aliases = ()
    """Other spellings in a file's labels, in lower case."""


class Schema(Struct, frozen=True, forbid_unknown_fields=True, dict=True, cache_hash=True):
    """What a model is about; its order is that of all arrays."""

    title: ShortText
    specimen: Noun
    group: Noun
    about: LongText
    """Where the specimens come from, in plain text."""
    drawing: Literal["iris"] | None
    """The drawing made from the measurements, if there is one."""
    measurements: Annotated[
        tuple[Measurement, ...], Meta(min_length=1, max_length=MOST_MEASUREMENTS)
    ]
    groups: Annotated[tuple[Group, ...], Meta(min_length=2, max_length=MOST_GROUPS)]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the measurements' names."""
        return tuple(measurement.name for measurement in self.measurements)

    @cached_property
    def group_names(self) -> tuple[str, ...]:
        """Return the groups' names."""
        return tuple(group.name for group in self.groups)

    @property
    def unit(self) -> str | None:
        """Return the unit that all measurements share, or None."""
        units = {measurement.unit for measurement in self.measurements}
        return units.pop() if len(units) == 1 else None

    def measurement(self, name: str) -> Measurement:
        """Return the measurement with a name; raise KeyError without one."""
        return {measurement.name: measurement for measurement in self.measurements}[name]

    def by_name(self, specimen: Specimen) -> dict[str, float]:
        """Return a specimen's values by name."""
        return dict(zip(self.names, specimen, strict=True))
