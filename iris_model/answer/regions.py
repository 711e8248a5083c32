"""The polyhedron within the sliders that belongs to one group, and its nearest point."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import mul

import daqp
import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import FloatArray
from iris_model.model import Model, kept_with_model

LEAD = 1e-9
"""Score by which a group must lead, so that rounding can't make a tie."""
_NO_LIMIT = -1e30
_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Region:
    """The specimens within the sliders that get one group.

    d measurements; b borders with other groups, usually k - 1.
    """

    code: int
    """Of the group."""
    scale: list[float]
    """(d,): the training standard deviations."""
    lows: list[float]
    """(d,): lower ends of the sliders."""
    highs: list[float]
    first: list[float]
    """(d,): the lower ends in standard deviations."""
    last: list[float]
    leads: list[tuple[list[float], float]]
    """For each border, the growth (d,) of the lead per unit of each measurement, and its start."""
    slopes: list[list[float]]
    """(d, b): growth of each lead per unit of a measurement."""
    squares: list[list[float]]
    """(d, b): growth of each lead per training standard deviation, squared."""
    gradients: list[list[float]]
    """(b, d): growth of each lead per training standard deviation."""
    steepest: list[list[int]]
    """(b, d): the measurements, the one that each lead grows fastest with first."""
    growths: list[float]
    """(b,): the sums of `squares`."""
    lengths: list[float]
    """(b,): their roots, the growth of each lead at right angles to the border."""
    matrix: FloatArray
    """(b, d): normals; the solver limits normal · point as well as the point."""
    identity: FloatArray
    """(d, d): identity, so that the solver minimises the distance."""
    senses: NDArray[np.int32]
    """(d + b,): zeros; all limits are inequalities."""
    lower: FloatArray
    """(d + b,): limits, like `upper`."""
    upper: FloatArray

    def leads_at(self, specimen: Sequence[float]) -> list[float]:
        """Return the group's leads (b,) over the others that vary."""
        return [start + sum(map(mul, growth, specimen)) for growth, start in self.leads]

    def nearest_point(
        self, start: Sequence[float], moving: Collection[int], margins: FloatArray | None = None
    ) -> list[float] | None:
        """Return the point (d,) of the region nearest to start (d,), or None if it is empty.

        In standard deviations. Only moving may leave their start; margins (b,) are leads to keep.
        Source: Arnström, Bemporad & Axehill (2022), A dual active-set solver for embedded quadratic
        programming using recursive LDLᵀ updates.
        """
        lower, upper = self.lower, self.upper
        if len(moving) < len(start) or margins is not None:
            lower, upper = lower.copy(), upper.copy()
            for i, place in enumerate(start):
                if i not in moving:
                    lower[i] = upper[i] = place
            if margins is not None:
                upper[len(start) :] -= margins / self.lengths
        pull = -np.array(start)
        point, _, status, _ = daqp.solve(
            self.identity, pull, self.matrix, upper, lower, self.senses, primal_tol=_TOLERANCE
        )
        return point.tolist() if status > 0 else None


@kept_with_model
def regions(model: Model) -> list[Region]:
    """Return the regions of the groups that lead somewhere."""
    found = [_region(model, code) for code in range(len(model.schema.groups))]
    return [region for region in found if region]


def _region(model: Model, code: int) -> Region | None:
    others = [other for other in range(len(model.schema.groups)) if other != code]
    growths = model.coefficients[code] - model.coefficients[others]
    starts = model.intercepts[code] - model.intercepts[others]
    has_border = growths.any(axis=1)
    if (starts[~has_border] <= LEAD).any():
        return None
    growths, starts = growths[has_border], starts[has_border]
    scale = model.training.standard_deviations
    lows, highs = np.array([m.slider_range for m in model.schema.measurements]).T
    gradients = growths * scale
    squares = np.square(gradients)
    lengths = np.linalg.norm(gradients, axis=1)
    return Region(
        code=code,
        scale=scale.tolist(),
        lows=lows.tolist(),
        highs=highs.tolist(),
        first=(lows / scale).tolist(),
        last=(highs / scale).tolist(),
        leads=[*zip(growths.tolist(), starts.tolist(), strict=True)],
        slopes=growths.T.tolist(),
        squares=squares.T.tolist(),
        gradients=gradients.tolist(),
        steepest=(-squares).argsort(axis=1).tolist(),
        growths=squares.sum(axis=1).tolist(),
        lengths=lengths.tolist(),
        matrix=-gradients / lengths[:, None],
        identity=np.eye(len(scale)),
        senses=np.zeros(len(scale) + len(lengths), dtype=np.int32),
        lower=np.concatenate([lows / scale, np.full(len(lengths), _NO_LIMIT)]),
        upper=np.concatenate([highs / scale, starts / lengths]),
    )
