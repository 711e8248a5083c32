"""What the 150 flowers look like in figures: summaries, correlations, trends and densities."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, FloatArray, Measurement

PAIRS = tuple(combinations(range(len(MEASUREMENTS)), 2))
"""The six pairs of measurements, as indices."""


@dataclass(frozen=True)
class Summary:
    """One measurement over the flowers of one variety, in cm."""

    measurement: Measurement
    variety: str
    mean: float
    standard_deviation: float
    """Divisor n - 1."""
    smallest: float
    median: float
    largest: float


def summaries(dataset: Dataset) -> Iterator[Summary]:
    """Yield the twelve summaries, measurement by measurement."""
    for index, measurement in enumerate(MEASUREMENTS):
        for code, variety in enumerate(VARIETIES):
            values = dataset.of_variety(code)[:, index]
            yield Summary(
                measurement,
                variety,
                mean=float(values.mean()),
                standard_deviation=float(values.std(ddof=1)),
                smallest=float(values.min()),
                median=float(np.median(values)),
                largest=float(values.max()),
            )


@dataclass(frozen=True)
class Correlation:
    """Pearson's correlation of two measurements, over all flowers and within each variety."""

    x: Measurement
    y: Measurement
    overall: float
    within: tuple[float, ...]
    """(3,), in the order of the varieties."""

    @property
    def names(self) -> str:
        """Return the two measurements as a title has them."""
        return f"{self.x.label} and {self.y.label.lower()}"

    @property
    def changes_sign(self) -> bool:
        """Return whether every variety alone contradicts the figure over all flowers."""
        return all(r * self.overall < 0 for r in self.within)


def correlations(dataset: Dataset) -> tuple[Correlation, ...]:
    """Return the six correlations, in the order of `PAIRS`."""
    overall = np.atleast_2d(np.corrcoef(dataset.measurements, rowvar=False))
    within = [
        np.atleast_2d(np.corrcoef(dataset.of_variety(code), rowvar=False))
        for code in range(len(VARIETIES))
    ]
    return tuple(
        Correlation(
            MEASUREMENTS[i],
            MEASUREMENTS[j],
            float(overall[i, j]),
            tuple(float(matrix[i, j]) for matrix in within),
        )
        for i, j in PAIRS
    )


def trend_ends(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the ends (2, 2) of the least-squares line of y on x, at the smallest and largest x."""
    slope, intercept = np.polyfit(x, y, deg=1)
    ends = np.array([x.min(), x.max()])
    return np.column_stack([ends, intercept + slope * ends])


def density(values: FloatArray, at: FloatArray) -> FloatArray:
    """Return the estimated density (m,) of values (n,), per cm, at the places at (m,).

    Gaussian kernels with the rule-of-thumb bandwidth 0.9 · min(sd, IQR/1.34) · n^(-1/5): B. W.
    Silverman, "Density Estimation for Statistics and Data Analysis" (1986), equation 3.31. Where
    that is narrower than the grid of 0.1 cm the flowers were measured on, the grid's step is used.
    """
    quartiles = np.percentile(values, [25, 75])
    spread = min(values.std(ddof=1), (quartiles[1] - quartiles[0]) / 1.34)
    bandwidth = max(0.9 * spread * len(values) ** -0.2, 0.1)
    distances = (at[:, None] - values) / bandwidth
    kernels = np.exp(-(distances**2) / 2) / np.sqrt(2 * np.pi)
    densities: FloatArray = kernels.mean(axis=1) / bandwidth
    return densities


def signed(number: float) -> str:
    """Return a correlation with its sign and two decimals, the minus sign a real one."""
    return f"{number:+.2f}".replace("-", "−")


def correlation_in_words(correlation: Correlation) -> str:
    """Say the four figures of a pair, and what to make of them."""
    figures = ", ".join(
        f"{variety} {signed(r)}" for variety, r in zip(VARIETIES, correlation.within, strict=True)
    )
    facts = (
        f"Over all 150 flowers, the correlation of {correlation.names.lower()} is "
        f"{signed(correlation.overall)}. Within each variety it is {figures}."
    )
    if correlation.changes_sign:
        return (
            f"{facts} The sign changes: the figure over all flowers compares the varieties with "
            "one another and says nothing about a flower beside its sisters. This is Simpson’s "
            "paradox, and the reason to look at each group before trusting a total."
        )
    return (
        f"{facts} The sign is the same, so part of the figure over all flowers is real for each "
        "of them; the rest is the distance between the varieties."
    )
