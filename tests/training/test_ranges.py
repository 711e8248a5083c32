"""Steps and ranges of sliders, held against the rules for many kinds of numbers."""

import math

import numpy as np
import pytest

from iris_model.training.ranges import ranges

TABLES = {
    "tenths": np.round(np.random.default_rng(0).normal(40, 5, 300), 1),
    "thousands": np.round(np.random.default_rng(1).normal(4e6, 5e5, 300), -3),
    "thousandths": np.round(np.random.default_rng(2).normal(0.02, 0.003, 300), 4),
    "with zeros": np.array([0.0, 0.0, 1.5, 3.0, 2.5]),
    "negative": np.array([-5.0, -3.2, 4.1, 0.0]),
    "all negative": np.array([-50.0, -45.5, -41.1]),
    "no decimals kept": np.random.default_rng(3).normal(10, 1, 300),
    "two values": np.array([0.0, 1.0]),
    "far apart": np.array([0.5, 3.0, 1e5]),
    "close together": np.array([1.0, 1.0000001, 1.0000002]),
}


@pytest.mark.parametrize("values", TABLES.values(), ids=TABLES)
def test_every_range_holds_the_next(values):
    found = ranges(values)
    assert found.training_range == (values.min(), values.max())
    assert found.accepted_range[0] <= found.slider_range[0] <= found.training_range[0]
    assert found.training_range[1] <= found.slider_range[1] <= found.accepted_range[1]
    assert found.slider_range[0] >= 0 or values.min() < 0


@pytest.mark.parametrize("values", TABLES.values(), ids=TABLES)
def test_the_step_is_a_power_of_ten_between_a_thousandth_and_a_tenth_of_the_range(values):
    found, width = ranges(values), float(np.ptp(values))
    assert math.log10(found.step) == pytest.approx(round(math.log10(found.step)))
    assert width / 1000 * 0.999 <= found.step <= width / 10 * 1.001
    assert found.decimals == max(0, -round(math.log10(found.step)))


@pytest.mark.parametrize(
    ("name", "step"), [("tenths", 0.1), ("thousands", 10_000), ("thousandths", 1e-4)]
)
def test_the_step_is_that_of_the_values(name, step):
    values = TABLES[name]
    if name == "thousands":
        values = np.round(values, -4)
    assert ranges(values).step == step


def test_a_few_finer_values_do_not_make_the_step_finer():
    values = np.round(np.random.default_rng(0).normal(40, 5, 300), 1)
    values[:5] += 0.05
    assert ranges(values).step == 0.1


def test_positive_values_are_accepted_from_half_to_double():
    assert ranges(TABLES["two values"] + 1).accepted_range == (0.5, 4.0)


def test_other_values_are_accepted_within_one_width_more():
    assert ranges(TABLES["negative"]).accepted_range == pytest.approx((-14.1, 13.2))
