"""The model as spreadsheet cells, for any program in any language.

Formulas have only whole numbers, cells and + - * / ^: decimal marks, list separators and function
names differ.
"""

import math
from string import ascii_uppercase

import numpy as np

from iris_model.model import Model
from iris_model.phrasing import printable

_E = "(271828182845905/10^14)"
"""15 digits, the most that a spreadsheet reads."""
_DECIMALS, _ROUNDING = 12, 1e-11
"""Decimals of a coefficient, at least; largest change of a score by rounding one."""
_LARGEST_EXPONENT = 700
"""A spreadsheet's numbers end near e^709."""


def as_spreadsheet(model: Model) -> str:
    """Return tab-separated cells to paste at A1: a header, and a row for each group's mean.

    First measurements, then formulas of probabilities, which equal the model's to 1e-9.
    """
    schema = model.schema
    header = [*schema.names, *(f"probability_{name.lower()}" for name in schema.group_names)]
    rows = [
        [_quotient(value, m.decimals) for value, m in zip(mean, schema.measurements, strict=True)]
        + [_probability(model, code, row) for code in range(len(schema.groups))]
        for row, mean in enumerate(model.means.tolist(), start=2)
    ]
    return "".join("\t".join(cells) + "\n" for cells in [map(printable, header), *rows])


def _quotient(value: float, decimals: int) -> str:
    number = f"={round(value * 10**decimals)}"
    return f"{number}/{10**decimals}" if decimals else number


def _probability(model: Model, code: int, row: int) -> str:
    """Return 1 / Σ exp(score - own score) as a formula."""
    others = [other for other in range(len(model.rows)) if other != code]
    powers = (f"{_E}^({_score_difference(model, other, code, row)})" for other in others)
    return f"=1/(1+{'+'.join(powers)})"


def _score_difference(model: Model, code: int, other: int, row: int) -> str:
    """Return the difference of two groups' scores as a formula.

    If too large for a power of e, it is limited by min(x, c) = (x + c - |x - c|) / 2 with |x| =
    (x^2)^(1/2).
    """
    slopes = model.coefficients[code] - model.coefficients[other]
    start = model.intercepts[code] - model.intercepts[other]
    ranges = np.array([m.accepted_range for m in model.schema.measurements])
    decimals = max(_DECIMALS, math.ceil(math.log10(np.abs(ranges).max() / 2 / _ROUNDING)))
    terms = [
        f"{value:+.0f}*{column}{row}"
        for value, column in zip(slopes * 10.0**decimals, ascii_uppercase, strict=False)
    ]
    formula = f"({''.join(terms)}{start * 10.0**decimals:+.0f})/10^{decimals}".replace("(+", "(")
    if (slopes[:, None] * ranges).max(axis=1).sum() + start <= _LARGEST_EXPONENT:
        return formula
    end = _LARGEST_EXPONENT
    return f"({formula}+{end}-(({formula}-{end})^2)^(1/2))/2"
