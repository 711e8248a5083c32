"""Fit the model, measure it, write model.json. The only module that imports scikit-learn."""

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    VARIETY_COLUMN,
    Dataset,
    FloatArray,
    data_sha256,
    load_dataset,
)

C = 30.0
"""Lowest cross-validated log loss region; the curve on the Model page shows it."""
COVERAGE = 0.95


def dataset_csv() -> str:
    """Return the text of data/iris.csv, generated from scikit-learn's copy of the data."""
    iris = load_iris()
    lines = [",".join([*(m.column for m in MEASUREMENTS), VARIETY_COLUMN])]
    for measurements, code in zip(iris.data, iris.target, strict=True):
        lines.append(",".join([*(f"{value:.1f}" for value in measurements), VARIETIES[code]]))
    return "\n".join(lines) + "\n"


def new_estimator(c: float = C) -> LogisticRegression:
    """Return the unfitted multinomial logistic regression."""
    return LogisticRegression(C=c, max_iter=10_000)


def conformal_threshold(out_of_fold: FloatArray, codes: np.ndarray, coverage: float) -> float:
    """Return q, the ⌈(n+1)·coverage⌉-th smallest of 1 - p(true variety).

    Source: Vovk, Gammerman & Shafer (2005); with out-of-fold scores, Vovk (2015), cross-conformal.
    """
    scores = np.sort(1 - out_of_fold[np.arange(len(codes)), codes])
    return float(scores[math.ceil((len(codes) + 1) * coverage) - 1])


def train(dataset: Dataset) -> dict[str, Any]:
    """Return everything model.json holds, from the flowers alone; the same flowers give the same model."""
    x, y = dataset.measurements, dataset.codes
    estimator = new_estimator().fit(x, y)
    out_of_fold = cross_val_predict(new_estimator(), x, y, cv=LeaveOneOut(), method="predict_proba")
    groups = [dataset.of_variety(code) for code in range(len(VARIETIES))]
    return {
        "coefficients": estimator.coef_.tolist(),
        "intercepts": estimator.intercept_.tolist(),
        "C": C,
        "data_sha256": data_sha256(),
        "means": [group.mean(axis=0).tolist() for group in groups],
        "covariances": [np.cov(group, rowvar=False).tolist() for group in groups],
        "out_of_fold_probabilities": out_of_fold.tolist(),
        "set_threshold": conformal_threshold(out_of_fold, y, COVERAGE),
        "evaluation": {},
    }


def write_model(stored: dict[str, Any], path: Path) -> None:
    """Write model.json whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(stored, file, indent=1)
            file.write("\n")
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def train_and_write(path: Path) -> dict[str, Any]:
    """Train on data/iris.csv and write the model to path; return what was written."""
    stored = train(load_dataset())
    write_model(stored, path)
    return stored
