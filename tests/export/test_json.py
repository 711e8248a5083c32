"""The exported JSON is a model file: readable alone, and loaded again."""

import json
import math

import numpy as np

from iris_model.model_storage import model_bytes, read_model
from tests.export.conftest import specimens_for


def test_the_file_loads_again_as_the_same_model(model):
    text = model_bytes(model).decode()
    again = read_model(text.encode(), "export")
    assert model_bytes(again).decode() == text
    specimens = specimens_for(model)
    np.testing.assert_array_equal(again.probabilities(specimens), model.probabilities(specimens))


def test_the_file_alone_is_enough_to_repeat_the_probabilities(model):
    stored = json.loads(model_bytes(model).decode())
    specimens = specimens_for(model)
    found = []
    for specimen in specimens.tolist():
        scores = [
            intercept + sum(c * value for c, value in zip(row, specimen, strict=True))
            for row, intercept in zip(stored["coefficients"], stored["intercepts"], strict=True)
        ]
        powers = [math.exp(score - max(scores)) for score in scores]
        found.append([power / sum(powers) for power in powers])
    np.testing.assert_allclose(found, model.probabilities(specimens), rtol=0, atol=1e-9)
