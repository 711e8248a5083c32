"""The 150 flowers and the facts about the measurements, held against scikit-learn's copy."""

import numpy as np
import pytest
from sklearn.datasets import load_iris

from iris_model.dataset import DATA_FILE, MEASUREMENTS, VARIETIES, Flower, load_dataset
from iris_model.training.training import dataset_csv


def test_the_flowers_are_those_of_scikit_learn():
    iris, dataset = load_iris(), load_dataset()
    np.testing.assert_array_equal(dataset.measurements, iris.data)
    np.testing.assert_array_equal(dataset.codes, iris.target)
    assert [name.capitalize() for name in iris.target_names] == list(VARIETIES)


def test_the_data_file_is_what_scikit_learns_copy_generates():
    assert DATA_FILE.read_bytes() == dataset_csv().encode()


@pytest.mark.parametrize("column", range(4), ids=[m.name for m in MEASUREMENTS])
def test_the_training_range_is_that_of_the_flowers(column):
    values = load_dataset().measurements[:, column]
    assert MEASUREMENTS[column].training_range == (values.min(), values.max())


@pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda m: m.name)
def test_the_slider_holds_every_training_flower_and_stays_in_the_accepted_range(measurement):
    smallest, largest = measurement.training_range
    low, high = measurement.slider_range
    least, most = measurement.accepted_range
    assert least <= low <= smallest < largest < high <= most


def test_the_measurements_are_the_fields_of_a_flower_in_order():
    assert tuple(m.name for m in MEASUREMENTS) == Flower._fields


def test_the_shared_arrays_cannot_be_written_to():
    dataset = load_dataset()
    with pytest.raises(ValueError, match="read-only"):
        dataset.measurements[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        dataset.codes[0] = 1


def test_each_variety_has_its_fifty_flowers():
    dataset = load_dataset()
    for code in range(len(VARIETIES)):
        flowers = dataset.of_variety(code)
        assert flowers.shape == (50, 4)
        np.testing.assert_array_equal(flowers, dataset.measurements[dataset.codes == code])
