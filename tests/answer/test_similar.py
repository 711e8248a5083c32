import pytest

from iris_model.answer.similar import similar
from tools.specimens import FORMS, corners, models, random_specimens


@pytest.mark.parametrize("name", FORMS)
def test_similar_specimens_are_the_nearest_in_standard_deviations(name):
    model = models()[name]
    training = model.training
    deviations = [column.std() for column in training.measurements.T]
    numbers = training.numbers.tolist()
    for specimen in [*random_specimens(model.schema, 4, seed=42), corners(model.schema)[-1]]:
        lengths = [
            sum(((a - b) / s) ** 2 for a, b, s in zip(row, specimen, deviations, strict=True))
            ** 0.5
            for row in training.measurements
        ]
        found = similar(model, specimen)
        assert [n.distance for n in found] == pytest.approx(sorted(lengths)[:5])
        for neighbour in found:
            row = numbers.index(neighbour.number)
            assert neighbour.distance == pytest.approx(lengths[row])
            assert neighbour.specimen == tuple(training.measurements[row])
            assert neighbour.code == training.codes[row]


def test_two_equal_training_specimens_come_in_the_files_order():
    twins = similar(models()["irises"], (5.8, 2.7, 5.1, 1.9), count=2)
    assert [(twin.number, twin.distance) for twin in twins] == [(102, 0.0), (143, 0.0)]
