"""What would change the answer: the nearest flower of each other variety.

With scores linear in the measurements, the flowers of one variety fill a polyhedron: two borders
with the other varieties and the eight ends of the slider ranges. Its nearest point is computed, not
searched for. Distances are in training standard deviations (divisor n).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from iris_model.answer.polyhedron import Polyhedron
from iris_model.answer.tenths import (
    STEPS,
    Leads,
    Wanted,
    in_cm,
    in_steps,
    nearest_flower,
    nearest_single,
)
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, Flower, classify, other_codes
from iris_model.model import Model

_LOWS, _HIGHS = np.array([measurement.slider_range for measurement in MEASUREMENTS]).T


class SingleChange(NamedTuple):
    """One measurement that alone gives another variety, and its new value in cm."""

    measurement: str
    value: float


class Change(NamedTuple):
    """The nearest flower of another variety."""

    to: str
    flower: Flower
    """In whole tenths of a centimetre, on the far side of the border."""
    distance: float
    """From the given flower to `flower`, in training standard deviations."""
    border: Flower
    """The nearest point of all, unrounded: it lies on the border."""
    single: SingleChange | None
    """The smallest change of one measurement alone, or None where no single one does it."""


class _Region(NamedTuple):
    """The flowers of one variety."""

    polyhedron: Polyhedron
    """In training standard deviations."""
    leads: Leads


def changes(model: Model, dataset: Dataset, flower: Flower) -> list[Change]:
    """Return the nearest flower of each other variety within the slider ranges, nearest first.

    Of all flowers in whole tenths of a centimetre that the model gives to that variety, no other
    one is nearer. A variety that no flower within the slider ranges has is left out. The flower
    itself may lie outside the slider ranges.
    """
    variety, _ = classify(model, flower)
    own = VARIETIES.index(variety)
    wanted = Wanted(flower, dataset.standard_deviations.tolist())
    found = [_change(model, dataset, flower, wanted, own, code) for code in other_codes(own)]
    return sorted([change for change in found if change], key=lambda change: change.distance)


def border_point(
    model: Model, dataset: Dataset, flower: Flower, own: int, code: int
) -> Flower | None:
    """Return the nearest point (cm) within the slider ranges where a variety leads or ties.

    None where it never does. own is the flower's own variety, code the other one.
    """
    scale = dataset.standard_deviations.tolist()
    start = [value / length for value, length in zip(flower, scale, strict=True)]
    # The way out of the own variety ends at the border with it, in most cases.
    border = frozenset([other_codes(code).index(own)])
    nearest = _region(model, dataset, code).polyhedron.nearest_point(start, border)
    if nearest is None:
        return None
    return Flower(*[place * length for place, length in zip(nearest, scale, strict=True)])


@lru_cache(maxsize=len(VARIETIES))
def _region(model: Model, dataset: Dataset, code: int) -> _Region:
    others = other_codes(code)
    coefficients = model.coefficients[code] - model.coefficients[others]
    intercepts = model.intercepts[code] - model.intercepts[others]
    scale = dataset.standard_deviations
    borders = coefficients * scale
    lengths = np.linalg.norm(borders, axis=1)
    lengths[lengths == 0] = 1.0
    ends = np.eye(len(MEASUREMENTS))
    normals = np.concatenate([-borders / lengths[:, None], -ends, ends])
    limits = np.concatenate([intercepts / lengths, -_LOWS / scale, _HIGHS / scale])
    return _Region(
        polyhedron=Polyhedron(normals, limits),
        leads=Leads(
            start=(intercepts + coefficients @ _LOWS).tolist(),
            slopes=(coefficients / STEPS).tolist(),
        ),
    )


def _change(
    model: Model, dataset: Dataset, flower: Flower, wanted: Wanted, own: int, code: int
) -> Change | None:
    border = border_point(model, dataset, flower, own, code)
    if border is None:
        return None
    leads = _region(model, dataset, code).leads
    found = nearest_flower(leads, wanted, in_steps(border))
    if found is None:
        return None
    steps, distance = found
    single = nearest_single(leads, wanted)
    return Change(
        to=VARIETIES[code],
        flower=Flower(*[in_cm(i, step) for i, step in enumerate(steps)]),
        distance=distance,
        border=border,
        single=SingleChange(MEASUREMENTS[single[0]].name, in_cm(*single)) if single else None,
    )
