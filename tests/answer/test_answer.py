import json

import pytest

from iris_model.answer.answer import answer, answer_in_words
from iris_model.answer.doubt import prediction_set
from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    Flower,
    classify,
    default_model,
    load_dataset,
)
from tools.flowers import CORNERS, random_flowers

MODEL = default_model()
DATASET = load_dataset()
NAMES = [measurement.name for measurement in MEASUREMENTS]
FLOWERS = [*random_flowers(40, seed=51), *CORNERS]


def test_the_answer_has_the_documented_form_for_every_flower():
    for flower in FLOWERS:
        found = answer(MODEL, DATASET, flower)
        assert [*found] == [
            "variety", "probabilities", "prediction_set", "warnings", "shares", "changes", "similar"
        ]  # fmt: skip
        assert [*found["probabilities"]] == [*VARIETIES]
        assert [*found["shares"]] == ["base", *NAMES]
        assert len(found["changes"]) == 2
        assert len(found["similar"]) == 5
        for change in found["changes"]:
            assert [*change] == ["to", "flower", "distance", "single"]
            assert [*change["flower"]] == NAMES
            assert change["single"] is None or [*change["single"]] == ["measurement", "value"]
        for neighbour in found["similar"]:
            assert [*neighbour] == [*NAMES, "variety", "distance"]


def test_the_answer_survives_json_unrounded():
    for flower in FLOWERS:
        found = answer(MODEL, DATASET, flower)
        assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_answer_says_what_the_model_says():
    for flower in FLOWERS:
        variety, probabilities = classify(MODEL, flower)
        found = answer(MODEL, DATASET, flower)
        assert found["variety"] == variety
        assert [*found["probabilities"].values()] == probabilities.tolist()
        assert found["prediction_set"] == prediction_set(MODEL, probabilities)
        assert sum(found["shares"].values()) == pytest.approx(probabilities.max(), abs=1e-12)


def test_the_words_start_with_the_variety_and_hold_every_part():
    words = answer_in_words(MODEL, DATASET, Flower(5.1, 3.5, 1.4, 0.2))
    lines = words.splitlines()
    assert lines[0] == "Setosa (99.9 %)"
    assert "Warning" not in words
    assert any(line.startswith("The 95 % set is Setosa alone") for line in lines)
    assert any(line.startswith("For Versicolor, the least change is") for line in lines)
    assert any(line.startswith("For Virginica, the least change is") for line in lines)


def test_the_words_warn_right_below_the_answer():
    lines = answer_in_words(MODEL, DATASET, Flower(8.5, 5.0, 7.5, 3.0)).splitlines()
    assert lines[1].startswith("Warning: Unlike any training flower")


def test_no_probability_below_one_is_shown_as_certainty():
    for flower in FLOWERS:
        words = answer_in_words(MODEL, DATASET, flower)
        assert "100.0 %" not in words
        assert " 0.0 %" not in words
