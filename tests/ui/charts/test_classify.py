"""The rows of the front page's waterfall add up to the answer."""

import pytest

from iris_model.answer.shares import shares
from iris_model.phrasing import percent
from tests.pages.models import MODELS
from tools.specimens import random_specimens
from ui.classify.reasons import points, share_rows


@pytest.mark.parametrize("name", MODELS)
def test_the_bars_lead_from_the_average_to_the_answer(name: str) -> None:
    model = MODELS[name]
    for specimen in random_specimens(model.schema, 20, seed=1):
        code, probabilities = model.classify(specimen)
        average, *steps, whole = share_rows(model.schema, shares(model, specimen))
        assert [row["label"] for row in steps] == [m.label for m in model.schema.measurements]
        assert whole["high"] == pytest.approx(probabilities[code], abs=1e-9)
        assert whole["text"] == percent(probabilities[code])
        place = average["high"]
        for row in steps:
            assert place in (pytest.approx(row["low"]), pytest.approx(row["high"]))
            place = row["high"] if place == pytest.approx(row["low"]) else row["low"]
        assert place == pytest.approx(whole["high"], abs=1e-9)


@pytest.mark.parametrize(
    ("share", "text"), [(0.312, "+31.2"), (-0.0449, "−4.5"), (0.0004, "±0.0"), (0.0, "±0.0")]
)
def test_a_share_is_written_in_signed_percentage_points(share: float, text: str) -> None:
    assert points(share) == text
