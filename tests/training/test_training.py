"""The stored model and its figures are what training on the bundled data gives."""

import json
import subprocess
import sys

import numpy as np
import pytest

from iris_model.dataset import VARIETIES, data_sha256, load_dataset
from iris_model.evaluation import CHOOSING, leave_one_out_figures
from iris_model.model import SHIPPED as MODEL_FILE
from iris_model.model import load_model
from iris_model.training import training
from iris_model.training.cross_validation import (
    C,
    candidates,
    compare,
    curve_over_c,
    leave_one_out,
    new_estimator,
    tutorial_estimator,
)

SLOW = {CHOOSING, "Random forest"}
"""Most of the minute that `python -m iris_model evaluate` takes, which repeats them too."""


@pytest.fixture(scope="module")
def stored():
    return load_model().evaluation


def test_measuring_again_gives_the_stored_comparison(stored):
    again = compare(load_dataset(), {k: v for k, v in candidates().items() if k not in SLOW})
    by_name = {figures.name: figures for figures in stored.models}
    assert list(by_name) == list(candidates())
    for figures in again:
        for measure in ("log_loss", "accuracy", "brier", "calibration_error"):
            assert figures[measure] == pytest.approx(by_name[figures.name][measure], abs=1e-3)
        assert figures.settings == by_name[figures.name].settings


def test_measuring_again_gives_the_stored_curve(stored):
    sample = stored.curve[2::5]
    again = curve_over_c(load_dataset(), tuple(point["C"] for point in sample))
    for point, expected in zip(again, sample, strict=True):
        assert point.log_loss == pytest.approx(expected.log_loss, rel=1e-2)


@pytest.mark.parametrize(
    ("key", "estimator"),
    [("leave_one_out", new_estimator()), ("tutorial_leave_one_out", tutorial_estimator())],
)
def test_leaving_one_out_again_gives_the_stored_figures(stored, key, estimator):
    dataset = load_dataset()
    again = leave_one_out_figures(leave_one_out(estimator, dataset), dataset.codes)
    assert again.confusion == stored[key].confusion
    assert again.log_loss == pytest.approx(stored[key].log_loss, abs=1e-4)
    assert [b.count for b in again.reliability] == [b.count for b in stored[key].reliability]


def test_c_is_where_the_stored_curve_is_lowest(stored):
    best = min(stored.curve, key=lambda point: point.log_loss.mean)
    assert best["C"] == C == load_model().c


def test_the_stored_model_was_trained_on_the_bundled_data():
    assert load_model().data_sha256 == data_sha256()


def test_the_model_file_is_as_training_writes_it():
    text = MODEL_FILE.read_text(encoding="utf-8")
    assert training.as_text(json.loads(text)) == text


def test_a_row_of_numbers_stands_on_one_line():
    stored = {"rows": [[1.5, 2.0], [3.0, -4e-9]], "names": ["a, b", "c"]}
    text = training.as_text(stored)
    assert json.loads(text) == stored
    assert "  [1.5, 2.0],\n  [3.0, -4e-09]\n" in text


def test_a_path_that_cannot_be_written_fails_before_the_minute_of_work(tmp_path):
    with pytest.raises(FileNotFoundError):
        training.train_and_write(tmp_path / "nowhere" / "model.json")


def test_the_threshold_is_the_rank_that_the_definition_names():
    """With 19 flowers, ⌈20 · 0.95⌉ = 19: the largest of their scores."""
    own = np.linspace(0.05, 0.95, 19)
    probabilities = np.column_stack([own, 1 - own, np.zeros(19)])
    codes = np.zeros(19, dtype=np.int64)
    assert training.conformal_threshold(probabilities, codes, 0.95) == pytest.approx(0.95)
    assert training.conformal_threshold(probabilities, codes, 0.5) == pytest.approx(0.5)


def test_the_report_names_every_model_and_every_mistake(stored):
    report = training.report(stored)
    for name in candidates():
        assert name in report
    assert "147 of 150" in report
    assert "71, 84, 134" in report


def test_loading_the_model_does_not_load_scikit_learn():
    program = "import sys, iris_model.model, iris_model.export.formulas; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"sklearn", "scipy", "pandas", "polars", "streamlit"} & set(run.stdout.split())


def test_every_variety_has_a_row_of_coefficients():
    model = load_model()
    assert model.coefficients.shape == (len(VARIETIES), 4)
    assert model.intercepts.shape == (len(VARIETIES),)
