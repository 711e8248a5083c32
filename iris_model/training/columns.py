"""The user's decisions about a table, and which column names its groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table, numbers
from iris_model.files.reading.headers import plain
from iris_model.schema import MOST_GROUPS
from iris_model.training.groups import counted, spellings
from iris_model.training.names import words
from iris_model.validation import quoted, shorten

FEWEST_OF_A_GROUP = 5
_LABEL_NAMES = ["species", "variety", "class", "group", "label", "type", "target", "kind", "taxon"]
"""The clearest first; if several columns qualify, the earliest of these is used."""


@dataclass(frozen=True)
class Choice:
    """The user's decisions about a table; None leaves one to the program."""

    label: str | None = None
    """Name of the column that names the groups."""
    measurements: tuple[str, ...] | None = None
    """Names of the measurements' columns, in order."""
    without: tuple[str, ...] = ()
    """Groups to leave out."""
    sheet: str | None = None
    """Of a workbook."""
    encoding: str | None = None
    """Of text."""


def find_column(table: Table, wanted: str) -> str:
    """Return the name of the column meant; raise IrisError if there is none."""
    for same in (str.strip, str.casefold, plain):
        found = [name for name in table.names if wanted and same(name) == same(wanted)]
        if len(found) == 1:
            return found[0]
    raise IrisError(
        f"There is no column “{shorten(wanted)}”. The columns are {quoted(table.names)}."
    )


def find_label(table: Table, choice: Choice) -> str:
    """Return the name of the column that names the groups.

    The user's choice, else by name, else the only text column with two to eight values, each in
    five rows. Raises IrisError if none or several qualify.
    """
    if choice.label is not None:
        return find_column(table, choice.label)
    barred = {find_column(table, name) for name in choice.measurements or ()}
    free = [name for name in table.names if name not in barred]
    named = _by_name(free)
    fitting = [name for name in named if _can_be_label(table, name, choice)]
    if fitting or named:
        return (fitting or named)[0]
    texts = [n for n in free if numbers(table, n).null_count() > table.frame.height / 2]
    for candidates in (
        [name for name in texts if _can_be_label(table, name, choice)],
        [name for name in texts if 2 <= len(_group_sizes(table, name, choice)) <= MOST_GROUPS],
    ):
        if len(candidates) > 1:
            raise IrisError(
                f"Several columns could name the groups: {quoted(candidates)}. Say which one does "
                "(--label COLUMN)."
            )
        if candidates:
            return candidates[0]
    raise IrisError(
        f"No column was found that names the groups. The columns are {quoted(table.names)}. Say "
        f"which one does (--label COLUMN): it needs 2 to {MOST_GROUPS} different values, each in "
        f"at least {FEWEST_OF_A_GROUP} rows."
    )


def _by_name(names: Sequence[str]) -> list[str]:
    """Return the columns whose name, or its last word, is usual for groups."""
    called: dict[str, int] = {}
    for name in names:
        last = words(name)[-1:]
        for rank, wanted in enumerate(_LABEL_NAMES):
            if plain(name) == wanted:
                called[name] = rank
            elif last == [wanted]:
                called[name] = rank + len(_LABEL_NAMES)
    return sorted(called, key=lambda name: called[name])


def _group_sizes(table: Table, name: str, choice: Choice) -> dict[str, int]:
    cells = table.frame[name].to_list()
    meaning = spellings(cells)
    sizes = counted([meaning.get(cell) if cell else None for cell in cells])
    return {group: size for group, size in sizes.items() if group not in choice.without}


def _can_be_label(table: Table, name: str, choice: Choice) -> bool:
    sizes = _group_sizes(table, name, choice)
    return 2 <= len(sizes) <= MOST_GROUPS and min(sizes.values()) >= FEWEST_OF_A_GROUP
