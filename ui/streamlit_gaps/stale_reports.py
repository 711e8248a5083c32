"""The browser's reports of a specimen's widgets, and what the user means by them.

The gap: a slider and its exact field show the same value, so after a change of one the server sets
the other. But each report has all widgets. If another change comes before the server's update, the
report has outdated values that would undo the first. This module can go once Streamlit reports only
what changed.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Reported(NamedTuple):
    """The states of the widgets, in the order of the measurements."""

    sliders: tuple[float, ...]
    fields: tuple[str, ...]
    missing: tuple[bool, ...]


class Meant(NamedTuple):
    """The user's changes, by place of the measurement."""

    sliders: dict[int, float]
    fields: dict[int, str]
    missing: dict[int, bool]


def what_is_meant(shown: Reported, before: Reported, now: Reported) -> Meant:
    """Return the user's changes in a report.

    shown is the state that the last run set, before the report it answered, now the present one.
    A value that is neither shown nor in before is a change. One that is in before but not shown is
    outdated, unless nothing else changed; then the user has set it back: any number of sliders and
    switches, or a single field. So of two sliders moved before an answer came, one that is back
    exactly where it was before a button moved it counts as outdated.
    """
    meant = Meant(
        _unlike(now.sliders, before.sliders, shown.sliders),
        _unlike(now.fields, before.fields, shown.fields),
        _unlike(now.missing, before.missing, shown.missing),
    )
    if any(meant):
        return meant
    moved, switched = _unlike(now.sliders, shown.sliders), _unlike(now.missing, shown.missing)
    typed = _unlike(now.fields, shown.fields)
    return Meant(moved, typed if len(typed) == 1 and not moved else {}, switched)


def _unlike(values: Sequence[T], *others: Sequence[T]) -> dict[int, T]:
    """Return the values that differ from those in all other reports, by place."""
    return {
        i: value for i, value in enumerate(values) if all(value != other[i] for other in others)
    }
