"""The shipped model, fitted like that of the tutorial that this program replaces.

Raw measurements and C = 30 give a lower log loss than standardised ones. The schema is written by
hand, in the model file itself, and kept when it is trained again.
"""

import dataclasses
import time
from pathlib import Path

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.neighbors import KNeighborsClassifier

from iris_model.evaluation import BASELINE, CHOOSING, LDA, QDA, THIS_MODEL, TUTORIAL
from iris_model.files.reading.any_table import read_any_table
from iris_model.model import Model
from iris_model.model_storage import load_model
from iris_model.training.build import Progress, Settings
from iris_model.training.columns import Choice
from iris_model.training.comparison import (
    FOREST,
    NEIGHBOURS,
    Candidate,
    of_scikit_learn,
    this_model,
)
from iris_model.training.folds import SEED, Plan
from iris_model.training.logistic import Recipe
from iris_model.training.table import Recognised, recognise_table
from iris_model.training.train import TrainingReport, nothing, train_recognised

DATA_FILE = Path(__file__).resolve().parents[2] / "data" / "iris.csv"
C = 30.0
"""The strength with the lowest log loss."""
CURVE = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, C, 100.0, 300.0, 1000.0, 3000.0, 10_000.0)
"""The strengths C at which the log loss is measured."""
PLAN = Plan(folds=10, repeats=10)


def candidates(recipe: Recipe) -> dict[str, Candidate]:
    """Return the models to compare by name, this one first.

    Neighbours and forest use the best of a few settings (5 to 25 neighbours, leaves of 1 to 10);
    with the defaults some true variety gets a probability of 0. Choosing C within the rows fitted
    on shows how much choosing it on all of them flatters.
    """
    choosing = LogisticRegressionCV(
        Cs=(1, 3, 10, 30, 100, 300, 1000),
        cv=5,
        scoring="neg_log_loss",
        max_iter=10_000,
        l1_ratios=(0,),
        use_legacy_attributes=False,
    )
    forest = RandomForestClassifier(min_samples_leaf=3, random_state=SEED)
    return {
        THIS_MODEL: this_model(recipe),
        CHOOSING: of_scikit_learn(choosing),
        TUTORIAL: tutorial(),
        LDA: of_scikit_learn(LinearDiscriminantAnalysis()),
        QDA: of_scikit_learn(QuadraticDiscriminantAnalysis()),
        NEIGHBOURS: of_scikit_learn(KNeighborsClassifier(n_neighbors=10)),
        FOREST: of_scikit_learn(forest),
        BASELINE: of_scikit_learn(DummyClassifier(strategy="prior")),
    }


def tutorial() -> Candidate:
    """Return the tutorial's model, with the default C, 1."""
    return of_scikit_learn(LogisticRegression(max_iter=1000))


def recognised_irises() -> Recognised:
    """Return the recognised table, with the schema of the shipped model."""
    data = DATA_FILE.read_bytes()
    found = recognise_table(read_any_table(data), data, DATA_FILE.name, Choice(label="variety"))
    return dataclasses.replace(found, schema=load_model().schema)


def train_irises(progress: Progress = nothing) -> tuple[Model, TrainingReport]:
    """Return the shipped model, trained again, and the report; takes about a minute."""
    began = time.monotonic()
    settings = Settings(
        c=C, standardised=False, strengths=CURVE, plan=PLAN, models=candidates, tutorial=tutorial()
    )
    return train_recognised(recognised_irises(), settings, progress, began)
