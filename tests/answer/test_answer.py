import json

import msgspec
import pytest

from iris_model.answer.answer import Answer, answer, answer_in_words
from iris_model.answer.doubt import prediction_set
from iris_model.errors import IrisError
from tools.specimens import FORMS, corners, models, random_specimens

IRISES = models()["irises"]
SETOSA = dict(zip(IRISES.schema.names, (5.1, 3.5, 1.4, 0.2), strict=True))


def specimens(model):
    return [*random_specimens(model.schema, 8, seed=51), *corners(model.schema)[::7]]


@pytest.mark.parametrize("name", FORMS)
def test_the_answer_has_the_documented_form(name):
    model = models()[name]
    names, groups = [*model.schema.names], [*model.schema.group_names]
    for specimen in specimens(model):
        found = msgspec.to_builtins(answer(model, model.schema.by_name(specimen), error=1.0))
        assert [*found] == [
            "predicted", "probabilities", "measured", "prediction_set", "warnings", "shares",
            "changes", "similar", "remeasured", "next",
        ]  # fmt: skip
        assert [*found["probabilities"]] == groups
        assert found["measured"] == names
        assert [*found["shares"]] == ["base", *names]
        for change in found["changes"]:
            assert [*change] == ["to", "specimen", "distance", "border_distance", "single"]
            assert [*change["specimen"]] == names
            assert change["single"] is None or [*change["single"]] == ["measurement", "value"]
        assert len(found["similar"]) == 5
        for neighbour in found["similar"]:
            assert [*neighbour] == ["specimen", "group", "distance"]
        assert [*found["remeasured"]] == ["error", "same", "groups"]
        assert [*found["remeasured"]["groups"]] == groups
        assert found["next"] is None


@pytest.mark.parametrize("name", FORMS)
def test_the_answer_survives_json_unrounded(name):
    model = models()[name]
    for specimen in specimens(model):
        found = answer(model, model.schema.by_name(specimen))
        text = msgspec.json.encode(found)
        assert msgspec.json.decode(text, type=Answer) == found
        assert json.loads(text) == msgspec.to_builtins(found)


@pytest.mark.parametrize("name", FORMS)
def test_the_answer_says_what_the_model_says(name):
    model = models()[name]
    groups = model.schema.group_names
    for specimen in specimens(model):
        code, probabilities = model.classify(specimen)
        found = answer(model, model.schema.by_name(specimen))
        assert found.predicted == groups[code]
        assert [*found.probabilities.values()] == probabilities
        assert found.prediction_set == [groups[c] for c in prediction_set(model, probabilities)]
        assert sum(found.shares.values()) == pytest.approx(max(probabilities), abs=1e-12)
        assert found.remeasured is None


@pytest.mark.parametrize("name", FORMS)
def test_from_some_measurements_the_answer_is_that_of_the_model_of_only_them(name):
    model = models()[name]
    for specimen in specimens(model)[:4]:
        for size in {1, len(specimen) - 1} - {0, len(specimen)}:
            chosen = model.schema.names[-size:]
            known = dict(zip(chosen, specimen[-size:], strict=True))
            found, part = answer(model, known, error=0.5), model.knowing(chosen)
            alone = answer(part, known, error=0.5)
            assert found.next in {*model.schema.names} - {*chosen}
            assert msgspec.structs.replace(found, next=None) == alone
            fitted = model.partial[chosen]
            scores = fitted.coefficients @ specimen[-size:] + fitted.intercepts
            assert found.predicted == model.schema.group_names[int(scores.argmax())]


def test_measurements_may_come_in_any_order():
    assert answer(IRISES, dict(reversed(SETOSA.items()))) == answer(IRISES, SETOSA)


def test_nothing_known_is_refused():
    with pytest.raises(IrisError, match="at least one measurement of the flower"):
        answer(IRISES, {})


def test_another_mix_moves_the_probabilities_by_its_odds():
    mixed = IRISES.with_mix((0.2, 0.2, 0.6))
    known = dict(zip(IRISES.schema.names, (5.9, 3.0, 4.9, 1.6), strict=True))
    plain, moved = answer(IRISES, known).probabilities, answer(mixed, known).probabilities
    odds = plain["Virginica"] / plain["Versicolor"]
    assert moved["Virginica"] / moved["Versicolor"] == pytest.approx(3 * odds)
    for name in IRISES.schema.names:
        part = answer(mixed, {name: known[name]}).probabilities
        before = answer(IRISES, {name: known[name]}).probabilities
        odds = before["Virginica"] / before["Versicolor"]
        assert part["Virginica"] / part["Versicolor"] == pytest.approx(3 * odds)


def test_the_words_start_with_the_group_and_hold_every_part():
    words = answer_in_words(IRISES, SETOSA)
    lines = words.splitlines()
    assert lines[0] == "Setosa (99.9 %)"
    assert "Warning" not in words
    assert "95 % set" not in words  # it only ever repeats the answer for the irises
    assert any(line.startswith("Setosa starts at") for line in lines)
    assert any(line.startswith("Smallest change to make it Versicolor: ") for line in lines)
    assert any(line.startswith("Smallest change to make it Virginica: ") for line in lines)


def test_the_words_name_the_set_where_it_can_name_several():
    assert "95 % set" in answer_in_words(IRISES, {"sepal_width": 3.0})


def test_the_words_say_that_an_answer_is_uncertain():
    known = dict(zip(IRISES.schema.names, (5.9, 3.0, 4.9, 1.6), strict=True))
    assert "Uncertain: it could also be Virginica (39.5 %)." in answer_in_words(IRISES, known)
    assert "Uncertain" not in answer_in_words(IRISES, SETOSA)


def test_the_words_warn_right_below_the_answer():
    known = dict(zip(IRISES.schema.names, (8.5, 5.0, 7.5, 3.0), strict=True))
    lines = answer_in_words(IRISES, known).splitlines()
    assert lines[1].startswith("Warning: Unlike any training flower")


def test_the_words_say_what_is_missing_and_what_measuring_again_would_give():
    words = answer_in_words(IRISES, {"sepal_length": 5.9, "petal_length": 4.9}, error=0.1)
    assert "Sepal length and petal length alone give the right variety" in words
    assert "Petal width would tell most." in words
    assert "± 0.1 cm: measured again, it would " in words


@pytest.mark.parametrize("name", FORMS)
def test_no_probability_below_one_is_shown_as_certainty(name):
    model = models()[name]
    for specimen in specimens(model):
        words = answer_in_words(model, model.schema.by_name(specimen))
        assert "100.0 %" not in words
        assert " 0.0 %" not in words
