"""The expected mix of groups: given, or estimated from the answers."""

from typing import NamedTuple

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.errors import IrisError
from iris_model.schema import Schema
from iris_model.validation import csv_items, parse_number, shorten

LEAST_SHARE = 1e-6
"""Smallest estimated share: a file that seems to lack a group does not rule it out."""
_ROUNDS, _SETTLED = 2000, 1e-8


class EstimatedMix(NamedTuple):
    """The shares of the groups in specimens of unknown groups."""

    shares: tuple[float, ...]
    """(k,): they sum to 1."""
    errors: tuple[float, ...]
    """(k,): the standard error of each share."""


def equal_mix(schema: Schema) -> tuple[float, ...]:
    """Return equal shares (k,)."""
    count = len(schema.groups)
    return (1 / count,) * count


def parse_mix(schema: Schema, text: str) -> tuple[float, ...]:
    """Return the shares (k,), which sum to 1, of a text such as `Setosa=20,Virginica=80`.

    A line of CSV, in any unit; the last `=` of a pair splits it. Raises IrisError if it can't be
    read, for a missing, unknown or repeated group, and for a share that is not positive.
    """
    found: dict[str, float] = {}
    for pair in csv_items(text, "The mix"):
        name, equals, share = pair.rpartition("=")
        name = name.strip()
        value = parse_number(share)
        if not equals or value is None or not value > 0:
            raise IrisError(
                f"The mix has “{shorten(pair)}”: write {schema.group.singular}=share, "
                "the share a number above 0."
            )
        if name not in schema.group_names:
            raise IrisError(
                f"The mix names “{shorten(name)}”, which is no {schema.group.singular} "
                "of this model."
            )
        if name in found:
            raise IrisError(f"The mix names “{shorten(name)}” twice.")
        found[name] = value
    missing = [name for name in schema.group_names if name not in found]
    if missing:
        raise IrisError(f"The mix lacks a share for “{shorten(missing[0])}”.")
    largest = max(found.values())
    total = sum(value / largest for value in found.values())
    shares = tuple(found[name] / largest / total for name in schema.group_names)
    if not min(shares) > 0:
        raise IrisError("The shares of the mix are too far apart.")
    return shares


def estimate_mix(probabilities: FloatArray, training_shares: FloatArray) -> EstimatedMix:
    """Return the mix of n ≥ 1 specimens from probabilities (n, k) and the training mix (k,).

    Maximum likelihood by expectation and maximisation; standard errors from the observed
    information, the sum of shares fixed. Source: Saerens, Latinne & Decaestecker (2002), Adjusting
    the outputs of a classifier to new a priori probabilities, equations 2.9.
    """
    ratios = probabilities / training_shares
    shares = training_shares
    for _ in range(_ROUNDS):
        weights = ratios * shares
        weights /= weights.sum(axis=1, keepdims=True)
        before, shares = shares, weights.mean(axis=0)
        if np.abs(shares - before).max() < _SETTLED:
            break
    shares = np.maximum(shares, LEAST_SHARE)
    shares /= shares.sum()
    return EstimatedMix(tuple(shares.tolist()), tuple(_errors(ratios, shares).tolist()))


def _errors(ratios: FloatArray, shares: FloatArray) -> FloatArray:
    pulls = ratios / (ratios @ shares)[:, None]
    # Directions that keep the sum of the shares
    count = len(shares)
    along = np.linalg.svd(np.ones((1, count)))[2][1:].T
    information = along.T @ (pulls.T @ pulls) @ along
    covariance = along @ np.linalg.pinv(information, hermitian=True) @ along.T
    errors: FloatArray = np.sqrt(np.maximum(covariance.diagonal(), 0.0))
    return errors
