import pytest

from iris_model.errors import IrisError
from iris_model.validation import conversions, parse_measurement, parse_specimen, range_problem
from tools.specimens import models

IRISES, PENGUINS, EIGHT = (models()[name].schema for name in ("irises", "penguins", "eight"))
PETAL_LENGTH = IRISES.measurement("petal_length")
FLOWER = {"sepal_length": "5.1", "sepal_width": "3.5", "petal_length": "1.4", "petal_width": ".2"}


def test_texts_become_measurements_in_the_schemas_order():
    found = parse_specimen(IRISES, dict(reversed(FLOWER.items())))
    assert [*found.items()] == [
        ("sepal_length", 5.1), ("sepal_width", 3.5), ("petal_length", 1.4), ("petal_width", 0.2)
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "  ", None])
def test_a_missing_measurement_is_named_with_its_unit(text):
    with pytest.raises(IrisError, match=r"^plen is missing: give the petal length in cm\.$"):
        parse_specimen(IRISES, FLOWER | {"petal_length": text}, {"petal_length": "plen"})


@pytest.mark.parametrize("text", ["", None, "NA", "?", " nan "])
def test_with_partial_some_may_be_missing(text):
    found = parse_specimen(IRISES, FLOWER | {"petal_length": text}, partial=True)
    assert [*found] == ["sepal_length", "sepal_width", "petal_width"]


def test_with_partial_what_is_there_must_still_be_a_number():
    with pytest.raises(IrisError, match="“5_1”, which is not a number"):
        parse_specimen(IRISES, {"sepal_length": "5_1"}, partial=True)


def test_what_is_no_number_is_quoted_and_an_example_given():
    with pytest.raises(IrisError, match="“long”, which is not a number: give the petal length"):
        parse_measurement(PETAL_LENGTH, "long", "Petal length")
    unitless = next(m for m in EIGHT.measurements if m.unit is None)
    with pytest.raises(IrisError) as refused:
        parse_measurement(unitless, "x", "it")
    assert "None" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (51.0, "Petal length 51 cm is outside 0.5 to 13.8 cm, the range this model can judge. "
               "Is it in millimetres? Then write 5.1."),
        (0.051, "Petal length 0.051 cm is outside 0.5 to 13.8 cm, the range this model can judge. "
                "Is it in metres? Then write 5.1."),
        (99.0, "Petal length 99 cm is outside 0.5 to 13.8 cm, the range this model can judge."),
    ],
)  # fmt: skip
def test_a_value_outside_the_range_may_be_in_another_unit(value, words):
    assert range_problem(PETAL_LENGTH, value) == words


def test_a_mass_in_kilograms_is_recognised():
    mass = PENGUINS.measurement("body_mass")
    assert range_problem(mass, 3.75).endswith("Is it in kilograms? Then write 3750.")
    assert range_problem(mass, 4_200_000.0).endswith("Is it in milligrams? Then write 4200.")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (13.8000001, "Petal length 13.8000001 cm"),
        (13.80000000000001, "Petal length 13.80000000000001 cm"),
        (0.49999999, "Petal length 0.49999999 cm"),
        (13.9, "Petal length 13.9 cm"),
        (123456789.0, "Petal length 123456789 cm"),
        (1e30, "Petal length 1e+30 cm"),
        (-5.0, "Petal length -5 cm"),
    ],
)
def test_a_value_just_outside_the_range_has_the_digits_that_show_it(value, words):
    assert range_problem(PETAL_LENGTH, value).startswith(f"{words} is outside 0.5 to 13.8 cm")


@pytest.mark.parametrize("value", [0.5, 5.0, 13.8])
def test_the_ends_of_the_range_belong_to_it(value):
    assert range_problem(PETAL_LENGTH, value) is None


def test_other_units_are_of_the_same_kind():
    assert conversions("cm")["mm"] == pytest.approx(0.1)
    assert conversions("g")["kg"] == pytest.approx(1000)
    assert "g" not in conversions("cm")
    assert conversions(None) == conversions("furlong") == {}
