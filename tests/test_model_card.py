"""The model card states the figures of model.json."""

import re

import pytest

from iris_model.evaluation import LDA, THIS_MODEL
from iris_model.model_storage import load_model
from iris_model.phrasing import percentage
from tools.servers import ROOT
from ui.charts.comparison import MEASURES, measured
from ui.model import comparison_sentences, sentences
from ui.model.tables import mistakes_table, size

CARD = " ".join((ROOT / "docs" / "model-card.md").read_text(encoding="utf-8").split())
MODEL = load_model()
EVALUATION = MODEL.evaluation


@pytest.mark.parametrize("figures", EVALUATION.models, ids=lambda figures: figures.name)
def test_the_card_states_the_figures_of_every_model(figures):
    cells = [measured(getattr(figures, measure.key), measure) for measure in MEASURES.values()]
    assert re.search(rf"\| (\*\*)?{figures.name}(\*\*)? \| {re.escape(' | '.join(cells))} \|", CARD)


@pytest.mark.parametrize(
    ("judged", "opening"),
    [(EVALUATION.held_out, "once:** "), (EVALUATION.tutorial_held_out, "settings: ")],
    ids=["this model", "the tutorial"],
)
def test_the_card_states_the_figures_of_flowers_left_out_once(judged, opening):
    assert judged.folds == judged.count
    assert f"{opening}{judged.correct} of {judged.count}" in CARD
    assert f"log loss {judged.log_loss:.3f}." in CARD


def test_the_card_states_the_interval_of_the_right_answers():
    assert f"95 % interval {sentences.interval(MODEL)}" in CARD


def test_the_card_names_the_mistaken_flowers():
    assert mistakes_table(MODEL).index.tolist() == [71, 84, 134]
    assert "flowers 71 and 84, Versicolor taken for Virginica, and 134, the other way" in CARD
    confusion = EVALUATION.held_out.confusion
    assert [confusion[1][2], confusion[2][1], confusion[0][0]] == [2, 1, 50]


def test_the_card_states_the_lead_of_the_better_model():
    lead = comparison_sentences.by_name(EVALUATION)[LDA].log_loss_difference
    assert f"lower by {-lead.mean:.3f} ± {lead.standard_error:.3f}" in CARD


def test_the_card_states_how_c_was_chosen():
    curve = EVALUATION.curve
    assert min(curve, key=lambda point: point.log_loss.mean).c == MODEL.c
    assert f"**C = {MODEL.c:g}** has the lowest log loss of the thirteen values" in CARD
    assert (len(curve), curve[0].c, curve[-1].c) == (13, 0.01, 10_000)


def test_the_card_states_the_calibration():
    first, *between, last = EVALUATION.held_out.reliability
    total = sum(b.count for b in (first, *between, last))
    assert f"above 90 %, {last.true} in {last.count} came true" in CARD
    assert f"Only {sum(b.count for b in between)} of {total} lie between 10 and 90 %" in CARD
    timid = [b for b in EVALUATION.tutorial_held_out.reliability if 0.7 <= b.low < 0.9]
    true, count = sum(b.true for b in timid), sum(b.count for b in timid)
    assert f"70 to 90 % came true {true} times in {count}" in CARD


def test_the_card_states_what_one_measurement_is_worth():
    accuracy = MODEL.partial[("petal_width",)].accuracy
    assert f"petal width alone gets {percentage(accuracy)} right" in CARD


def test_the_card_states_the_set_that_never_names_two():
    assert MODEL.set_threshold < 1 / 2
    assert "never names two varieties" in CARD


def test_the_card_states_settings_size_and_versions():
    assert comparison_sentences.by_name(EVALUATION)[THIS_MODEL].settings in CARD
    assert size(MODEL) == 15
    assert "Fifteen numbers" in CARD
    for name, version in EVALUATION.versions.items():
        assert f"{name} {version}" in CARD
