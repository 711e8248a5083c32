"""The model card states the figures of model.json."""

import re

import pytest

from iris_model.files.labels import wilson_interval
from iris_model.model import load_model
from tools.servers import ROOT
from ui.charts.comparison import MEASURES, measured
from ui.model.sentences import by_name

CARD = " ".join((ROOT / "docs" / "model-card.md").read_text(encoding="utf-8").split())
EVALUATION = load_model().evaluation


@pytest.mark.parametrize("figures", EVALUATION.models, ids=lambda figures: figures.name)
def test_the_card_states_the_figures_of_every_model(figures):
    cells = [measured(figures[measure.key], measure) for measure in MEASURES.values()]
    assert re.search(rf"\| (\*\*)?{figures.name}(\*\*)? \| {re.escape(' | '.join(cells))} \|", CARD)


@pytest.mark.parametrize(
    ("key", "opening"), [("leave_one_out", ""), ("tutorial_leave_one_out", "settings: ")]
)
def test_the_card_states_the_leave_one_out_figures(key, opening):
    alone = EVALUATION[key]
    assert f"{opening}{alone.correct} of 150" in CARD
    assert f"log loss {alone.log_loss:.3f}." in CARD


def test_the_card_states_the_interval_of_the_accuracy():
    low, high = wilson_interval(EVALUATION.held_out.correct, 150)
    assert f"95 % interval {100 * low:.0f} to {100 * high:.0f} %" in CARD


def test_the_card_states_the_lead_of_the_better_model():
    lead = by_name(EVALUATION)["Linear discriminant analysis"].log_loss_difference
    assert f"lower by {-lead.mean:.3f} ± {lead.standard_error:.3f}" in CARD


def test_the_card_states_the_calibration():
    first, *between, last = EVALUATION.held_out.reliability
    total = sum(b.count for b in (first, *between, last))
    assert f"above 90 %, {last.true} in {last.count} came true" in CARD
    assert f"Only {sum(b.count for b in between)} of {total} lie between 10 and 90 %" in CARD


def test_the_card_states_settings_and_versions():
    assert by_name(EVALUATION)["This model"].settings in CARD
    for name, version in EVALUATION.versions.items():
        assert f"{name} {version}" in CARD
