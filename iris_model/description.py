"""What the training specimens look like in figures: summaries, correlations and densities."""

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.model import Model, kept_with_model
from iris_model.schema import Schema


@dataclass(frozen=True)
class Summary:
    """One measurement over the specimens of one group, in the measurement's unit."""

    index: int
    """Of the measurement."""
    code: int
    """Of the group."""
    mean: float
    standard_deviation: float
    """Divisor n - 1."""
    smallest: float
    median: float
    largest: float


@kept_with_model
def summaries(model: Model) -> tuple[Summary, ...]:
    """Return the summaries, measurement by measurement, in each of them group by group."""
    return tuple(
        Summary(
            index,
            code,
            mean=float(values.mean()),
            standard_deviation=float(values.std(ddof=1)) if len(values) > 1 else 0.0,
            smallest=float(values.min()),
            median=float(np.median(values)),
            largest=float(values.max()),
        )
        for index in range(len(model.schema.measurements))
        for code in range(len(model.schema.groups))
        for values in [model.training.of_group(code)[:, index]]
    )


class Correlation(NamedTuple):
    """Pearson's correlation of two measurements, over all specimens and within each group.

    NaN where a measurement is the same in all of them.
    """

    x: int
    y: int
    overall: float
    within: tuple[float, ...]
    """(k,)."""

    @property
    def changes_sign(self) -> bool:
        """Return whether every group alone contradicts the figure over all specimens."""
        return all(r * self.overall < 0 for r in self.within)


@kept_with_model
def correlations(model: Model) -> tuple[Correlation, ...]:
    """Return the correlations of all pairs of measurements, in the order of the schema."""
    training = model.training
    overall = _correlation_matrix(training.measurements)
    within = [
        _correlation_matrix(training.of_group(code)) for code in range(len(model.schema.groups))
    ]
    return tuple(
        Correlation(i, j, float(overall[i, j]), tuple(float(matrix[i, j]) for matrix in within))
        for i, j in combinations(range(len(model.schema.measurements)), 2)
    )


def _correlation_matrix(measurements: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.atleast_2d(np.corrcoef(measurements, rowvar=False))


@kept_with_model
def most_telling(model: Model, count: int) -> tuple[int, ...]:
    """Return the measurements, at most count, whose groups differ most, in the schema's order.

    By the F ratio: the spread of the groups' means over the spread within the groups. Source:
    Fisher (1925), Statistical Methods for Research Workers, chapter 7.
    """
    training = model.training
    groups = [training.of_group(code) for code in range(len(model.schema.groups))]
    middle = training.measurements.mean(axis=0)
    between = sum(len(group) * np.square(group.mean(axis=0) - middle) for group in groups)
    within = sum(np.square(group - group.mean(axis=0)).sum(axis=0) for group in groups)
    ratios = between / np.maximum(within, np.finfo(float).tiny)
    return tuple(sorted(np.argsort(-ratios, kind="stable")[:count].tolist()))


def density(values: FloatArray, at: FloatArray, step: float) -> FloatArray:
    """Return the estimated density (m,) of values (n,), per unit, at the places at (m,).

    Gaussian kernels with the rule-of-thumb bandwidth 0.9 · min(sd, IQR/1.34) · n^(-1/5): B. W.
    Silverman, "Density Estimation for Statistics and Data Analysis" (1986), equation 3.31. Where
    that is narrower than the step the specimens were measured in, the step is used.
    """
    quartiles = np.percentile(values, [25, 75])
    deviation = values.std(ddof=1) if len(values) > 1 else 0.0
    spread = min(deviation, (quartiles[1] - quartiles[0]) / 1.34)
    bandwidth = max(0.9 * spread * len(values) ** -0.2, step)
    distances = (at[:, None] - values) / bandwidth
    kernels = np.exp(-(distances**2) / 2) / np.sqrt(2 * np.pi)
    densities: FloatArray = kernels.mean(axis=1) / bandwidth
    return densities


def signed(number: float) -> str:
    """Return a correlation with its sign and two decimals, the minus sign a real one."""
    return "none" if np.isnan(number) else f"{number:+.2f}".replace("-", "−")


def pair_in_words(schema: Schema, correlation: Correlation) -> str:
    """Return the two measurements as a sentence has them: “sepal length and sepal width”."""
    x, y = schema.measurements[correlation.x], schema.measurements[correlation.y]
    return f"{x.phrase} and {y.phrase}"


def correlation_in_words(model: Model, correlation: Correlation) -> str:
    """Say the figures of a pair, and what to make of them."""
    schema, count = model.schema, len(model.training.codes)
    figures = ", ".join(
        f"{name} {signed(r)}"
        for name, r in zip(schema.group_names, correlation.within, strict=True)
    )
    facts = (
        f"Over all {schema.specimen.counted(count)}, the correlation of "
        f"{pair_in_words(schema, correlation)} is {signed(correlation.overall)}. "
        f"Within each {schema.group.singular}: {figures}."
    )
    if correlation.changes_sign:
        return (
            f"{facts} The sign changes. The figure over all {schema.specimen.plural} compares the "
            f"{schema.group.plural} with one another and says nothing about the "
            f"{schema.specimen.plural} within one of them. This is Simpson’s paradox: look at each "
            "group before you trust a total."
        )
    if all(r * correlation.overall > 0 for r in correlation.within):
        return (
            f"{facts} The sign is the same everywhere. Part of the figure over all "
            f"{schema.specimen.plural} holds within each {schema.group.singular}; the rest is the "
            f"distance between the {schema.group.plural}."
        )
    return f"{facts} The signs differ: what holds over all does not hold within each of them."
