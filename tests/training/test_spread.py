"""Means and covariances, held against NumPy and their definitions."""

import numpy as np
import pytest

from iris_model.training.spread import covariances, means

GENERATOR = np.random.default_rng(0)
CODES = np.repeat(np.arange(3), 60)
MEASUREMENTS = GENERATOR.normal(size=(180, 4)) * [1, 100, 0.001, 5] + CODES[:, None]


def test_large_groups_keep_their_own_covariance():
    found = covariances(MEASUREMENTS, CODES)
    for code in range(3):
        group = MEASUREMENTS[code == CODES]
        np.testing.assert_array_equal(found[code], np.cov(group, rowvar=False))
        np.testing.assert_array_equal(means(MEASUREMENTS, CODES)[code], group.mean(axis=0))


FEW = np.concatenate([np.arange(5), np.arange(60, 180)])
HARD = {
    "five rows of four measurements": (MEASUREMENTS[FEW], CODES[FEW]),
    "identical measurements": (MEASUREMENTS[:, [0, 0, 1, 2]], CODES),
    "constant in one group": (
        np.where((CODES == 0)[:, None] & (np.arange(4) == 2), 7.0, MEASUREMENTS),
        CODES,
    ),
    "constant in every group": (np.column_stack([MEASUREMENTS, CODES * 1e4]), CODES),
    "one measurement": (MEASUREMENTS[:, :1], CODES),
}


@pytest.mark.parametrize("table", HARD.values(), ids=HARD)
def test_a_covariance_is_always_positive_definite(table):
    measurements, codes = table
    for covariance in covariances(measurements, codes):
        np.linalg.cholesky(covariance)
        np.testing.assert_allclose(covariance, covariance.T, rtol=1e-12)
        scale = np.sqrt(np.diag(covariance))
        assert np.linalg.cond(covariance / np.outer(scale, scale)) < 1e6


def test_a_small_group_is_shrunk_towards_what_the_groups_share():
    small = covariances(MEASUREMENTS[FEW], CODES[FEW])[0]
    own = np.cov(MEASUREMENTS[:5], rowvar=False)
    shared = covariances(MEASUREMENTS, CODES).mean(axis=0)
    assert np.abs(small - shared).sum() < np.abs(own - shared).sum()
