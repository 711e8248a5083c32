"""The model in other people's hands: as JSON, as a Python function, as cells of a spreadsheet.

Each form gives the model's own probabilities to 1e-9 and needs nothing of this program.
"""

import json
from string import ascii_uppercase

from iris_model.dataset import MEASUREMENTS, VARIETIES, other_codes
from iris_model.model import Model

_E = "(271828182845905/10^14)"
"""In 15 digits, the most that a spreadsheet reads."""
_DIGITS = 12
"""Decimals of a coefficient in a spreadsheet; an answer moves by less than 1e-10."""

_PYTHON = '''\
"""Tell three iris varieties apart by four measurements: fifteen numbers, no dependencies.

Multinomial logistic regression (C = {c:g}), fitted on Fisher's 150 flowers.
"""

from math import exp


def iris_probabilities(
{parameters}
) -> dict[str, float]:
    """Return the probability of each variety for a flower measured in centimetres.

    The model has seen flowers of {ranges}.
    Beyond these it still answers, and nobody knows how well.
    """
    scores = {{
{scores}
    }}
    largest = max(scores.values())
    weights = {{variety: exp(score - largest) for variety, score in scores.items()}}
    total = sum(weights.values())
    return {{variety: weight / total for variety, weight in weights.items()}}
'''


def as_json(model: Model) -> str:
    """Return the model as a JSON object that says how to use its numbers."""
    return json.dumps(
        {
            "kind": "multinomial logistic regression",
            "formula": "score = intercept + coefficients · measurements; "
            "probability = exp(score) / sum of exp(scores)",
            "measurements": [measurement.name for measurement in MEASUREMENTS],
            "unit": "cm",
            "training_ranges": {m.name: m.training_range for m in MEASUREMENTS},
            "varieties": VARIETIES,
            "coefficients": model.coefficients.tolist(),
            "intercepts": model.intercepts.tolist(),
            "C": model.c,
            "data_sha256": model.training.sha256,
        },
        indent=2,
        ensure_ascii=False,
    )


def as_python(model: Model) -> str:
    """Return the text of a Python module with one function, which imports nothing but math."""
    scores = []
    for variety, row, intercept in zip(
        VARIETIES, model.coefficients.tolist(), model.intercepts.tolist(), strict=True
    ):
        terms = (
            f"            {'-' if coefficient < 0 else '+'} {abs(coefficient)!r} * {m.name}\n"
            for coefficient, m in zip(row, MEASUREMENTS, strict=True)
        )
        scores.append(
            f'        "{variety}": (\n            {intercept!r}\n{"".join(terms)}        ),'
        )
    return _PYTHON.format(
        c=model.c,
        parameters="\n".join(f"    {m.name}: float," for m in MEASUREMENTS),
        ranges=",\n    ".join(
            f"{m.label.lower()} {m.training_range[0]:g} to {m.training_range[1]:g} cm"
            for m in MEASUREMENTS
        ),
        scores="\n".join(scores),
    )


def as_spreadsheet(model: Model) -> str:
    """Return tab-separated cells to paste at A1: a header, and a row for the mean of each variety.

    Columns A to D are the measurements in cm, E to G the probabilities, and a row's formulas can be
    filled down. They hold whole numbers, cells and + - * / ^ and nothing else, because decimal
    marks, list separators and function names differ between the languages of a spreadsheet.
    """
    header = [m.name for m in MEASUREMENTS] + [f"probability_{v.lower()}" for v in VARIETIES]
    rows = [
        [f"={round(value * 10)}/10" for value in mean]
        + [_probability_formula(model, code, row) for code in range(len(VARIETIES))]
        for row, mean in enumerate(model.means.tolist(), start=2)
    ]
    return "\n".join("\t".join(cells) for cells in [header, *rows]) + "\n"


def _probability_formula(model: Model, code: int, row: int) -> str:
    """Return 1 / Σ exp(score - own score), which no flower of an accepted size makes overflow."""
    powers = (f"{_E}^({_score_difference(model, other, code, row)})" for other in other_codes(code))
    return f"=1/(1+{'+'.join(powers)})"


def _score_difference(model: Model, code: int, other: int, row: int) -> str:
    """Return how much higher one variety's score is than another's, in whole numbers and cells."""
    coefficients = (model.coefficients[code] - model.coefficients[other]) * 10**_DIGITS
    intercept = (model.intercepts[code] - model.intercepts[other]) * 10**_DIGITS
    terms = [
        f"{value:+.0f}*{column}{row}"
        for value, column in zip(coefficients, ascii_uppercase, strict=False)
    ]
    return f"({''.join(terms)}{intercept:+.0f})/10^{_DIGITS}".replace("(+", "(")
