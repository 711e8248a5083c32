"""Fit the model and write model.json, with all that is measured about it.

With `iris_model.training.cross_validation` the only module that imports scikit-learn.
"""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_iris

from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    VARIETY_COLUMN,
    Dataset,
    FloatArray,
    IntArray,
    column,
    data_sha256,
    load_dataset,
)
from iris_model.evaluation import Evaluation, Figure, mistakes
from iris_model.training.cross_validation import C, cross_validate, leave_one_out, new_estimator
from iris_model.writing import whole_or_nothing

COVERAGE = 0.95


def dataset_csv() -> str:
    """Return the text of data/iris.csv, generated from scikit-learn's copy of the data."""
    iris = load_iris()
    lines = [",".join([*(column(m) for m in MEASUREMENTS), VARIETY_COLUMN])]
    for measurements, code in zip(iris.data, iris.target, strict=True):
        lines.append(",".join([*(f"{value:.1f}" for value in measurements), VARIETIES[code]]))
    return "\n".join(lines) + "\n"


def conformal_threshold(out_of_fold: FloatArray, codes: IntArray, coverage: float) -> float:
    """Return q, the ⌈(n+1)·coverage⌉-th smallest of 1 - p(true variety).

    Source: Vovk, Gammerman & Shafer (2005); with out-of-fold scores, Vovk (2015), cross-conformal.
    """
    scores = np.sort(1 - out_of_fold[np.arange(len(codes)), codes])
    return float(scores[math.ceil((len(codes) + 1) * coverage) - 1])


def fit(dataset: Dataset) -> dict[str, Any]:
    """Return what model.json holds but for the evaluation; the same flowers, the same model."""
    estimator = new_estimator().fit(dataset.measurements, dataset.codes)
    out_of_fold = leave_one_out(new_estimator(), dataset)
    groups = [dataset.of_variety(code) for code in range(len(VARIETIES))]
    return {
        "coefficients": estimator.coef_.tolist(),
        "intercepts": estimator.intercept_.tolist(),
        "C": C,
        "data_sha256": data_sha256(),
        "means": [group.mean(axis=0).tolist() for group in groups],
        "covariances": [np.cov(group, rowvar=False).tolist() for group in groups],
        "set_threshold": conformal_threshold(out_of_fold, dataset.codes, COVERAGE),
        "out_of_fold_probabilities": out_of_fold.tolist(),
    }


def as_text(stored: dict[str, Any]) -> str:
    """Return the text of model.json: indented, a row of numbers a line, so that it can be read."""
    text = json.dumps(stored, indent=1, ensure_ascii=False)
    rows = r"\[([^\[\]{}\"]+)\]"
    return re.sub(rows, lambda row: f"[{' '.join(row[1].split())}]", text) + "\n"


def train_and_write(path: Path) -> dict[str, Any]:
    """Fit and measure on data/iris.csv, write the model to path, return what was written.

    Takes about a minute. Raises OSError, before the work, where path can't be written.
    """
    with whole_or_nothing(path) as temporary:
        stored = {**fit(load_dataset()), "evaluation": evaluate()}
        temporary.write_text(as_text(stored), encoding="utf-8")
    return stored


def evaluate() -> Evaluation:
    """Return the figures of model.json, measured again on data/iris.csv."""
    return cross_validate(load_dataset())


def report(evaluation: Evaluation) -> str:
    """Return an evaluation as text for a terminal."""

    def cell(figure: Figure, digits: int = 3) -> str:
        return f"{figure.mean:.{digits}f} ± {figure.spread:.{digits}f}"

    folds, repeats = evaluation.folds, evaluation.repeats
    alone = evaluation.held_out
    flowers = sum(len(cell) for row in alone.confusion for cell in row)
    lines = [
        f"{repeats} × {folds}-fold cross-validation, mean ± standard deviation over the repeats",
        "",
        f"{'':<32}{'log loss':>16}{'accuracy':>16}{'Brier score':>16}{'calibration':>16}",
    ]
    for m in evaluation.models:
        figures = (m.log_loss, m.accuracy, m.brier, m.calibration_error)
        lines.append(f"{m.name:<32}" + "".join(f"{cell(figure):>16}" for figure in figures))
    lines += ["", f"{'C':>10}{'log loss':>18}"]
    lines += [f"{p['C']:>10,.5g}{cell(p.log_loss):>18}" for p in evaluation.curve]
    lines += [
        "",
        f"Leave-one-out: {alone.correct} of {flowers} right, log loss {alone.log_loss:.3f}; "
        f"mistaken: flowers {', '.join(map(str, mistakes(alone)))}",
        "Measured with " + ", ".join(f"{k} {v}" for k, v in evaluation.versions.items()),
    ]
    return "\n".join(lines)
