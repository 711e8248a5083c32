"""Advice is given where it holds, and only there."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from iris_model.evaluation import (
    BASELINE,
    LDA,
    THIS_MODEL,
    Difference,
    Figure,
    LearningPoint,
    ModelFigures,
)
from iris_model.model_file import Partial
from iris_model.model_storage import load_model
from iris_model.scoring import held_out_figures
from iris_model.training.advice import advice
from iris_model.training.comparison import FOREST
from tools.servers import ROOT

PENGUINS = load_model(ROOT / "tests" / "models" / "penguins.json")
CODES = np.repeat(np.arange(3), 40)


def figures(name, log_loss, lead, error=0.01):
    """Return the figures of a model whose log loss differs by lead from the first one's."""
    return ModelFigures(
        name,
        name,
        Figure(log_loss, 0),
        Difference(lead, error),
        *[Figure(0.9, 0)] * 3,
    )


def probabilities(confused=0.0):
    """Return good probabilities, but for a share of the first two groups taken for each other."""
    answers = CODES.copy()
    for code in (0, 1):
        rows = np.flatnonzero(code == CODES)[: round(confused * 40)]
        answers[rows] = 1 - code
    answers[-1] = 0
    return np.eye(3)[answers] * 0.9 + 0.1 / 3


def partial(worth):
    """Return the partial models without one measurement each, by what each is worth."""
    names = PENGUINS.schema.names
    without = [tuple(other for other in names if other != name) for name in names]
    return {
        others: Partial(others, np.zeros((3, 3)), np.zeros(3), 0.3 + gain, 0.9)
        for others, gain in zip(without, worth, strict=True)
    }


def told(
    sizes=(40, 40, 40),
    c=10.0,
    worth=(0.1, 0.1, 0.1, 0.1),
    training=PENGUINS.training,
    **changes,
):
    """Return the advice about a model about which there is nothing else to say."""
    usual = {
        "models": (figures(THIS_MODEL, 0.3, 0), figures(BASELINE, 1.1, 0.8)),
        "held_out": held_out_figures(probabilities(), CODES, 120),
        "learning": (
            LearningPoint(80, Figure(0.305, 0.01), Figure(0.9, 0)),
            LearningPoint(108, Figure(0.3, 0.01), Figure(0.9, 0)),
        ),
    }
    evaluation = msgspec.structs.replace(PENGUINS.evaluation, **usual | changes)
    worths = PENGUINS.partial | partial(worth)
    model = replace(PENGUINS, c=c, partial=worths, training=training, evaluation=evaluation)
    return advice(model, sizes, 0.3)


def test_nothing_is_said_of_a_sound_model():
    assert told() == ()


PERFECT = np.eye(3)[CODES] * 0.999 + 0.001 / 3
SAID = {
    "no better than chance": (
        {"models": (figures(THIS_MODEL, 1.09, 0), figures(BASELINE, 1.1, 0.01))},
        "do not clearly tell the species apart",
    ),
    "too easy": (
        {"held_out": held_out_figures(PERFECT, CODES, 120)},
        "Every row was recognised by a model that had not seen it.",
    ),
    "hardly told apart": (
        {"held_out": held_out_figures(probabilities(0.5), CODES, 120)},
        "“Adelie” and “Chinstrap” can hardly be told apart: of 80 rows that were given one of the "
        "two names, 40 were given the wrong one.",
    ),
    "few rows": (
        {"sizes": (12, 40, 40)},
        "“Adelie” (12) has fewer than 20 rows",
    ),
    "a curved model is better": (
        {
            "models": (
                figures(THIS_MODEL, 0.3, 0),
                figures(FOREST, 0.2, -0.1),
                figures(BASELINE, 1.1, 0.8),
            )
        },
        "random forest, with a log loss of 0.200 against 0.300 and 90.0 % right against 90.0 %. "
        "The borders between the groups are probably not straight.",
    ),
    "one is not needed": (
        {"worth": (0.1, 0.1, 0.0, 0.1)},
        "The model does as well without “Flipper length”.",
    ),
    "several are not needed": (
        {"worth": (0.1, -0.01, 0.0, 0.1)},
        "The model does as well with any one of “Bill depth” and “Flipper length” left out.",
    ),
    "more rows would help": (
        {
            "learning": (
                LearningPoint(80, Figure(0.4, 0.01), Figure(0.9, 0)),
                LearningPoint(108, Figure(0.3, 0.01), Figure(0.9, 0)),
            )
        },
        "More rows would probably help: the log loss was 0.400 with 80 rows",
    ),
    "the strongest": ({"c": 1000.0}, "C is at the end of the strengths tried, 1000"),
    "judged on some": (
        {"sizes": (4000, 4000, 4000)},
        "come from 120 of the 12,000 rows",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_it_is_said_where_it_holds(case):
    changes, sentence = SAID[case]
    (only,) = told(**changes)
    assert sentence in only
    assert only.endswith(".")


def test_a_few_rows_taken_for_each_other_may_be_chance():
    codes = np.array([0] * 4 + [1] * 5 + [2] * 40)
    answers = codes.copy()
    answers[:4] = 1
    held_out = held_out_figures(np.eye(3)[answers] * 0.9 + 0.1 / 3, codes, 49)
    assert not any("told apart" in sentence for sentence in told(held_out=held_out))


def test_where_no_measurement_helps_nothing_is_said_of_single_groups_and_measurements():
    changes, sentence = SAID["no better than chance"]
    confused, _ = SAID["hardly told apart"]
    (only,) = told(worth=(0.0, 0.0, 0.0, 0.0), **changes, **confused)
    assert sentence in only


def test_a_lead_that_may_be_chance_or_is_too_small_to_notice_is_not_said():
    for lead, error in ((-0.05, 0.03), (-0.009, 0.001)):
        models = (
            figures(THIS_MODEL, 0.3, 0),
            figures(LDA, 0.3 + lead, lead, error),
            figures(BASELINE, 1.1, 0.8),
        )
        assert told(models=models) == ()


def test_discriminant_analysis_has_straight_borders_too():
    models = (
        figures(THIS_MODEL, 0.3, 0),
        figures(LDA, 0.2, -0.1),
        figures(BASELINE, 1.1, 0.8),
    )
    (only,) = told(models=models)
    assert "straight" not in only


def test_groups_are_only_called_separated_if_every_training_row_is_right():
    training = PENGUINS.training
    answers = PENGUINS.scores(training.measurements).argmax(axis=1)
    right = msgspec.structs.replace(training, codes=answers)
    (said,) = told(c=1000.0, training=right)
    assert said.startswith("Straight borders separate the groups completely")
    wrong = msgspec.structs.replace(training, codes=np.roll(answers, 1))
    assert told(c=1000.0, training=wrong) == ("C is at the end of the strengths tried, 1000.",)
