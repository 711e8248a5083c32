"""From specimens to a model with its evaluation."""

import dataclasses
import platform
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import sklearn
from threadpoolctl import threadpool_limits

from iris_model.arrays import FloatArray
from iris_model.evaluation import Evaluation
from iris_model.model import Model, set_threshold
from iris_model.model_file import MOST_ROWS_KEPT, Training
from iris_model.model_storage import model_bytes, read_model
from iris_model.scoring import held_out_figures
from iris_model.training.advice import advice
from iris_model.training.comparison import Candidate, candidates, compare, this_model
from iris_model.training.folds import (
    FEW_ROWS,
    SEED,
    Folds,
    Plan,
    held_out_folds,
    predict_unseen,
    stratified_folds,
    stratified_sample,
    usual_plan,
)
from iris_model.training.learning import learning_curve
from iris_model.training.logistic import STRENGTHS, Linear, Recipe, fit
from iris_model.training.partial import judged, partial_models
from iris_model.training.rows import NO_LABEL, Specimens
from iris_model.training.spread import covariances, means
from iris_model.training.strength import curve, lowest
from iris_model.training.table import Recognised

MOST_JUDGED = 5000
"""Rows used for C, the evaluation and the partial models; the final fit uses all."""
_FEW_FOLDS = 3
"""Folds for the partial models of many rows."""
Progress = Callable[[float, str], None]
"""Takes the share of the work done and the present step."""


@dataclass(frozen=True)
class Settings:
    """How a model is fitted, and the models it is compared with."""

    c: float | None = None
    """None: the best of the strengths."""
    standardised: bool = True
    strengths: tuple[float, ...] = STRENGTHS
    plan: Plan | None = None
    """None: by the number of rows."""
    models: Callable[[Recipe], Mapping[str, Candidate]] = candidates
    tutorial: Candidate | None = None


# On arrays this small, threads mostly wait: one is as fast and does half the work.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def build_model(table: Recognised, settings: Settings, progress: Progress) -> Model:
    """Return the model of a table's specimens, fitted and evaluated."""
    began = time.process_time()
    measurements, codes = table.specimens.measurements, table.specimens.codes
    sample = table.specimens.part(stratified_sample(codes, MOST_JUDGED))
    plan = settings.plan or usual_plan(sample.codes)
    repeats = [stratified_folds(sample.codes, plan.folds, seed) for seed in range(plan.repeats)]
    points = curve(
        sample.measurements,
        sample.codes,
        repeats,
        _part(progress, 0.0, 0.15, "Choosing the strength C"),
        settings.strengths,
        standardised=settings.standardised,
    )
    recipe = Recipe(settings.c or lowest(points), settings.standardised)
    linear = fit(recipe, measurements, codes)
    few = repeats if len(sample.codes) <= FEW_ROWS else [stratified_folds(sample.codes, _FEW_FOLDS)]
    steps = _part(progress, 0.15, 0.4, "Fitting partial models")
    partial = partial_models(table.schema, recipe, sample, few, steps)
    evaluation, unseen = _evaluate(sample, settings, recipe, linear, repeats, progress)
    draft = Model(
        schema=table.schema,
        coefficients=linear.coefficients,
        intercepts=linear.intercepts,
        c=recipe.c,
        partial=partial,
        training=_training(table, sample, unseen),
        means=means(measurements, codes),
        covariances=covariances(measurements, codes),
        set_threshold=set_threshold(unseen, sample.codes),
        evaluation=evaluation,
        digest="",  # its file will have one
    )
    log_loss, _ = judged(recipe, linear, sample.measurements, sample.codes, few)
    evaluation = msgspec.structs.replace(
        evaluation,
        curve=points,
        advice=advice(draft, np.bincount(codes).tolist(), log_loss),
        seconds=round(time.process_time() - began, 1),
    )
    draft = dataclasses.replace(draft, evaluation=evaluation)
    return read_model(model_bytes(draft), "The new model")


def _part(progress: Progress, start: float, end: float, what: str) -> Callable[[float], None]:
    progress(start, what)
    return lambda share: progress(start + share * (end - start), what)


def _evaluate(
    sample: Specimens,
    settings: Settings,
    recipe: Recipe,
    linear: Linear,
    repeats: Sequence[Folds],
    progress: Progress,
) -> tuple[Evaluation, FloatArray]:
    """Return an evaluation without curve and advice, and (n, k): each row's answers, unseen."""
    x, y = sample.measurements, sample.codes
    models = compare(
        x, y, settings.models(recipe), repeats, _part(progress, 0.4, 0.8, "Comparing models")
    )
    progress(0.8, "Judging each row by the others")
    alone = held_out_folds(y)
    unseen = predict_unseen(this_model(recipe, linear).fit, x, y, alone)
    tutorial = settings.tutorial and predict_unseen(settings.tutorial.fit, x, y, alone)
    steps = _part(progress, 0.9, 1.0, "Would more rows help?")
    evaluation = Evaluation(
        folds=len(repeats[0]),
        repeats=len(repeats),
        rows=len(y),
        models=models,
        curve=(),
        held_out=held_out_figures(unseen, y, len(alone)),
        learning=learning_curve(recipe, sample, repeats, steps),
        advice=(),
        versions={
            "Python": platform.python_version(),
            "NumPy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        seed=SEED,
        seconds=0.0,
        tutorial_held_out=None if tutorial is None else held_out_figures(tutorial, y, len(alone)),
    )
    return evaluation, unseen


def _training(table: Recognised, sample: Specimens, unseen: FloatArray) -> Training:
    left_out = Counter(table.left_out)
    left_out[NO_LABEL] += table.unlabelled
    places = stratified_sample(sample.codes, MOST_ROWS_KEPT)
    kept = sample.part(places)
    return Training(
        source=table.source,
        sha256=table.sha256,
        rows=table.rows,
        used=len(table.specimens.codes),
        left_out=dict(+left_out),
        numbers=kept.numbers,
        measurements=kept.measurements,
        codes=kept.codes,
        out_of_fold_probabilities=unseen[places],
    )
