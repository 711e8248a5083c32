"""Whole trainings of small tables: what comes out is what scikit-learn gives, whatever comes in."""

import json
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from iris_model.answer.question import texts_by_measurement
from iris_model.errors import IrisError
from iris_model.evaluation import BASELINE, THIS_MODEL
from iris_model.files.reading.any_table import read_any_table
from iris_model.files.reading.recognition import recognise
from iris_model.model_storage import load_model, model_bytes, read_model
from iris_model.training.build import Settings, build_model
from iris_model.training.columns import Choice
from iris_model.training.comparison import candidates
from iris_model.training.more_rows import recognise_more
from iris_model.training.table import recognise_table
from iris_model.training.train import nothing, train_table, write_model
from tests.training.tables import csv, groups, numbers, recognised
from tools.make_models import PENGUINS
from tools.servers import ROOT

LABELS = groups(15, 15)
X, Y = numbers(LABELS, apart=1.0), numbers(LABELS, 1, apart=0.5)


def pipeline(c):
    solver = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    return make_pipeline(StandardScaler(), solver)


def quickly(columns, choice=None):
    """Return the model of a table, beside the baseline alone, and what was recognised."""
    table = recognised(csv(columns), choice=choice)
    settings = Settings(
        models=lambda recipe: {
            name: candidate
            for name, candidate in candidates(recipe).items()
            if name in (THIS_MODEL, BASELINE)
        }
    )
    return build_model(table, settings, nothing), table


@pytest.fixture(scope="module")
def penguins():
    told = []
    trained = train_table(PENGUINS.read_bytes(), PENGUINS.name, None, lambda *p: told.append(p))
    return *trained, told


def test_the_penguins_model_is_the_stored_one(penguins):
    model, stored = penguins[0], load_model(ROOT / "tests" / "models" / "penguins.json")
    np.testing.assert_allclose(model.coefficients, stored.coefficients, rtol=1e-6)
    assert (model.schema, model.c) == (stored.schema, stored.c)
    assert model.evaluation.advice == stored.evaluation.advice
    shown = load_model(ROOT / "data" / "penguins.json")
    np.testing.assert_array_equal(shown.coefficients, stored.coefficients)
    assert shown.schema.measurements == stored.schema.measurements


@pytest.mark.filterwarnings("ignore")
def test_predictions_equal_those_of_scikit_learns_pipeline(penguins):
    model = penguins[0]
    measurements, codes = model.training.measurements, model.training.codes
    fitted = pipeline(model.c).fit(measurements, codes)
    expected = fitted.predict_proba(measurements)
    np.testing.assert_allclose(model.probabilities(measurements), expected, rtol=0, atol=1e-9)
    for names in (("bill_length",), ("bill_depth", "body_mass"), model.schema.names[1:]):
        fewer = measurements[:, [model.schema.names.index(name) for name in names]]
        expected = pipeline(model.c).fit(fewer, codes).predict_proba(fewer)
        own = model.knowing(names).probabilities(fewer)
        np.testing.assert_allclose(own, expected, rtol=0, atol=1e-9)
    others = np.arange(len(codes)) != 7
    without = pipeline(model.c).fit(measurements[others], codes[others])
    unseen = model.training.out_of_fold_probabilities[7]
    np.testing.assert_allclose(unseen, without.predict_proba(measurements[7:8])[0], atol=1e-6)


def test_the_report_is_what_the_command_prints(penguins):
    _, report, _ = penguins
    told = msgspec.json.decode(msgspec.json.encode(report))
    assert told["rows"] == 344 == told["used"] + sum(told["left_out"].values())
    assert told["left_out"] == {"missing cell": 2}
    assert (told["unlabelled"], told["label"]) == (0, "species")
    assert told["measurements"][0] == "bill_length_mm"
    assert told["groups"] == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}
    figures = told["evaluation"]
    assert figures["accuracy"] == figures["right"] / figures["of"] > 0.98
    assert figures["of"] == 342
    assert figures["models"][0]["name"] == THIS_MODEL
    assert {"C", "advice", "seconds"} <= set(told)


def test_progress_rises_from_nothing_to_all(penguins):
    shares = [share for share, _ in penguins[2]]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert all(what for _, what in penguins[2])


def test_a_written_model_is_the_model(penguins, tmp_path):
    path = tmp_path / "penguins.json"
    write_model(penguins[0], path)
    assert path.read_bytes() == model_bytes(penguins[0])
    assert load_model(path).digest == penguins[0].digest
    assert {"coefficients", "intercepts", "C", "set_threshold"} <= set(json.loads(path.read_text()))


def test_a_model_that_cannot_be_written_leaves_nothing(penguins, tmp_path):
    with pytest.raises(FileNotFoundError):
        write_model(penguins[0], tmp_path / "nowhere" / "model.json")
    assert not list(tmp_path.iterdir())


def test_the_same_table_gives_the_same_model():
    first, second = (quickly({"x": X, "class": LABELS})[0] for _ in range(2))
    np.testing.assert_array_equal(first.coefficients, second.coefficients)
    assert first.evaluation.models == second.evaluation.models


TABLES = {
    "one measurement": {"x": X, "class": LABELS},
    "numeric labels": {"x": X, "y": Y, "class": [int(label == "b") for label in LABELS]},
    "separable groups": {"x": [0.1 * i + 100 * (i >= 15) for i in range(30)], "class": LABELS},
    "very different scales": {"x": X * 1e-3, "y": Y * 1e4, "class": LABELS},
    "negative and zero values": {"x": np.round(X - 10), "y": Y - 10, "class": LABELS},
    "small groups": {"x": numbers(groups(5, 5, 10)), "class": groups(5, 5, 10)},
    "constant in one group": {"x": X, "y": np.where(np.arange(30) < 15, 1.0, Y), "class": LABELS},
    "groups that overlap": {"x": numbers(LABELS, apart=0), "class": LABELS},
    "strange names": {
        "länge, 'x' (mm)": X,
        "class": [{"a": 'ä, "q" = 🐧', "b": "y" * 200}[label] for label in LABELS],
    },
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TABLES)
def test_every_table_within_the_limits_gives_a_model_that_loads(name):
    model, table = quickly(TABLES[name])
    again = read_model(model_bytes(model), "again.json")
    assert again.schema == model.schema
    measurements, codes = model.training.measurements, model.training.codes
    expected = pipeline(model.c).fit(measurements, codes).predict_proba(measurements)
    np.testing.assert_allclose(model.probabilities(measurements), expected, rtol=0, atol=1e-9)
    assert len(codes) == len(TABLES[name]["class"])
    assert model.schema.group_names == tuple(table.groups)
    for m in model.schema.measurements:
        low, high = m.accepted_range
        assert low <= m.training_range[0] < m.training_range[1] <= high


@pytest.mark.filterwarnings("ignore")
def test_two_identical_measurements_can_be_chosen():
    columns = {"x": X, "x2": X, "class": LABELS}
    model, _ = quickly(columns, Choice(measurements=("x", "x2")))
    measurements, codes = model.training.measurements, model.training.codes
    expected = pipeline(model.c).fit(measurements, codes).predict_proba(measurements)
    np.testing.assert_allclose(model.probabilities(measurements), expected, rtol=0, atol=1e-9)


def test_separable_groups_end_at_the_strongest_and_say_so():
    model, _ = quickly(TABLES["separable groups"])
    assert model.c == 1000
    told = " ".join(model.evaluation.advice)
    assert "C is at the end of the strengths tried, 1000" in told
    assert "Every row was recognised" in told


def test_groups_without_difference_are_said_not_to_be_told_apart():
    model, _ = quickly(TABLES["groups that overlap"])
    assert "This measurement does not clearly tell the classes apart" in model.evaluation.advice[0]


def test_many_rows_are_judged_on_some_with_a_small_group_among_them():
    labels = groups(5990, 10)
    model, _ = quickly({"x": numbers(labels), "class": labels})
    judged, kept = model.evaluation.rows, len(model.training.codes)
    assert model.training.used == 6000
    assert 4990 < judged <= 5000
    assert 1990 < kept <= 2000
    assert np.bincount(model.training.codes).min() >= 5
    assert f"come from {judged:,} of the 6,000 rows" in model.evaluation.advice[-1]
    with pytest.raises(IrisError, match=r"keeps [12],\d+ of the 6,000 rows"):
        train_table(csv({"x": numbers(labels), "class": labels}), "more.csv", add_to=model)


@pytest.mark.parametrize(
    "header",
    [
        "len_mm,len_cm,class",
        "width,width,class",
        "Leaf Length,leaf_length,class",
        "length.mm,length,class",
        "length,mass,class\nmm,g,",
        "Leaf,,Plant\nlength (mm),width (mm),class",
        "area_cm2,width,class",
        "length (mm),length mm,class",
        "d [mm],D [mm],class",
        "a.1,a1,class",
        "🌿,🌳,class",
        "length,,class",
        f"{'l' * 120},width,class",
        "2020,2021,class",
        "width (left),width (right),class",
    ],
)
def test_the_columns_of_the_table_trained_on_are_found_again(header):
    rows = [f"{x},{y},{label}" for x, y, label in zip(X, Y, LABELS, strict=True)]
    data = "\n".join([header, *rows]).encode()
    found = recognise_table(read_any_table(data), data, "table.csv", Choice())
    assert len(found.measurements) == 2
    model, _ = quickly({"length": X, "width": Y, "class": LABELS})
    layout = recognise(data, replace(model, schema=found.schema, ratios=None))
    assert [layout.columns[name].index for name in found.schema.names] == [0, 1]
    assert set(layout.units.values()) <= {None, *(m.unit for m in found.schema.measurements)}


@pytest.mark.parametrize("names", [("d", "D"), ("length (mm)", "length mm"), ("x²", "x2")])
def test_columns_are_known_by_their_very_names_in_any_order(names):
    rows = [f"{x},{y},{label}" for x, y, label in zip(X, Y, LABELS, strict=True)]
    data = "\n".join([",".join([*names, "class"]), *rows]).encode()
    found = recognise_table(read_any_table(data), data, "table.csv", Choice())
    swapped = "\n".join([",".join([*names[::-1], "class"]), *rows]).encode()
    model, _ = quickly({"length": X, "width": Y, "class": LABELS})
    layout = recognise(swapped, replace(model, schema=found.schema, ratios=None))
    assert [layout.columns[name].index for name in found.schema.names] == [1, 0]
    asked = texts_by_measurement(found.schema, zip(names, ("1", "2"), strict=True))
    assert asked == dict(zip(found.schema.names, ("1", "2"), strict=True))


def test_a_table_without_header_is_classified_by_position():
    rows = [f"{label},{x},{y}" for x, y, label in zip(X, Y, LABELS, strict=True)]
    data = "\n".join(["a,?,0.5", *rows]).encode()
    found = recognise_table(read_any_table(data), data, "table.csv", Choice())
    assert (found.rows, found.measurements) == (31, ("column_2", "column_3"))
    model, _ = quickly({"length": X, "width": Y, "class": LABELS})
    layout = recognise(data, replace(model, schema=found.schema, ratios=None))
    assert [layout.columns[name].index for name in found.schema.names] == [1, 2]


@pytest.fixture(scope="module")
def lengths():
    return quickly({"length_mm": X, "class": LABELS})[0]


def test_rows_are_added_to_a_model(lengths):
    more = csv(
        {"class": ["A"] * 3 + ["c"] * 6, "Length (mm)": [8.5, 9, 9.5, 20, 21, 22, 23, 24, 25]}
    )
    both, report = train_table(more, "more.csv", add_to=lengths)
    assert report.groups == {"a": 18, "b": 15, "c": 6}
    assert both.training.source == "table.csv + more.csv"
    assert both.schema.about == "Trained on 30 rows of table.csv. 9 more rows are from more.csv."
    assert both.schema.names == lengths.schema.names
    assert both.schema.measurements[0].training_range == (X.min(), 25)
    assert both.training.numbers.tolist() == [*range(1, 40)]
    np.testing.assert_array_equal(both.training.measurements[30:, 0][:3], [8.5, 9, 9.5])
    (note,) = report.notes
    assert note.startswith("1 row has a value far outside those that the model was trained on.")


def test_one_row_is_enough_to_be_added(lengths):
    _, report = train_table(csv({"length": [9.25], "class": ["b"]}), "x.csv", add_to=lengths)
    assert report.groups == {"a": 15, "b": 16}


def test_copies_among_added_rows_are_said_and_rows_without_label_counted_by_table(lengths):
    again = csv({"length": [X[0], X[1], 99], "class": ["A", "b", ""]})
    first = msgspec.structs.replace(lengths.training, left_out={"no label": 4})
    both, report = train_table(again, "x.csv", add_to=replace(lengths, training=first))
    assert report.notes[0].startswith("1 row of the table equals one that the model was trained")
    assert report.unlabelled == 1
    assert both.training.left_out == {"no label": 5}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"width": X, "class": LABELS}, "no column for length"),
        ({"length (cm)": X, "class": LABELS}, "is in cm, and the model has mm"),
        ({"length": X, "class": [*LABELS[:-1], "c"]}, "Group “c” has 1 usable row"),
        ({"length": X}, "No column was found that names the groups"),
        ({"length": [-999, -999, *X[2:]], "class": LABELS}, "“length” is -999 in 2 rows"),
        ({"length": X, "length (mm)": X, "class": LABELS}, "more than one column for length"),
    ],
)
def test_rows_that_do_not_fit_a_model_are_refused(columns, reason, lengths):
    with pytest.raises(IrisError, match=reason):
        train_table(csv(columns), "more.csv", add_to=lengths)


def test_the_irises_take_more_flowers():
    data = (ROOT / "data" / "samples" / "kaggle.csv").read_bytes()
    table = recognise_more(load_model(), read_any_table(data), data, "kaggle.csv", Choice())
    assert table.groups == {"Setosa": 62, "Versicolor": 62, "Virginica": 62}
    assert table.schema.drawing == "iris"
