"""The Model page's pictures and tables carry the stored figures."""

import numpy as np
import pytest
from scipy.stats import binomtest

from iris_model.evaluation import BASELINE, THIS_MODEL, TUTORIAL, Bin, CurvePoint, Figure
from tests.hostile import hostile_model
from tests.models import MODELS
from tests.ui.charts.vega import assert_fits
from ui.charts import calibration, comparison, confusion
from ui.model import comparison_sentences, sentences, tables

INK = "#123456"
ALL = MODELS | {"hostile": hostile_model()}
IRISES = MODELS["irises"]
MEASURES = list(comparison.MEASURES.values())
every_model = pytest.mark.parametrize("model", ALL.values(), ids=ALL.keys())
every_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.key)


@every_model
def test_every_picture_finds_its_fields(model):
    evaluation = model.evaluation
    bins = calibration.wide_bins(evaluation.held_out.reliability)
    for measure in MEASURES:
        assert_fits(
            comparison.comparison_spec(len(evaluation.models), measure, INK),
            comparison.comparison_data(evaluation.models, measure, INK),
        )
    assert_fits(
        comparison.curve_spec(evaluation.curve, INK),
        comparison.curve_data(evaluation.curve, model.c, tutorial=True),
    )
    assert_fits(comparison.learning_spec(INK), comparison.learning_data(evaluation.learning))
    assert_fits(
        confusion.confusion_spec(model.schema, "It is", INK),
        confusion.confusion_data(model.schema, evaluation.held_out.confusion),
    )
    assert_fits(calibration.reliability_spec(len(bins), INK), calibration.reliability_data(bins))


@every_model
@every_measure
def test_the_comparison_shows_mean_and_spread_of_every_model(model, measure):
    models = model.evaluation.models
    data = comparison.comparison_data(models, measure, INK)["models"].to_pylist()
    sentence = comparison.comparison_words(models, measure)
    for row, figures in zip(data, models, strict=True):
        figure = getattr(figures, measure.key)
        assert row["mean"] == figure.mean
        assert (row["low"] + row["high"]) / 2 == pytest.approx(row["mean"])
        assert (row["high"] - row["low"]) / 2 == pytest.approx(figure.spread)
        assert f"{row['name']} {row['text']}" in sentence


def test_only_this_model_stands_out_and_the_baseline_is_left_to_the_table():
    models = comparison_sentences.compared(IRISES.evaluation)
    data = comparison.comparison_data(models, MEASURES[0], INK)["models"].to_pylist()
    assert [row["name"] for row in data if row["color"] == INK] == [THIS_MODEL]
    assert BASELINE not in {row["name"] for row in data}


def test_the_curve_marks_this_c_and_the_tutorials_only_where_there_is_one():
    curve = IRISES.evaluation.curve
    for tutorial, marked in ((True, [1, IRISES.c]), (False, [IRISES.c])):
        points = comparison.curve_data(curve, IRISES.c, tutorial=tutorial)["points"].to_pylist()
        assert [point["C"] for point in points] == marked
    assert "lowest at C = 30" in comparison.curve_words(curve)


def test_a_curve_near_zero_still_has_a_logarithm():
    curve = [CurvePoint(1.0, Figure(0.001, 0.01)), CurvePoint(10.0, Figure(0.0, 0.0))]
    table = comparison.curve_data(curve, 10.0, tutorial=False)["curve"].to_pylist()
    assert all(0 < row["low"] <= row["high"] for row in table)


@every_model
def test_the_wide_bins_are_few_and_hold_every_probability(model):
    narrow = model.evaluation.held_out.reliability
    wide = calibration.wide_bins(narrow)
    assert len(wide) <= 6
    assert all(b.count for b in wide)
    for part in ("count", "true"):
        assert sum(getattr(b, part) for b in wide) == sum(getattr(b, part) for b in narrow)
    total = sum(b.count * b.stated for b in wide)
    assert total == pytest.approx(sum(b.count * b.stated for b in narrow))
    assert all(b.low <= b.stated <= b.high for b in wide)


def test_bins_are_finer_where_there_are_enough_probabilities():
    narrow = [Bin(i / 10, (i + 1) / 10, 100, i / 10 + 0.05, 10 * i) for i in range(10)]
    assert len(calibration.wide_bins(narrow)) == 6
    few = [Bin(b.low, b.high, 4, b.stated, 1) for b in narrow]
    assert len(calibration.wide_bins(few)) == 4


def test_the_diagram_shows_how_often_a_probability_came_true_with_its_interval():
    rows = calibration.reliability_data(
        calibration.wide_bins(IRISES.evaluation.held_out.reliability)
    )
    first = rows["bins"].to_pylist()[0]
    assert first["range"] == "90 to 100 %"
    assert first["text"] == "136 of 137 came true"
    assert first["observed"] == pytest.approx(136 / 137)
    interval = binomtest(136, 137).proportion_ci(method="wilson")
    assert (first["low"], first["high"]) == pytest.approx(interval)


def test_the_table_of_all_figures_has_a_real_minus_sign():
    table = tables.comparison_table(IRISES.evaluation.models).set_index("Model")
    assert table.loc[THIS_MODEL, "Log loss against this model"] == ""
    assert table.loc["Linear discriminant analysis", "Log loss against this model"][0] == "−"
    assert table.loc[TUTORIAL, "In scikit-learn"] == "LogisticRegression(max_iter=1000)"


@every_model
def test_the_mistakes_are_listed_by_their_rows_with_their_probabilities(model):
    table = tables.mistakes_table(model)
    training = model.training
    said = training.out_of_fold_probabilities.argmax(axis=1)
    assert table.index.tolist() == sorted(training.numbers[said != training.codes].tolist())
    places = {number: place for place, number in enumerate(training.numbers.tolist())}
    for number, row in table.iterrows():
        place = places[number]
        probabilities = training.out_of_fold_probabilities[place]
        assert row[tables.TRUE] == model.schema.group_names[training.codes[place]]
        assert row[tables.SAID] == model.schema.group_names[probabilities.argmax()]
        assert row[tables.P_SAID] == 100 * probabilities.max()
        assert row[tables.P_TRUE] == 100 * probabilities[training.codes[place]]
        measured = [row[name] for name in model.schema.names]
        assert measured == training.measurements[place].tolist()


def test_the_three_mistaken_irises_are_named():
    table = tables.mistakes_table(IRISES)
    assert table.index.tolist() == [71, 84, 134]
    assert sentences.mistaken_rows(table.index.tolist()) == "The 3 mistakes: rows 71, 84 and 134"


def test_fewer_measurements_come_with_the_best_subset_of_each_size():
    table = tables.fewer_table(IRISES)
    assert table["Number"].tolist() == [4, 3, 2, 1]
    for row in table.to_dict("records")[1:]:
        same_size = [p for names, p in IRISES.partial.items() if len(names) == row["Number"]]
        assert row["Log loss"] == f"{min(p.log_loss for p in same_size):.3f}"


@every_model
def test_the_coefficients_are_the_models(model):
    table = tables.coefficients_table(model)
    numbers = np.vstack([model.intercepts, model.coefficients.T])
    shown = table.map(lambda text: float(text.replace("−", "-"))).to_numpy()
    np.testing.assert_allclose(shown, numbers, rtol=5e-4)
    assert tables.size(model) == table.size
