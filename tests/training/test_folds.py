"""Folds and samples: every row judged once, every group in every part."""

import numpy as np
import pytest

from iris_model.training.folds import (
    FEW_ROWS,
    held_out_folds,
    stratified_folds,
    stratified_sample,
    usual_plan,
)

UNEQUAL = np.repeat(np.arange(3), [3000, 60, 5])


@pytest.mark.parametrize("count", [60, 500, 2000])
def test_a_sample_has_the_groups_in_proportion_and_none_is_lost(count):
    places = stratified_sample(UNEQUAL, count)
    sizes = np.bincount(UNEQUAL[places])
    assert len(np.unique(places)) == len(places) <= count
    assert sizes.min() >= 5
    assert sizes[0] > 0.8 * len(places)
    np.testing.assert_array_equal(places, np.sort(places))
    np.testing.assert_array_equal(places, stratified_sample(UNEQUAL, count))


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_the_smallest_sample_has_every_group(count):
    sizes = np.bincount(UNEQUAL[stratified_sample(UNEQUAL, count)])
    assert sizes.min() >= 1
    assert sizes.sum() <= max(count, 3)


def test_few_rows_are_all_taken():
    np.testing.assert_array_equal(stratified_sample(UNEQUAL, 5000), np.arange(len(UNEQUAL)))


@pytest.mark.parametrize("codes", [UNEQUAL, UNEQUAL[2900:]], ids=["many", "few"])
def test_every_row_is_judged_once_by_a_fit_without_it(codes):
    for folds in (stratified_folds(codes, 10), held_out_folds(codes)):
        judged = np.concatenate([rows for _, rows in folds])
        np.testing.assert_array_equal(np.sort(judged), np.arange(len(codes)))
        for fitted_on, judged_on in folds:
            assert not np.intersect1d(fitted_on, judged_on).size
            assert set(codes[fitted_on]) == {0, 1, 2}


def test_few_rows_are_left_out_one_at_a_time_and_judged_three_times():
    few, many = np.arange(FEW_ROWS) % 2, np.arange(FEW_ROWS + 2) % 2
    assert (len(held_out_folds(few)), usual_plan(few).repeats) == (FEW_ROWS, 3)
    assert (len(held_out_folds(many)), usual_plan(many).repeats) == (10, 1)
    assert usual_plan(UNEQUAL).folds == 5
