"""Newton's method for the multinomial logistic regression, for thousands of small fits.

scikit-learn spends most time on checks if rows are few; the tests compare the two.
"""

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.model import softmax

_MOST_STEPS = 200
_SURE = 1e-4
"""Expected gain below which a full step is taken untested."""
_TINY = np.finfo(float).tiny


def newton(
    measurements: FloatArray,
    codes: IntArray,
    c: float,
    start: FloatArray | None = None,
    *,
    precision: float = 1e-12,
) -> FloatArray:
    """Return the weights (k, d + 1) that minimise c · Σ -ln p(true group) + ½ Σ coefficients².

    measurements (n, d), codes (n,); the last weight is the intercept, not penalised. With two
    groups only the difference is penalised, as in scikit-learn. The last step can gain at most
    precision.
    """
    n, d = measurements.shape
    k = int(codes.max()) + 1
    x = np.column_stack([measurements, np.ones(n)])
    truth = np.eye(k)[codes]
    strength = c / 2 if k == 2 else c
    weights = np.zeros((k, d + 1)) if start is None else start
    value, probabilities = _objective(weights, x, codes, strength)
    for _ in range(_MOST_STEPS):
        gradient = strength * (probabilities - truth).T @ x + _penalised(weights)
        hessian = _hessian(probabilities, x, strength)
        step = np.linalg.solve(hessian, gradient.ravel()).reshape(k, d + 1)
        gain = float((step * gradient).sum()) / 2
        size = 1.0
        while True:
            moved = weights - size * step
            reached, probabilities = _objective(moved, x, codes, strength)
            if gain < _SURE or reached <= value - size * gain / 2 or size < 1e-6:
                break
            size /= 2
        weights, value = moved, reached
        if gain < precision:
            break
    return weights


def _objective(
    weights: FloatArray, x: FloatArray, codes: IntArray, strength: float
) -> tuple[float, FloatArray]:
    """Return the objective and the probabilities (n, k)."""
    probabilities = softmax(x @ weights.T)
    own = probabilities[np.arange(len(codes)), codes]
    loss = -np.log(np.maximum(own, _TINY)).sum()
    intercepts = float(weights[:, -1].sum())
    penalty = np.square(weights[:, :-1]).sum() + intercepts**2
    return float(strength * loss + penalty / 2), probabilities


def _penalised(weights: FloatArray) -> FloatArray:
    """Return the penalty's gradient, which keeps the sum of the intercepts at 0."""
    gradient = weights.copy()
    gradient[:, -1] = weights[:, -1].sum()
    return gradient


def _hessian(probabilities: FloatArray, x: FloatArray, strength: float) -> FloatArray:
    (n, k), p = probabilities.shape, x.shape[1]
    weighted = (probabilities[:, :, None] * x[:, None, :]).reshape(n, k * p)
    hessian = -weighted.T @ weighted
    diagonal = (x.T @ weighted).reshape(p, k, p)
    blocks = hessian.reshape(k, p, k, p)
    for code in range(k):
        blocks[code, :, code, :] += diagonal[:, code, :]
    hessian *= strength
    blocks[:, -1, :, -1] += 1.0
    coefficients = np.arange(k * p).reshape(k, p)[:, :-1].ravel()
    hessian[coefficients, coefficients] += 1.0
    found: FloatArray = hessian
    return found
