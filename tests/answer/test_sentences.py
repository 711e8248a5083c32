from dataclasses import replace

import pytest

from iris_model.answer.changes import Change, changes
from iris_model.answer.doubt import Remeasured, Unlike, unlike
from iris_model.answer.nearest import SingleChange
from iris_model.answer.sentences import (
    change_in_words,
    missing_in_words,
    promise_in_words,
    remeasured_in_words,
    set_in_words,
    shares_in_words,
    uncertain_in_words,
    unlike_in_words,
)
from iris_model.answer.shares import Shares, shares
from iris_model.phrasing import listed, percent
from tools.specimens import FORMS, corners, models, random_specimens

IRISES, PENGUINS, EIGHT = (models()[name] for name in ("irises", "penguins", "eight"))
FLOWER = (5.9, 3.0, 4.9, 1.6)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "< 0.1 %"),
        (0.0004, "< 0.1 %"),
        (0.0005, "0.1 %"),
        (0.5664, "56.6 %"),
        (0.9994, "99.9 %"),
        (0.9996, "> 99.9 %"),
        (1.0, "> 99.9 %"),
    ],
)
def test_a_probability_is_never_shown_as_a_certainty(probability, words):
    assert percent(probability) == words


@pytest.mark.parametrize(("names", "words"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_names_are_listed_as_in_a_sentence(names, words):
    assert listed(names) == words


def change(specimen, moves, single):
    return Change(2, specimen, 1.0, specimen, 1.0, moves, single)


def test_a_change_names_only_the_values_that_move():
    found = change_in_words(IRISES.schema, change((5.9, 2.9, 5.1, 1.6), (1, 2), None))
    assert found == (
        "Smallest change to make it Virginica: sepal width to 2.9 cm and petal length to 5.1 cm. "
        "No single measurement is enough."
    )


def test_a_change_names_the_measurement_that_would_do_alone():
    found = change_in_words(
        IRISES.schema, change((5.9, 2.9, 5.1, 1.6), (1, 2), SingleChange(3, 1.8))
    )
    assert found.endswith(". Petal width alone: to 1.8 cm.")


def test_a_least_change_of_one_measurement_is_said_once():
    single = SingleChange(2, 5.1)
    found = change_in_words(IRISES.schema, change((5.9, 3.0, 5.1, 1.6), (2,), single))
    assert found == "Smallest change to make it Virginica: petal length to 5.1 cm."


def test_a_measurement_without_a_unit_has_none():
    i = next(i for i, m in enumerate(EIGHT.schema.measurements) if m.unit is None)
    found = change_in_words(
        EIGHT.schema, Change(1, (1.0,) * 8, 1.0, (1.0,) * 8, 1.0, (i,), SingleChange(i, 1.0))
    )
    assert found.endswith(f"{EIGHT.schema.measurements[i].phrase} to 1.")


def test_the_only_measurement_is_not_said_to_be_enough_or_not():
    two = models()["two"]
    found = change_in_words(two.schema, changes(two, (8.0,))[0])
    assert found.startswith("Smallest change to make it heavy: weight to 1")
    assert "single" not in found


def test_shares_are_told_largest_first_and_none_that_rounds_to_nothing():
    found = shares_in_words(IRISES, shares(IRISES, (5.1, 3.5, 1.4, 0.2)))
    assert found == (
        "Setosa starts at 33.3 %, the average over the training flowers. In percentage points, "
        "petal length adds 65.6, sepal width adds 0.7 and sepal length adds 0.5; petal width takes "
        "away 0.2. That makes 99.9 %."
    )
    nothing = shares_in_words(IRISES, Shares(0, 0.9, (0.0, 0.0004, -0.0004, 0.0)))
    assert nothing == (
        "Setosa starts at 90.0 %, the average over the training flowers. No measurement changes "
        "that."
    )


def test_a_measurement_outside_its_training_range_is_the_reason_given():
    flower = (5.1, 3.5, 1.4, 3.0)
    assert unlike_in_words(IRISES, flower, unlike(IRISES, flower)) == (
        "Unlike any training flower: petal width is 3 cm (known: 0.1 to 2.5 cm). "
        "Do not rely on this answer."
    )


def test_every_measurement_outside_its_range_is_named():
    flower = (8.5, 5.0, 7.5, 3.0)
    found = unlike_in_words(IRISES, flower, unlike(IRISES, flower))
    for measurement in IRISES.schema.measurements:
        assert measurement.phrase in found


def test_an_odd_combination_of_ordinary_measurements_is_the_reason_given():
    flower = (5.0, 3.4, 1.5, 0.9)
    assert unlike_in_words(IRISES, flower, unlike(IRISES, flower)) == (
        "Unlike any training flower: each measurement is within their range, but not all of them "
        "together. The nearest variety is Setosa: one with the other values would have petal "
        "width near 0.3 cm, not 0.9 cm. Do not rely on this answer."
    )


def test_one_value_between_the_groups_is_the_reason_given():
    two = models()["two"]
    found = unlike_in_words(
        two, (11.0,), Unlike(11.5, (), None, float("nan"), two.schema.group_names.index("heavy"))
    )
    assert found == (
        "Unlike any training specimen: it is far even from the nearest group, heavy. "
        "Do not rely on this answer."
    )


@pytest.mark.parametrize("name", FORMS)
def test_no_sentence_has_a_number_that_is_none_or_a_unit_that_is_none(name):
    model = models()[name]
    for specimen in [*random_specimens(model.schema, 20, seed=61), *corners(model.schema)]:
        strange = unlike(model, specimen)
        said = [
            shares_in_words(model, shares(model, specimen)),
            set_in_words(model, model.classify(specimen)[1]),
            *(change_in_words(model.schema, change) for change in changes(model, specimen)),
            *([unlike_in_words(model, specimen, strange)] if strange else []),
        ]
        for sentence in said:
            assert "nan" not in sentence
            assert "None" not in sentence
            assert sentence.endswith(".")


def test_a_set_of_one_names_it():
    assert set_in_words(IRISES, [0.01, 0.95, 0.04]) == (
        "Only Versicolor is likely enough for the 95 % set, which has the right variety for about "
        "95 of 100 flowers."
    )


def test_a_set_that_would_be_empty_says_that_the_answer_is_open():
    assert set_in_words(IRISES, [0.0, 0.45, 0.55]) == (
        "No variety is likely enough for the 95 % set, which has the right variety for about 95 of "
        "100 flowers. Virginica is only the most likely."
    )


def test_a_set_of_two_names_both():
    model = replace(IRISES, set_threshold=0.75, results={})
    assert set_in_words(model, [0.02, 0.5, 0.48]) == (
        "Versicolor and Virginica are both likely enough for the 95 % set, which has the right "
        "variety for about 95 of 100 flowers."
    )
    assert "are all likely enough for the 95 % set" in set_in_words(model, [0.3, 0.4, 0.3])


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ([0.0, 0.566, 0.434], "Uncertain: it could also be Virginica (43.4 %)."),
        ([0.89996, 0.1, 0.00004], "Uncertain: it could also be Versicolor (10.0 %)."),
        ([0.9, 0.1, 0.0], None),
        ([0.05, 0.0, 0.95], None),
    ],
)
def test_an_answer_below_90_percent_is_called_uncertain(probabilities, words):
    assert uncertain_in_words(IRISES, probabilities) == words


def test_the_promise_says_when_sets_never_name_two():
    assert "never names two" in promise_in_words(IRISES)
    assert "never names two" not in promise_in_words(
        replace(IRISES, set_threshold=0.75, results={})
    )


def test_what_is_missing_says_what_the_answer_is_from_and_what_would_tell_most():
    known = {"sepal_length": 5.9, "sepal_width": 3.0}
    right = IRISES.partial["sepal_length", "sepal_width"].accuracy
    assert missing_in_words(IRISES, known, "petal_width") == (
        f"Sepal length and sepal width alone give the right variety {100 * right:.0f} times in "
        "100. Petal width would tell most."
    )


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (
            (0.0, 0.22, 0.78),
            "± 0.1 cm: measured again, it would be called Virginica 78 times in 100.",
        ),
        ((0.0, 0.0, 1.0), "± 0.1 cm: measured again, it would always be called Virginica."),
        (
            (0.0, 0.001, 0.999),
            "± 0.1 cm: measured again, it would be called Virginica 99.9 times in 100.",
        ),
        (
            (0.3, 0.5, 0.2),
            "± 0.1 cm: measured again, it would be called Virginica 20 times in 100.",
        ),
    ],
)
def test_measured_again_says_how_often_the_name_stays(groups, words):
    assert remeasured_in_words(IRISES.schema, Remeasured(0.1, groups[2], groups)) == words


def test_an_error_without_a_shared_unit_is_said_for_each_measurement():
    found = remeasured_in_words(PENGUINS.schema, Remeasured(2.0, 0.65, (0.65, 0.35, 0.0)))
    assert found == (
        "± 0.2 mm bill length, 0.2 mm bill depth, 2 mm flipper length and 20 g body mass: measured "
        "again, it would be called Adelie 65 times in 100."
    )
