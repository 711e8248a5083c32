"""Measure the model on flowers it was not fitted on, beside other models.

With `iris_model.training.training` the only module that imports scikit-learn.
"""

import platform

import numpy as np
import sklearn
from sklearn.base import ClassifierMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import (
    BaseCrossValidator,
    StratifiedKFold,
    cross_val_predict,
)
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

from iris_model.dataset import Dataset, FloatArray
from iris_model.evaluation import (
    BASELINE,
    CHOOSING,
    LDA,
    QDA,
    THIS_MODEL,
    TUTORIAL,
    CurvePoint,
    Evaluation,
    ModelFigures,
    figure,
    log_losses,
    model_figures,
)

C = 30.0
"""The lowest log loss of all strengths on the curve."""
CURVE = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, C, 100.0, 300.0, 1000.0, 3000.0, 10_000.0)
"""The strengths C at which the log loss is measured."""
FOLDS = 10
REPEATS = 10
SEED = 0


def new_estimator(c: float = C) -> LogisticRegression:
    """Return the unfitted multinomial logistic regression."""
    return LogisticRegression(C=c, max_iter=10_000)


def tutorial_estimator() -> LogisticRegression:
    """Return the unfitted model of the tutorial program, whose C is scikit-learn's default, 1."""
    return LogisticRegression(max_iter=1000)


def choosing_estimator() -> LogisticRegressionCV:
    """Return the unfitted model that chooses C by cross-validation within its training flowers.

    Cross-validating it (nested) shows how much the choice of C on all flowers flatters this model.
    """
    return LogisticRegressionCV(
        Cs=(1, 3, 10, 30, 100, 300, 1000),
        cv=5,
        scoring="neg_log_loss",
        max_iter=10_000,
        l1_ratios=(0,),
        use_legacy_attributes=False,
    )


def candidates() -> dict[str, ClassifierMixin]:
    """Return the models to compare, unfitted, by name; this one first.

    Neighbours and forest stand at the best of a few settings tried (5 to 25 neighbours, leaves of 1
    to 10 flowers): with scikit-learn's own they give some flower's variety a probability of 0.
    """
    return {
        THIS_MODEL: new_estimator(),
        CHOOSING: choosing_estimator(),
        TUTORIAL: tutorial_estimator(),
        LDA: LinearDiscriminantAnalysis(),
        QDA: QuadraticDiscriminantAnalysis(),
        "Nearest neighbours": KNeighborsClassifier(n_neighbors=10),
        "Random forest": RandomForestClassifier(min_samples_leaf=3, random_state=SEED),
        BASELINE: DummyClassifier(strategy="prior"),
    }


def predict_unseen(
    estimator: ClassifierMixin, dataset: Dataset, folds: BaseCrossValidator
) -> FloatArray:
    """Return the probabilities (n, 3) of each flower by a model fitted without its fold."""
    # Threads only wait for each other on arrays this small: one is as fast for half the work.
    with threadpool_limits(1):
        probabilities: FloatArray = cross_val_predict(
            estimator, dataset.measurements, dataset.codes, cv=folds, method="predict_proba"
        )
    return probabilities


def out_of_fold(estimator: ClassifierMixin, dataset: Dataset) -> FloatArray:
    """Return the probabilities (repeats, n, 3) of repeated stratified cross-validation."""
    folds = (StratifiedKFold(FOLDS, shuffle=True, random_state=seed) for seed in range(REPEATS))
    return np.array([predict_unseen(estimator, dataset, fold) for fold in folds])


def leave_one_out(estimator: ClassifierMixin, dataset: Dataset) -> FloatArray:
    """Return the probabilities (n, 3) of each flower by a model fitted without it."""
    return predict_unseen(estimator, dataset, LeaveOneOut())


def compare(dataset: Dataset, models: dict[str, ClassifierMixin]) -> list[ModelFigures]:
    """Return the figures of each model, all on the same folds; the first is the reference."""
    probabilities = [out_of_fold(estimator, dataset) for estimator in models.values()]
    return [
        model_figures(name, " ".join(repr(model).split()), own, probabilities[0], dataset.codes)
        for (name, model), own in zip(models.items(), probabilities, strict=True)
    ]


def curve_over_c(dataset: Dataset, strengths: tuple[float, ...] = CURVE) -> list[CurvePoint]:
    """Return the log loss at each C."""
    return [
        {
            "C": c,
            "log_loss": figure(
                log_losses(out_of_fold(new_estimator(c), dataset), dataset.codes).mean(axis=-1)
            ),
        }
        for c in strengths
    ]


def cross_validate(dataset: Dataset) -> Evaluation:
    """Return all that is measured; the same flowers give the same figures. Takes about a minute."""
    of_one, of_tutorial = (
        leave_one_out_figures(leave_one_out(estimator, dataset), dataset.codes)
        for estimator in (new_estimator(), tutorial_estimator())
    )
    return {
        "folds": FOLDS,
        "repeats": REPEATS,
        "models": compare(dataset, candidates()),
        "curve": curve_over_c(dataset),
        "leave_one_out": of_one,
        "tutorial_leave_one_out": of_tutorial,
        "versions": {
            "Python": platform.python_version(),
            "NumPy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }
