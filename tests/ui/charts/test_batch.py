"""The Batch page's charts carry the counts they are given, and say them in words."""

import pytest

from tests.models import MODELS
from ui.charts import batch as charts
from ui.charts import confusion
from ui.palette import COLORS, NEUTRAL

SCHEMA = MODELS["irises"].schema
CONFUSION = ((50, 0, 0), (0, 48, 2), (0, 1_049, 0))
NOTHING = ((0, 0, 0),) * 3


def test_the_bars_are_as_long_as_their_counts_and_the_rest_has_one_too() -> None:
    counts = {"Setosa": 1_200, "Virginica": 300}
    bars = charts.groups_data(SCHEMA, counts, 500)["groups"].to_pylist()
    assert [bar["place"] for bar in bars] == [0, 1, 2, 3]
    assert [bar["color"] for bar in bars] == [*COLORS[:3], NEUTRAL]
    assert [bar["length"] for bar in bars] == [1, 0, 0.25, 500 / 1_200]
    assert [bar["text"] for bar in bars] == ["1,200 (60 %)", "0 (0 %)", "300 (15 %)", "500 (25 %)"]


@pytest.mark.parametrize("without_answer", [0, 3])
def test_a_file_without_any_specimen_has_bars_of_no_length(without_answer: int) -> None:
    bars = charts.groups_data(SCHEMA, {}, without_answer)["groups"].to_pylist()
    assert [bar["length"] for bar in bars[:3]] == [0, 0, 0]
    assert len(bars) == 3 + (without_answer > 0)


def test_the_words_of_the_bars_give_every_count() -> None:
    words = charts.groups_words(SCHEMA, {"Setosa": 1_200, "Virginica": 300}, 500)
    assert words.startswith("Rows by predicted variety: ")
    assert "Setosa 1,200, Versicolor 0 and Virginica 300" in words
    assert "500 without an answer" in words


def test_the_matrix_has_labels_down_and_answers_across() -> None:
    cells = confusion.confusion_data(SCHEMA, CONFUSION)["confusion"].to_pylist()
    assert [cell["text"] for cell in cells[3:]] == ["0", "48", "2", "0", "1,049", "0"]
    assert {cell["label"] for cell in cells[3:6]} == {1}
    assert [cell["predicted"] for cell in cells[3:6]] == [0, 1, 2]
    assert all(0 < cell["shade"] < 1 for cell in cells)


def test_only_cells_of_right_answers_have_the_colour_of_their_group() -> None:
    cells = confusion.confusion_data(SCHEMA, CONFUSION)["confusion"].to_pylist()
    right = [cell["color"] for cell in cells if cell["label"] == cell["predicted"]]
    wrong = {cell["color"] for cell in cells if cell["label"] != cell["predicted"]}
    assert right == list(COLORS[:3])
    assert wrong == {NEUTRAL}


def test_the_words_of_the_matrix_give_what_became_of_each_label() -> None:
    words = confusion.confusion_words(SCHEMA, CONFUSION)
    assert "of 50 flowers labelled Versicolor, 48 Versicolor and 2 Virginica" in words
    assert "of 1,049 flowers labelled Virginica, 1,049 Versicolor" in words
    assert len(confusion.confusion_data(SCHEMA, NOTHING)["confusion"]) == 9


@pytest.mark.parametrize("name", MODELS)
def test_a_spec_asks_for_the_data_that_is_made_for_it_and_names_every_group(name: str) -> None:
    schema = MODELS[name].schema
    k = len(schema.groups)
    for spec, tables in (
        (charts.groups_spec(schema, k + 1, "#000"), charts.groups_data(schema, {}, 1)),
        (
            confusion.confusion_spec(schema, "It is", "#000"),
            confusion.confusion_data(schema, ((0,) * k,) * k),
        ),
    ):
        assert {spec["data"]["name"]} == set(tables)
        assert spec["height"] > 20 * k
        assert all(group[:11] in str(spec) for group in schema.group_names)
