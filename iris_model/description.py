"""The training rows in figures: summaries, correlations, densities, separation."""

from dataclasses import dataclass
from itertools import combinations, product
from math import isfinite

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.model import Model, kept_with_model
from iris_model.phrasing import listed
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
    """Return a summary of each measurement in each group."""
    found = []
    for index, code in product(range(len(model.schema.names)), range(len(model.schema.groups))):
        values = model.training.of_group(code)[:, index]
        deviation = float(values.std(ddof=1)) if len(values) > 1 else 0.0
        mean, median = float(values.mean()), float(np.median(values))
        ends = float(values.min()), float(values.max())
        found.append(Summary(index, code, mean, deviation, ends[0], median, ends[1]))
    return tuple(found)


@dataclass(frozen=True)
class Correlation:
    """Pearson's correlation of two measurements, overall and in each group; NaN for a constant."""

    x: int
    y: int
    overall: float
    within: tuple[float, ...]
    """(k,), in the order of the groups."""

    @property
    def opposite(self) -> list[int]:
        """Return the codes of the groups whose sign differs from the overall one."""
        return [code for code, r in enumerate(self.within) if r * self.overall < 0]

    @property
    def changes_sign(self) -> bool:
        """Return whether every group contradicts the overall figure."""
        return len(self.opposite) == len(self.within)


@kept_with_model
def correlations(model: Model) -> tuple[Correlation, ...]:
    """Return the correlation of each pair, in the schema's order."""
    training = model.training
    groups = [training.of_group(code) for code in range(len(model.schema.groups))]
    with np.errstate(divide="ignore", invalid="ignore"):
        matrices = [
            np.atleast_2d(np.corrcoef(rows, rowvar=False))
            for rows in (training.measurements, *groups)
        ]
    found = []
    for i, j in combinations(range(len(model.schema.names)), 2):
        overall, *within = (float(matrix[i, j]) for matrix in matrices)
        found.append(Correlation(i, j, overall, tuple(within)))
    return tuple(found)


def f_ratio(column: FloatArray, codes: IntArray) -> float:
    """Return the variance of a column (n,) between its groups over that within them.

    NaN and codes (n,) below 0 are unknown. Source: R. A. Fisher, “Statistical Methods for Research
    Workers” (1925), chapter 7.
    """
    known = np.isfinite(column) & (codes >= 0)
    values, groups = column[known], codes[known]
    different, sizes = np.unique(groups, return_counts=True)
    means = np.array([values[groups == group].mean() for group in different])
    between = float(sizes @ (means - values.mean()) ** 2) / max(len(different) - 1, 1)
    within = float(np.square(values - means[np.searchsorted(different, groups)]).sum())
    within /= max(len(values) - len(different), 1)
    return between / within if within else float("inf")


@kept_with_model
def separation(model: Model) -> tuple[float, ...]:
    """Return each measurement's F ratio."""
    return tuple(f_ratio(c, model.training.codes) for c in model.training.measurements.T)


def most_separating(model: Model, count: int) -> list[int]:
    """Return the measurements with the largest F ratios, in the schema's order."""
    return sorted(np.argsort(np.negative(separation(model)), kind="stable")[:count].tolist())


def density(values: FloatArray, at: FloatArray, narrowest: float) -> FloatArray:
    """Return the estimated density (m,) of values (n,), per unit, at the places at (m,).

    Gaussian kernels, bandwidth 0.9 · min(sd, IQR/1.34) · n^(-1/5), but at least `narrowest`.
    Source: B. W. Silverman, "Density Estimation for Statistics and Data Analysis" (1986), equation
    3.31.
    """
    quartiles = np.percentile(values, [25, 75])
    deviation = values.std(ddof=1) if len(values) > 1 else 0.0
    spread = min(deviation, (quartiles[1] - quartiles[0]) / 1.34)
    bandwidth = max(0.9 * spread * len(values) ** -0.2, narrowest)
    distances = (at[:, None] - values) / bandwidth
    kernels = np.exp(-(distances**2) / 2) / np.sqrt(2 * np.pi)
    densities: FloatArray = kernels.mean(axis=1) / bandwidth
    return densities


def signed(number: float) -> str:
    """Return a correlation with two decimals and a real sign."""
    return f"{number:+z.2f}".replace("-", "−") if isfinite(number) else "none"


def pair_name(schema: Schema, x: int, y: int) -> str:
    """Return two measurements as a title: “Sepal length and sepal width”."""
    return f"{schema.measurements[x].label} and {schema.measurements[y].phrase}"


def correlation_in_words(schema: Schema, correlation: Correlation, count: int) -> str:
    """Say a pair's correlation over `count` specimens and in each group, and what it means."""
    x, y = (schema.measurements[index].phrase for index in (correlation.x, correlation.y))
    within = zip(schema.group_names, correlation.within, strict=True)
    figures = listed([f"{name} {signed(r)}" for name, r in within])
    facts = (
        f"Over all {schema.specimen.counted(count)}, the correlation of {x} and {y} is "
        f"{signed(correlation.overall)}. Within each {schema.group.singular} it is {figures}."
    )
    return f"{facts} {_lesson(schema, correlation)}"


def _lesson(schema: Schema, correlation: Correlation) -> str:
    group, groups, specimens = schema.group.singular, schema.group.plural, schema.specimen.plural
    if correlation.changes_sign:
        return (
            f"The sign changes: every {group} shows the opposite of all {specimens} together, "
            f"because the {groups} differ from one another. This is Simpson’s paradox, and the "
            "reason to look at each group before you trust a total."
        )
    if correlation.opposite:
        return (
            f"The sign is the opposite in {len(correlation.opposite)} of {len(correlation.within)} "
            f"{groups}, so the total says little about any one of them."
        )
    if all(r * correlation.overall > 0 for r in correlation.within):
        return (
            f"The sign is the same in every {group}, so the link is more than a difference "
            f"between {groups}."
        )
    return f"Not every {group} has a correlation of its own here."
