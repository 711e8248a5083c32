"""The Model page's pictures and tables carry the stored figures."""

from typing import Any

import numpy as np
import pytest

from iris_model.dataset import VARIETIES, load_dataset
from iris_model.evaluation import BASELINE, THIS_MODEL, TUTORIAL
from iris_model.model import load_model
from ui.charts import comparison, mistakes
from ui.charts.base import VARIETY_NAMES
from ui.model import sentences as words
from ui.model import tables

INK = "#123456"
MODEL = load_model()
EVALUATION = MODEL.evaluation
ALONE = EVALUATION.held_out
MEASURES = list(comparison.MEASURES.values())
PICTURES = {
    **{
        f"comparison by {m.key}": (
            comparison.comparison_spec(m, INK),
            comparison.comparison_data(EVALUATION.models, m, INK),
        )
        for m in MEASURES
    },
    "curve": (comparison.curve_spec(INK), comparison.curve_data(EVALUATION.curve, MODEL.c)),
    "confusion": (mistakes.confusion_spec(INK), mistakes.confusion_data(ALONE)),
    "reliability": (mistakes.reliability_spec(INK), mistakes.reliability_data(EVALUATION)),
}


def fields_by_dataset(spec: dict[str, Any], data: str = "") -> set[tuple[str, str]]:
    """Return every (dataset, field) that the encodings of a spec and its layers name."""
    data = spec.get("data", {}).get("name", data)
    found = set()
    for channel in spec.get("encoding", {}).values():
        for encoded in channel if isinstance(channel, list) else [channel]:
            if "field" in encoded:
                found.add((data, encoded["field"]))
    return found.union(*(fields_by_dataset(layer, data) for layer in spec.get("layer", [])))


@pytest.mark.parametrize("picture", PICTURES)
def test_every_field_a_picture_names_is_in_its_data(picture):
    spec, data = PICTURES[picture]
    fields = fields_by_dataset(spec)
    assert {name for name, _ in fields} == set(data)
    for name, field in fields:
        assert field in data[name].column_names, f"{field} in {name}"


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)
def test_the_comparison_shows_mean_and_spread_of_every_model(measure):
    data = comparison.comparison_data(EVALUATION.models, measure, INK).models.to_pylist()
    sentence = comparison.comparison_words(EVALUATION.models, measure)
    for row, figures in zip(data, EVALUATION.models, strict=True):
        assert row.mean == figures[measure.key].mean
        assert (row.low + row.high) / 2 == pytest.approx(row.mean)
        assert (row.high - row.low) / 2 == pytest.approx(figures[measure.key].spread)
        assert f"{row.name} {row['text']}" in sentence


def test_only_this_model_stands_out_in_the_comparison():
    data = comparison.comparison_data(EVALUATION.models, MEASURES[0], INK).models.to_pylist()
    assert [row.name for row in data if row["color"] == INK] == [THIS_MODEL]


def test_the_meaning_of_log_loss_states_what_the_baseline_costs():
    baseline = words.by_name(EVALUATION)[BASELINE].log_loss.mean
    assert f"costs {baseline:.2f}" in comparison.MEASURES["Log loss"].meaning


def test_the_curve_marks_this_c_and_the_tutorials():
    points = comparison.curve_data(EVALUATION.curve, MODEL.c)["points"].to_pylist()
    assert [point["C"] for point in points] == [1, MODEL.c]
    assert "lowest at C = 30" in comparison.curve_words(EVALUATION.curve)


def test_each_cell_of_the_confusion_counts_and_names_its_flowers():
    predicted = MODEL.out_of_fold_probabilities.argmax(axis=1)
    for cell in mistakes.confusion_data(ALONE)["cells"].to_pylist():
        true = VARIETY_NAMES.index(cell.true)
        says = VARIETY_NAMES.index(cell["predicted"])
        flowers = np.flatnonzero((load_dataset().codes == true) & (predicted == says)) + 1
        assert cell.count == len(flowers)
        assert named_flowers(cell["flowers"]) == flowers.tolist()


def named_flowers(text: str) -> list[int]:
    """Return the numbers that “1–3” and “7”, a line each, stand for."""
    ends = [[int(end) for end in part.split("–")] for part in text.split("\n") if part]
    return [number for part in ends for number in range(part[0], part[-1] + 1)]


@pytest.mark.parametrize(
    ("flowers", "expected"),
    [([], []), ([7], ["7"]), ([1, 2, 3, 7], ["1–3", "7"]), ([1, 3, 4], ["1", "3–4"])],
)
def test_flower_numbers_are_written_as_ranges(flowers, expected):
    assert mistakes.numbers(flowers) == expected


def test_the_confusion_in_words_names_the_mistaken_flowers():
    sentence = mistakes.confusion_words(ALONE)
    assert "2 Versicolor called Virginica (number 71 and 84)" in sentence
    assert "1 Virginica called Versicolor (number 134)" in sentence


def test_the_reliability_diagram_holds_every_probability_of_both_models():
    rows = mistakes.reliability_data(EVALUATION)["bins"].to_pylist()
    for name in (THIS_MODEL, TUTORIAL):
        own = [row for row in rows if row["model"] == name]
        assert sum(row.count for row in own) == MODEL.out_of_fold_probabilities.size
        for row in own:
            assert row.low - 1e-12 <= row["observed"] <= row.high + 1e-12
    assert len(mistakes.reliability_words(EVALUATION).split(" of ")) == 1 + len(own)


def test_the_table_of_models_leaves_this_model_without_a_difference_to_itself():
    table = tables.comparison_table(EVALUATION.models).set_index("Model")
    assert table.loc[THIS_MODEL, "Log loss against this model"] == ""
    assert table.loc["Linear discriminant analysis", "Log loss against this model"][0] == "−"
    assert table.loc[TUTORIAL, "In scikit-learn"] == "LogisticRegression(max_iter=1000)"


def test_the_judged_flowers_come_with_their_out_of_fold_probabilities():
    table = tables.judged_table(MODEL, load_dataset(), [71, 134])
    assert table["It is"].tolist() == [VARIETY_NAMES[1], VARIETY_NAMES[2]]
    expected = 100 * MODEL.out_of_fold_probabilities[[70, 133]]
    np.testing.assert_array_equal(table[[f"{v}, %" for v in VARIETIES]], expected)
    np.testing.assert_array_equal(table.filter(like="cm"), load_dataset().measurements[[70, 133]])


def test_the_groups_hold_every_flower_once_and_the_mistakes_first():
    all_mistakes, *cells = tables.groups(ALONE).values()
    assert all_mistakes == [71, 84, 134]
    assert sorted(flower for cell in cells for flower in cell) == list(range(1, 151))


def test_the_fifteen_numbers_are_the_models():
    table = tables.coefficients_table(MODEL)
    np.testing.assert_array_equal(table.loc["Start"], MODEL.intercepts)
    np.testing.assert_array_equal(table.iloc[1:].T, MODEL.coefficients)
    assert tables.size(MODEL) == table.size == 15


def test_what_the_words_claim_is_what_was_measured():
    """The page says which models do better, and that Setosa is never mistaken."""
    losses = {figures.name: figures.log_loss.mean for figures in EVALUATION.models}
    better = [name for name, loss in losses.items() if loss < losses[THIS_MODEL]]
    assert better == ["Linear discriminant analysis", "Quadratic discriminant analysis"]
    confusion = ALONE.confusion
    assert confusion[0][1:] == [[], []]
    assert [row[0] for row in confusion[1:]] == [[], []]
    assert "136 times in 137" in words.calibration(ALONE, EVALUATION.tutorial_held_out)
