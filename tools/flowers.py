"""Flowers that tests try everything on: the corners of both kinds of ranges, and random ones."""

from itertools import product

import numpy as np

from iris_model.dataset import MEASUREMENTS, FloatArray, Flower

CORNERS = [
    *(Flower(*corner) for corner in product(*(m.slider_range for m in MEASUREMENTS))),
    *(Flower(*corner) for corner in product(*(m.accepted_range for m in MEASUREMENTS))),
]


def random_measurements(count: int, seed: int) -> FloatArray:
    """Return measurements (count, 4) spread evenly over the slider ranges."""
    lows, highs = np.array([m.slider_range for m in MEASUREMENTS]).T
    return np.random.default_rng(seed).uniform(lows, highs, (count, len(MEASUREMENTS)))


def random_flowers(count: int, seed: int) -> list[Flower]:
    """Return flowers spread evenly over the slider ranges, in hundredths of a centimetre."""
    return [Flower(*row) for row in random_measurements(count, seed).round(2).tolist()]
