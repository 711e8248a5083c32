"""Column names of real tables, and what is made of them."""

import pytest

from iris_model.files.reading.headers import plain
from iris_model.schema import RESERVED
from iris_model.training.names import group_noun, read_names, split_unit


@pytest.mark.parametrize(
    ("column", "name", "label", "unit"),
    [
        ("bill_length_mm", "bill_length", "Bill length", "mm"),
        ("body_mass_g", "body_mass", "Body mass", "g"),
        ("Length (cm)", "length", "Length", "cm"),
        ("SepalLengthCm", "sepal_length", "Sepal length", "cm"),
        ("mass [g]", "mass", "Mass", "g"),
        ("Sepal.Length", "sepal_length", "Sepal length", None),
        ("Flipper length, mm", "flipper_length", "Flipper length", "mm"),
        ("length in cm", "length", "Length", "cm"),
        ("Länge (mm)", "länge", "Länge", "mm"),
        ("Oxygen (mg/l)", "oxygen", "Oxygen", "mg/l"),
        ("tail centimetres", "tail", "Tail", "cm"),
        ("sepal_l", "sepal_l", "Sepal l", None),
        ("DNA_content", "dna_content", "DNA content", None),
        ("pH", "ph", "pH", None),
        ("RI", "ri", "RI", None),
        ("g", "g", "G", None),
        ("  ", "measurement_1", "Measurement 1", None),
    ],
)
def test_a_column_name_gives_name_label_and_unit(column, name, label, unit):
    (found,) = read_names([column])
    assert found[:3] == (name, label, unit)


def test_names_of_the_program_and_repeated_ones_get_a_number():
    columns = ["base", "Embed", "page", "length (mm)", "Length (cm)", "LENGTH", "length_2"]
    names = [found.name for found in read_names(columns)]
    assert names == ["base_2", "embed_2", "page_2", "length_3", "length_4", "length", "length_2"]
    assert len(set(names)) == len(names)
    assert not RESERVED & set(names)


def test_no_two_measurements_have_the_same_label():
    labels = [
        found.label for found in read_names(["a b", "a.b", "A  B (mm)", "a b (2)", "RI", "ri"])
    ]
    assert labels[:2] == ["A b", "A b (2)"]
    assert len({label.casefold() for label in labels}) == len(labels)


def test_the_column_itself_is_recognised_again():
    for column in ("error", "length in cm", "Größe in cm"):
        (found,) = read_names([column])
        assert plain(column) in found.aliases


def test_a_unit_alone_is_a_name():
    assert split_unit("mm") == ("mm", None)


@pytest.mark.parametrize(
    ("column", "singular", "plural"),
    [
        ("species", "species", "species"),
        ("Variety", "variety", "varieties"),
        ("iris_class", "iris class", "iris classes"),
        ("Taxon", "taxon", "taxa"),
        ("variety_of_plants", "variety of plants", "varieties of plants"),
        ("y", "group", "groups"),
        ("column_5", "group", "groups"),
    ],
)
def test_groups_are_called_what_their_column_is_called(column, singular, plural):
    assert group_noun(column) == type(group_noun(column))(singular, plural)
