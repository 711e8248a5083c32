"""The shipped model, fitted like that of the tutorial that this program replaces.

Raw measurements and C = 30 give a lower log loss than standardised ones.
"""

import dataclasses
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.neighbors import KNeighborsClassifier

from iris_model.evaluation import BASELINE, CHOOSING, LDA, QDA, THIS_MODEL, TUTORIAL
from iris_model.files.reading.any_table import read_any_table
from iris_model.model import Model
from iris_model.schema import Group, Measurement, Noun, Range, Schema
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
_PARTS = {"sepal": ("sepal", "sepals"), "petal": ("petal", "petals")}
_SIDES = {"length": ("length", "leng", "len", "lgth", "l"), "width": ("width", "wid", "wdth", "w")}
_SHORT_SIDES = {"length": ("length", "len", "l"), "width": ("width", "wid", "w")}
_BETWEEN = ("", "of", "the", "ofthe")


def schema() -> Schema:
    """Return the schema of the irises."""
    return Schema(
        title="Which iris is this?",
        specimen=Noun("flower", "flowers"),
        group=Noun("variety", "varieties"),
        about=(
            "150 irises that Edgar Anderson measured and Ronald Fisher published in 1936, 50 of "
            "each variety."
        ),
        drawing="iris",
        measurements=(
            _measurement("sepal", "length", "slen", (4.3, 7.9), (4.0, 8.5)),
            _measurement("sepal", "width", "swid", (2.0, 4.4), (1.5, 5.0)),
            _measurement("petal", "length", "plen", (1.0, 6.9), (0.5, 7.5)),
            _measurement("petal", "width", "pwid", (0.1, 2.5), (0.1, 3.0)),
        ),
        groups=tuple(
            Group(name, tuple(_group_aliases(name)))
            for name in ("Setosa", "Versicolor", "Virginica")
        ),
    )


def _measurement(
    part: str, side: str, parameter: str, training: Range, slider: Range
) -> Measurement:
    return Measurement(
        name=f"{part}_{side}",
        label=f"{part.capitalize()} {side}",
        unit="cm",
        parameter=parameter,
        aliases=tuple(dict.fromkeys(_measurement_aliases(part, side))),
        decimals=1,
        step=0.1,
        training_range=training,
        slider_range=slider,
        accepted_range=(training[0] / 2, training[1] * 2),
    )


def _measurement_aliases(part: str, side: str) -> Iterator[str]:
    """Yield names in real files: `sepallen`, `lengthofsepal`, `slen`."""
    for written_part, written_side in product(_PARTS[part], _SIDES[side]):
        yield from (written_part + written_side, f"{written_part}{written_side}s")
        for between in _BETWEEN:
            yield written_side + between + written_part
    for written_side in _SHORT_SIDES[side]:
        yield part[0] + written_side


def _group_aliases(name: str) -> Iterator[str]:
    """Yield other spellings: `iris setosa`, `i. setosa`, UCI's `versicolour`."""
    spellings = [name.lower(), *(["versicolour"] if name == "Versicolor" else [])]
    yield from spellings[1:]
    for spelling, before in product(spellings, ("iris", "i")):
        for between in (" ", "-", "_", ".", ". "):
            yield f"{before}{between}{spelling}"
    yield from (f"iris{spelling}" for spelling in spellings)


def candidates(recipe: Recipe) -> dict[str, Candidate]:
    """Return the models to compare by name, this one first.

    Neighbours and forest use the best of a few settings (5 to 25 neighbours, leaves of 1 to 10);
    with the defaults some true variety gets a probability of 0.
    """
    forest = RandomForestClassifier(min_samples_leaf=3, random_state=SEED)
    return {
        THIS_MODEL: this_model(recipe),
        CHOOSING: of_scikit_learn(_choosing_estimator()),
        TUTORIAL: tutorial(),
        LDA: of_scikit_learn(LinearDiscriminantAnalysis()),
        QDA: of_scikit_learn(QuadraticDiscriminantAnalysis()),
        NEIGHBOURS: of_scikit_learn(KNeighborsClassifier(n_neighbors=10)),
        FOREST: of_scikit_learn(forest),
        BASELINE: of_scikit_learn(DummyClassifier(strategy="prior")),
    }


def _choosing_estimator() -> LogisticRegressionCV:
    """Return an unfitted model that chooses C within its own rows.

    Its cross-validation shows how much choosing C on all rows flatters.
    """
    return LogisticRegressionCV(
        Cs=(1, 3, 10, 30, 100, 300, 1000),
        cv=5,
        scoring="neg_log_loss",
        max_iter=10_000,
        l1_ratios=(0,),
        use_legacy_attributes=False,
    )


def tutorial() -> Candidate:
    """Return the tutorial's model, with the default C, 1."""
    return of_scikit_learn(LogisticRegression(max_iter=1000))


def recognised_irises() -> Recognised:
    """Return the recognised table, with the irises' schema."""
    data = DATA_FILE.read_bytes()
    found = recognise_table(read_any_table(data), data, DATA_FILE.name, Choice(label="variety"))
    return dataclasses.replace(found, schema=schema())


def settings() -> Settings:
    """Return the settings for the irises."""
    return Settings(
        c=C, standardised=False, strengths=CURVE, plan=PLAN, models=candidates, tutorial=tutorial()
    )


def train_irises(progress: Progress = nothing) -> tuple[Model, TrainingReport]:
    """Return the shipped model, trained again, and the report; takes about a minute."""
    began = time.monotonic()
    return train_recognised(recognised_irises(), settings(), progress, began)
