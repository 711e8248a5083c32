import pytest

from iris_model.answer.changes import Change, SingleChange
from iris_model.answer.sentences import change_in_words, shares_in_words
from iris_model.answer.shares import shares
from iris_model.dataset import Flower, default_model, load_dataset
from iris_model.phrasing import listed, percent

FLOWER = Flower(5.9, 3.0, 4.9, 1.6)


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


def change(flower, single):
    return Change("Virginica", flower, 1.0, flower, single)


def test_a_change_names_only_the_values_that_move():
    found = change_in_words(FLOWER, change(Flower(5.9, 2.9, 5.1, 1.6), None))
    assert found == (
        "For Virginica, the least change is sepal width to 2.9 and petal length to 5.1 cm; "
        "no single measurement is enough."
    )


def test_a_change_names_the_measurement_that_would_do_alone():
    single = SingleChange("petal_width", 1.8)
    found = change_in_words(FLOWER, change(Flower(5.9, 2.9, 5.1, 1.6), single))
    assert found.endswith("; petal width alone would have to be 1.8 cm.")


def test_a_least_change_of_one_measurement_is_said_once():
    single = SingleChange("petal_length", 5.1)
    found = change_in_words(FLOWER, change(FLOWER._replace(petal_length=5.1), single))
    assert found == "For Virginica, the least change is petal length to 5.1 cm."


def test_shares_are_told_largest_first_with_their_signs():
    found = shares_in_words(shares(default_model(), load_dataset(), Flower(5.1, 3.5, 1.4, 0.2)))
    assert found == (
        "Setosa starts at 33.3 %, the average over the training flowers; petal length +65.6, "
        "sepal width +0.7, sepal length +0.5 and petal width -0.2 percentage points make it 99.9 %."
    )
