"""What would change the answer: the nearest flower of each other variety.

With scores linear in the measurements, the flowers of one variety fill a polyhedron: two borders
with the other varieties and the eight ends of the slider ranges. Its nearest point is computed, not
searched for. Distances are in training standard deviations (divisor n).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from iris_model.classifier import Model, classify
from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Flower
from iris_model.explain.polyhedron import Polyhedron
from iris_model.explain.tenths import (
    STEPS,
    Leads,
    Wanted,
    in_cm,
    in_steps,
    nearest_flower,
    nearest_single,
)

_LOWS, _HIGHS = np.array([measurement.slider_range for measurement in MEASUREMENTS]).T


@dataclass(frozen=True)
class SingleChange:
    """One measurement that alone gives another variety, and its new value in cm."""

    measurement: str
    value: float


@dataclass(frozen=True)
class Change:
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


@dataclass(frozen=True)
class _Region:
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
    own, _ = classify(model, flower)
    wanted = Wanted(flower, dataset.standard_deviations.tolist())
    found = (
        _change(model, dataset, flower, wanted, code)
        for code, variety in enumerate(VARIETIES)
        if variety != own
    )
    return sorted((change for change in found if change), key=lambda change: change.distance)


def border_point(model: Model, dataset: Dataset, flower: Flower, code: int) -> FloatArray | None:
    """Return the nearest point (4,), cm, within the slider ranges where a variety leads or ties.

    None where it never does.
    """
    scale = dataset.standard_deviations
    nearest = _region(model, dataset, code).polyhedron.nearest_point(np.array(flower) / scale)
    return None if nearest is None else nearest * scale


@lru_cache(maxsize=len(VARIETIES))
def _region(model: Model, dataset: Dataset, code: int) -> _Region:
    others = [other for other in range(len(VARIETIES)) if other != code]
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
    model: Model, dataset: Dataset, flower: Flower, wanted: Wanted, code: int
) -> Change | None:
    border = border_point(model, dataset, flower, code)
    if border is None:
        return None
    border_flower, leads = Flower(*border.tolist()), _region(model, dataset, code).leads
    steps = nearest_flower(leads, wanted, in_steps(border_flower))
    if steps is None:
        return None
    single = nearest_single(leads, wanted)
    return Change(
        to=VARIETIES[code],
        flower=Flower(*[in_cm(i, step) for i, step in enumerate(steps)]),
        distance=wanted.distance(steps),
        border=border_flower,
        single=SingleChange(MEASUREMENTS[single[0]].name, in_cm(*single)) if single else None,
    )
