"""What a browser reports of the widgets of a specimen, and what of it the user means.

The gap: each slider and the field beside it show the same value, so one change has the server set
the other widget. A browser reports all widgets with each change, also while that answer is under
way: then some hold what they held before, and would undo what the user did last. This module can go
when Streamlit reports with each change only what was changed.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Reported(NamedTuple):
    """What the widgets hold, each in the order of the measurements."""

    sliders: tuple[float, ...]
    fields: tuple[str, ...]
    missing: tuple[bool, ...]


class Meant(NamedTuple):
    """What the user changed, by the place of the measurement."""

    sliders: dict[int, float]
    fields: dict[int, str]
    missing: dict[int, bool]


def what_is_meant(shown: Reported, before: Reported, now: Reported) -> Meant:
    """Return what the user means by what the browser reports.

    shown is what the last run set the widgets to, before what the browser reported then, now what
    it reports. What is neither shown nor as before is the user's doing. What is as before, but not
    what is shown, is old; unless nothing is new, for then it has been set to that again: any number
    of sliders and switches, or a single field.
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
    """Return the values that no other report has there, by their place."""
    return {
        i: value for i, value in enumerate(values) if all(value != other[i] for other in others)
    }
