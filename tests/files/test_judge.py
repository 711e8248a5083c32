"""Many specimens judged at once, held against the model's own formulas, specimen by specimen."""

import numpy as np
import pytest

from iris_model.files.judge import judge
from iris_model.files.results import STEPS
from iris_model.model import Model
from tests.files.test_lines import models


@pytest.mark.parametrize("model", models(), ids=lambda model: model.schema.title)
def test_answers_are_those_of_the_models_formulas(model: Model) -> None:
    lows, highs = np.array([m.accepted_range for m in model.schema.measurements]).T
    kept = model.training.measurements
    generator = np.random.default_rng(3)
    noise = generator.standard_normal((20_000, len(lows))) * kept.std(axis=0)
    near = kept[generator.integers(len(kept), size=len(noise))] + noise
    specimens = near.clip(lows, highs)
    judged = judge(specimens.T, model)
    probabilities = model.probabilities(specimens)
    likeliest = probabilities.argmax(axis=1)
    assert (judged.codes == likeliest).all()
    assert np.abs(judged.steps.T - probabilities * STEPS).max() <= 0.5 + 1e-6
    members = (1 - probabilities <= model.set_threshold) << np.arange(probabilities.shape[1])
    assert (judged.members == members.sum(axis=1)).all()
    distances = model.distances(specimens)
    assert (judged.unlike == (distances.min(axis=1) > model.far)).all()
    own = distances[np.arange(len(distances)), likeliest]
    near_another = (own > model.far) & ~judged.unlike
    assert near_another.any() or len(lows) == 1
