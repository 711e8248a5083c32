"""The browser's reports of a specimen's widgets, and what the user changed.

The gap: after a change of a slider, the server sets its exact field, and vice versa. But each
report has all widgets. If another change comes before the server's update, its report has outdated
values that would undo the first.
"""

from typing import Any, NamedTuple

States = frozenset[tuple[int, int, float | str | bool]]
"""States of widgets: the part of a report, the place of the measurement, and the value."""
_FIELDS = 1


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


def what_is_meant(
    shown: Reported, before: Reported, now: Reported, under_way: States = frozenset()
) -> Meant:
    """Return the user's changes in a report.

    shown is what the last run set, before the report it answered, now the present one; under_way
    comes from `still_under_way`. A value that isn't in shown, before or under_way is a change. One
    that is in before but not in shown is outdated, unless nothing else changed: then the user has
    set back any number of sliders and switches, or a single field. So a slider put back exactly to
    where a button moved it from counts as outdated if another one moved too.
    """
    unlike = states_of(now) - states_of(shown)
    changed = unlike - states_of(before) - under_way
    if changed:
        return _meant(changed)
    typed = frozenset(state for state in unlike if state[0] == _FIELDS)
    return _meant(unlike if len(unlike) == 1 else unlike - typed)


def still_under_way(shown: Reported, before: Reported, now: Reported, under_way: States) -> States:
    """Return what answers have set that the browser may not have received yet.

    On arrival it undoes later changes by the user, so the next answer must set it again. under_way
    is all they have set so far; it has all arrived if any value of the last answer has.
    """
    last = (states_of(shown) - states_of(before)) & under_way
    return frozenset() if last & states_of(now) else under_way


def states_of(reported: Reported) -> States:
    """Return the states in a report."""
    parts: tuple[tuple[float | str | bool, ...], ...] = reported
    return frozenset(
        (part, place, value)
        for part, values in enumerate(parts)
        for place, value in enumerate(values)
    )


def _meant(changed: States) -> Meant:
    parts: tuple[dict[int, Any], ...] = ({}, {}, {})
    for part, place, value in changed:
        parts[part][place] = value
    return Meant(*parts)
