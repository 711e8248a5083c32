"""What would change the answer: the nearest specimen of each other group.

A group's specimens fill a polyhedron, bounded by the other groups and the slider ranges. Its
nearest point is exact, then rounded to values that can be typed. Distances are in training standard
deviations (divisor n).
"""

from operator import mul
from typing import NamedTuple

from iris_model.answer.nearest import Nearest, SingleChange, Wanted
from iris_model.answer.regions import Region, regions
from iris_model.model import Model, kept_with_model
from iris_model.schema import Specimen


class Change(NamedTuple):
    """The nearest specimen of another group."""

    code: int
    specimen: Specimen
    """Beyond the border, with values that can be typed."""
    distance: float
    """From the given specimen to `specimen`."""
    border: Specimen
    """The nearest point, unrounded, on the border."""
    border_distance: float
    moves: tuple[int, ...]
    """The indices of the measurements that change."""
    single: SingleChange | None
    """The smallest change of one measurement alone, or None if no single one is enough."""


def changes(model: Model, specimen: Specimen, own: int | None = None) -> list[Change]:
    """Return the nearest specimen of each other group within the sliders, nearest first.

    Each is at most 0.05 beyond the border and needs all its moves. The given specimen may be
    outside the sliders; own is its group's code, if known.
    """
    own = model.classify(specimen)[0] if own is None else own
    others = [target for target in regions(model) if target.code != own]
    if not others:
        return []
    wanted = Wanted(specimen, others[0], _decimals(model))
    found = [_change(target, wanted) for target in others]
    return sorted([change for change in found if change], key=lambda change: change.distance)


def _change(target: Region, wanted: Wanted) -> Change | None:
    search = Nearest(target, wanted)
    if not search.border:
        return None
    single = search.single()
    found = search.alone(single) if single else None
    found = found or search.specimen()
    if found is None:
        return None
    before = wanted.specimen
    return Change(
        code=target.code,
        specimen=tuple(found),
        distance=search.distance(found),
        border=tuple(map(mul, search.border, target.scale)),
        border_distance=search.least,
        moves=tuple([i for i, value in enumerate(found) if value != before[i]]),
        single=single,
    )


@kept_with_model
def _decimals(model: Model) -> list[int]:
    return [measurement.decimals + 1 for measurement in model.schema.measurements]
