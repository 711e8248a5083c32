"""Means and covariances of the groups."""

import numpy as np

from iris_model.arrays import FloatArray, IntArray

_ENOUGH = 10
"""Rows for each measurement from which a group's covariance is not shrunk."""
_NARROWEST = 1e-4
"""Smallest variance in any direction, relative to that of each measurement within groups."""


def means(measurements: FloatArray, codes: IntArray) -> FloatArray:
    """Return the mean (k, d) of each group."""
    return np.array([measurements[codes == code].mean(axis=0) for code in np.unique(codes)])


def covariances(measurements: FloatArray, codes: IntArray) -> FloatArray:
    """Return the covariance (k, d, d) of each group, positive definite.

    With few rows it is shrunk towards the shared one, after Friedman (1989), regularised
    discriminant analysis. Constant or collinear measurements get a smallest variance.
    """
    groups = [measurements[codes == code] for code in np.unique(codes)]
    count, d = measurements.shape
    own = [np.atleast_2d(np.cov(group, rowvar=False)) for group in groups]
    within = sum((len(g) - 1) * c for g, c in zip(groups, own, strict=True))
    shared = within / (count - len(groups))
    deviations = np.sqrt(np.diag(shared))
    smallest = measurements.std(axis=0) * np.sqrt(_NARROWEST)
    scale = np.where(deviations > smallest * np.sqrt(_NARROWEST), deviations, smallest)
    found = []
    for group, covariance in zip(groups, own, strict=True):
        if len(group) < _ENOUGH * d:
            weight = d / (d + len(group))
            covariance = (1 - weight) * covariance + weight * shared
        found.append(_positive_definite(covariance, scale))
    return np.array(found)


def _positive_definite(covariance: FloatArray, scale: FloatArray) -> FloatArray:
    units = np.outer(scale, scale)
    values, vectors = np.linalg.eigh(covariance / units)
    if values.min() >= _NARROWEST:
        return covariance
    raised = (vectors * np.maximum(values, _NARROWEST)) @ vectors.T
    symmetric: FloatArray = (raised + raised.T) / 2 * units
    return symmetric
