"""Scoring against a column of labels: which texts are labels, and the figures that follow."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iris_model.files.reading.labels import label_groups, label_key
from iris_model.files.truth import score
from tests.files.cases import MODEL

SCHEMA = MODEL.schema
VARIETIES = SCHEMA.group_names


@pytest.mark.parametrize(
    ("text", "variety"),
    [
        ("Setosa", "Setosa"),
        ("setosa", "Setosa"),
        ("SETOSA", "Setosa"),
        (" setosa\t", "Setosa"),
        ("Iris-setosa", "Setosa"),
        ("iris setosa", "Setosa"),
        ("Iris_setosa", "Setosa"),
        ("irisSetosa", "Setosa"),
        ("I. setosa", "Setosa"),
        ("i setosa", "Setosa"),
        ('"versicolor"', "Versicolor"),
        ("'Iris-versicolor'", "Versicolor"),
        ("Iris Versicolour", "Versicolor"),
        ("virginica.", "Virginica"),
        ("Iris\u00a0virginica", "Virginica"),
        ("0", "Setosa"),
        ("1", "Versicolor"),
        ("2.0", "Virginica"),
        ("2,0", "Virginica"),
    ],
)
def test_a_label_is_read_in_every_common_spelling(text, variety):
    assert label_groups([text], SCHEMA).get(text) == variety


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "iris", "Iris-", "3", "-1", "(1)", "00", "1.5", "1e0", "١", "²"),
        *("not setosa", "setosa?", "setosa/versicolor", "pseudacorus", "Iris pseudacorus"),
        *("setosa virginica", "isetosa", "setos", "setosaa", "unknown", "yes", "n/a"),
    ],
)
def test_anything_else_is_no_label(text):
    assert label_groups([text], SCHEMA).get(text) is None


@given(st.text(max_size=30))
def test_the_key_of_a_key_is_itself(text):
    key = label_key(text, SCHEMA)
    assert key is None or label_key(key, SCHEMA) == key


def test_a_very_long_cell_is_no_label():
    assert label_groups(["iris" + " -" * 500_000], SCHEMA).get("iris" + " -" * 500_000) is None


def test_codes_count_from_zero_unless_they_are_exactly_one_two_and_three():
    assert label_groups(["0", "1", "2"], SCHEMA) == dict(zip("012", VARIETIES, strict=True))
    assert label_groups(["1", "2", "3"], SCHEMA) == dict(zip("123", VARIETIES, strict=True))
    assert label_groups(["1", "2"], SCHEMA) == {"1": "Versicolor", "2": "Virginica"}
    assert label_groups(["0", "1", "2", "3"], SCHEMA) == dict(zip("012", VARIETIES, strict=True))


@pytest.mark.parametrize("codes", ["3", "13", "23"])
def test_codes_that_fit_neither_numbering_mean_nothing(codes):
    assert label_groups([*codes, "setosa"], SCHEMA) == {"setosa": "Setosa"}


def test_codes_from_one_stay_so_beside_unknown_labels():
    meaning = label_groups(["1.0", "2.0", "3.0", "?"], SCHEMA)
    assert meaning == {"1.0": "Setosa", "2.0": "Versicolor", "3.0": "Virginica"}


COUNTS = {
    (1, "Iris-setosa", "Setosa"): 12,
    (1, "setosa", "Setosa"): 3,
    (1, "versicolor", "Versicolor"): 9,
    (1, "versicolor", "Virginica"): 2,
    (1, "virginica", "Virginica"): 7,
    (1, "pseudacorus", "Virginica"): 4,
    (1, "", "Setosa"): 5,
    (1, " ", "Setosa"): 5,
}


def test_the_score_counts_labels_whatever_their_spelling():
    truth = score("species", COUNTS, SCHEMA)
    assert truth is not None
    assert truth.confusion == ((15, 0, 0), (0, 9, 2), (0, 0, 7))
    assert (truth.labelled, truth.correct, truth.accuracy) == (33, 31, 31 / 33)


def test_an_unknown_label_is_counted_apart_and_a_blank_one_not_at_all():
    truth = score("species", COUNTS, SCHEMA)
    assert truth is not None
    assert truth.unrecognised == 4


def test_precision_and_recall_are_those_of_each_variety():
    truth = score("species", COUNTS, SCHEMA)
    assert truth is not None
    assert truth.precision == {"Setosa": 1.0, "Versicolor": 1.0, "Virginica": 7 / 9}
    assert truth.recall == {"Setosa": 1.0, "Versicolor": 9 / 11, "Virginica": 1.0}


def test_a_variety_that_never_occurs_has_no_precision_and_no_recall():
    truth = score("species", {(1, "setosa", "Setosa"): 2}, SCHEMA)
    assert truth is not None
    assert truth.precision == truth.recall == {"Setosa": 1.0, "Versicolor": None, "Virginica": None}


def test_counts_of_blocks_reduced_to_keys_give_the_score_of_the_whole():
    pairs = list(Counter(COUNTS).elements())
    total: Counter[tuple[int, str, str]] = Counter()
    for start in range(0, len(pairs), 7):
        total.update(
            (file, label_key(label, SCHEMA) or label, given)
            for file, label, given in pairs[start : start + 7]
        )
    assert score("species", total, SCHEMA) == score("species", COUNTS, SCHEMA)


def test_a_column_without_any_known_label_has_no_score():
    assert score("class", {(1, "good", "Setosa"): 3, (1, " ", "Setosa"): 1}, SCHEMA) is None
    assert score("class", {}, SCHEMA) is None


def test_the_json_has_the_documented_fields():
    truth = score("species", COUNTS, SCHEMA)
    assert truth is not None
    assert json.loads(json.dumps(truth.to_json())) == {
        "column": "species",
        "labelled": 33,
        "correct": 31,
        "accuracy": 31 / 33,
    }


def test_the_sentence_gives_the_figures_and_no_text_of_the_file():
    truth = score("**species**", COUNTS, SCHEMA)
    assert truth is not None
    assert truth.sentence.startswith(
        "The model agrees with 31 of 33 labels (93.9 %). If it was not trained on these rows, "
    )
    assert "species" not in truth.sentence
    assert truth.sentence.endswith("Not counted: 4 rows with another label.")


def test_codes_of_nothing_get_the_same_meaning_in_whatever_order_they_are_counted():
    counts = {(0, str(code), group): 3 for code in range(4) for group in SCHEMA.group_names}
    found = score("class", counts, SCHEMA)
    assert found is not None
    assert found == score("class", dict(reversed(counts.items())), SCHEMA)


def test_the_codes_of_each_file_are_judged_by_themselves():
    from_zero = {(1, "0", "Setosa"): 1, (1, "1", "Versicolor"): 1, (1, "2", "Virginica"): 1}
    from_one = {(2, "1", "Setosa"): 1, (2, "2", "Versicolor"): 1, (2, "3", "Virginica"): 1}
    truth = score("class", from_zero | from_one, SCHEMA)
    assert truth is not None
    assert (truth.labelled, truth.correct) == (6, 6)
