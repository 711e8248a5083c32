from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from iris_model.answer.examples import examples
from tools.specimens import FORMS, models


@pytest.mark.parametrize("name", FORMS)
def test_each_group_has_a_typical_training_specimen(name):
    model = models()[name]
    for code, group in enumerate(model.schema.group_names):
        example = examples(model)[code]
        assert example.name == f"Typical {group}"
        specimens = model.training.of_group(code)
        spread = specimens.std(axis=0)
        lengths = np.linalg.norm((specimens - specimens.mean(axis=0)) / spread, axis=1)
        own = np.linalg.norm((example.specimen - specimens.mean(axis=0)) / spread)
        assert own == pytest.approx(lengths.min())


@pytest.mark.parametrize("name", FORMS)
def test_the_hardest_specimen_has_the_lowest_probability_of_its_own_group(name):
    model = models()[name]
    training = model.training
    example = examples(model)[len(model.schema.groups)]
    assert example.name.startswith("Hardest")
    own = [
        row[code]
        for row, code in zip(training.out_of_fold_probabilities, training.codes, strict=True)
    ]
    assert example.specimen == training.specimens[int(np.argmin(own))]


@pytest.mark.parametrize("name", FORMS)
def test_the_impossible_specimen_is_the_corner_of_the_sliders_farthest_from_all_groups(name):
    model = models()[name]
    distances = {
        corner: min(
            float((corner - mean) @ np.linalg.inv(covariance) @ (corner - mean))
            for mean, covariance in zip(model.means, model.covariances, strict=True)
        )
        for corner in product(*(m.slider_range for m in model.schema.measurements))
    }
    last = examples(model)[-1]
    if max(distances.values()) <= model.far:
        assert last.name.startswith("Hardest")
    else:
        assert last.name.startswith("Impossible")
        assert distances[last.specimen] == pytest.approx(max(distances.values()))


def test_where_no_corner_is_unlike_there_is_no_impossible_example():
    two = models()["two"]
    wide = replace(two, covariances=two.covariances * 100, results={})
    assert [e.name.split()[0] for e in examples(wide)] == ["Typical", "Typical", "Hardest"]
