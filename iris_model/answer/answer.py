"""All that can be said about one flower: as one JSON object, and as text for a terminal."""

from typing import Any

from iris_model.answer.changes import Change, changes
from iris_model.answer.doubt import (
    Similar,
    prediction_set,
    set_in_words,
    similar,
    warnings_for,
)
from iris_model.answer.sentences import change_in_words, shares_in_words
from iris_model.answer.shares import shares
from iris_model.dataset import VARIETIES, Dataset, Flower, classify
from iris_model.model import Model
from iris_model.phrasing import percent


def answer(model: Model, dataset: Dataset, flower: Flower) -> dict[str, Any]:
    """Return variety, probabilities, prediction set, warnings, shares, changes, similar flowers.

    Only str, float, list, dict and None, ready for `json.dumps`; probabilities are not rounded,
    lengths are in cm, distances in training standard deviations.
    """
    variety, probabilities = classify(model, flower)
    explained = shares(model, dataset, flower)
    return {
        "variety": variety,
        "probabilities": dict(zip(VARIETIES, probabilities.tolist(), strict=True)),
        "prediction_set": prediction_set(model, probabilities),
        "warnings": warnings_for(model, flower),
        "shares": {"base": explained.base, **explained.shares},
        "changes": [_change_object(change) for change in changes(model, dataset, flower)],
        "similar": [_similar_object(neighbour) for neighbour in similar(dataset, flower)],
    }


def answer_in_words(model: Model, dataset: Dataset, flower: Flower) -> str:
    """Return the answer as lines of text, the variety first."""
    variety, probabilities = classify(model, flower)
    width = max(map(len, VARIETIES))
    return "\n".join(
        [
            f"{variety} ({percent(probabilities.max())})",
            *(f"Warning: {warning}" for warning in warnings_for(model, flower)),
            "",
            *(
                f"  {name:<{width}}  {percent(probability):>8}"
                for name, probability in zip(VARIETIES, probabilities.tolist(), strict=True)
            ),
            "",
            set_in_words(model, probabilities),
            shares_in_words(shares(model, dataset, flower)),
            *(change_in_words(flower, change) for change in changes(model, dataset, flower)),
        ]
    )


def _change_object(change: Change) -> dict[str, Any]:
    single = change.single
    return {
        "to": change.to,
        "flower": change.flower._asdict(),
        "distance": change.distance,
        "single": single and {"measurement": single.measurement, "value": single.value},
    }


def _similar_object(neighbour: Similar) -> dict[str, Any]:
    return {
        **neighbour.flower._asdict(),
        "variety": neighbour.variety,
        "distance": neighbour.distance,
    }
