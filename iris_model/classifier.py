"""The trained model: fifteen numbers read from JSON, answering with NumPy alone."""

import json
import math
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from iris_model.dataset import VARIETIES, FloatArray, Flower
from iris_model.evaluation import Evaluation

MODEL_FILE = Path(__file__).with_name("model.json")


@dataclass(frozen=True, eq=False)
class Model:
    """A multinomial logistic regression on four raw measurements, and what is known about it.

    Equal only to itself, so that what is computed from it can be kept for it.
    """

    coefficients: FloatArray
    """(3, 4): log-odds per centimetre, a row a variety."""
    intercepts: FloatArray
    """(3,)."""
    c: float
    """Inverse regularisation strength, scikit-learn's C."""
    data_sha256: str
    means: FloatArray
    """(3, 4): mean of each variety's training flowers, cm."""
    covariances: FloatArray
    """(3, 4, 4): covariance of each variety's training flowers, cm², divisor n - 1."""
    out_of_fold_probabilities: FloatArray
    """(150, 3): each training flower as seen by a model fitted without it."""
    set_threshold: float
    """A variety belongs to the prediction set when 1 - probability is at most this."""
    evaluation: Evaluation
    """What was measured about the model when it was trained."""

    @cached_property
    def precisions(self) -> FloatArray:
        """(3, 4, 4): the inverse of each variety's covariance, cm⁻²."""
        return np.linalg.inv(self.covariances).astype(np.float64)

    @cached_property
    def plain_numbers(self) -> list[tuple[float, ...]]:
        """The coefficients and the intercept of each variety: one flower is too few for arrays."""
        return [
            (*row, intercept)
            for row, intercept in zip(
                self.coefficients.tolist(), self.intercepts.tolist(), strict=True
            )
        ]

    def scores(self, measurements: FloatArray) -> FloatArray:
        """Return the linear scores (n, 3) of measurements (n, 4) in cm."""
        scores: FloatArray = measurements @ self.coefficients.T + self.intercepts
        return scores

    def probabilities(self, measurements: FloatArray) -> FloatArray:
        """Return the variety probabilities (n, 3) of measurements (n, 4) in cm; rows sum to 1."""
        return softmax(self.scores(measurements))


def softmax(scores: FloatArray) -> FloatArray:
    """Return the probabilities (n, 3) of linear scores (n, 3), which it overwrites."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def load_model(path: Path = MODEL_FILE) -> Model:
    """Read a model that `python -m iris_model train` wrote."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        coefficients=np.array(stored["coefficients"]),
        intercepts=np.array(stored["intercepts"]),
        c=stored["C"],
        data_sha256=stored["data_sha256"],
        means=np.array(stored["means"]),
        covariances=np.array(stored["covariances"]),
        out_of_fold_probabilities=np.array(stored["out_of_fold_probabilities"]),
        set_threshold=stored["set_threshold"],
        evaluation=stored["evaluation"],
    )


@cache
def default_model() -> Model:
    """Return the model that ships with the program, read once a process."""
    return load_model()


def classify(model: Model, flower: Flower) -> tuple[str, FloatArray]:
    """Return the most likely variety of one flower, and its probabilities (3,)."""
    x, y, z, w = flower
    scores = [a * x + b * y + c * z + d * w + e for a, b, c, d, e in model.plain_numbers]
    highest = max(scores)
    weights = [math.exp(score - highest) for score in scores]
    total = sum(weights)
    return VARIETIES[scores.index(highest)], np.array([weight / total for weight in weights])
