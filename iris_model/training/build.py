"""From specimens to a model with its evaluation."""

import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import sklearn
from threadpoolctl import threadpool_limits

from iris_model.arrays import FloatArray, IntArray
from iris_model.evaluation import Evaluation, HeldOut, held_out_figures
from iris_model.model import Model, set_threshold
from iris_model.model_file import MOST_ROWS_KEPT, Training
from iris_model.model_storage import checked_model
from iris_model.training.advice import Judged, advice
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
from iris_model.training.logistic import STRENGTHS, Recipe, fit
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
    schema, specimens = table.schema, table.specimens
    sample = specimens.part(stratified_sample(specimens.codes, MOST_JUDGED))
    x, y = sample.measurements, sample.codes
    plan = settings.plan or usual_plan(y)
    repeats = [stratified_folds(y, plan.folds, seed) for seed in range(plan.repeats)]
    points = curve(
        x,
        y,
        repeats,
        _part(progress, 0.0, 0.15, "Choosing the strength C"),
        settings.strengths,
        standardised=settings.standardised,
    )
    recipe = Recipe(settings.c or lowest(points), settings.standardised)
    linear = fit(recipe, specimens.measurements, specimens.codes)
    models = compare(
        x, y, settings.models(recipe), repeats, _part(progress, 0.15, 0.55, "Comparing models")
    )
    progress(0.55, "Judging each row by the others")
    alone = held_out_folds(y)
    unseen = predict_unseen(this_model(recipe, linear).fit, x, y, alone)
    judged_on = repeats if len(y) <= FEW_ROWS else [stratified_folds(y, _FEW_FOLDS)]
    partial = partial_models(
        schema, recipe, sample, judged_on, _part(progress, 0.65, 0.9, "Fitting partial models")
    )
    learning = learning_curve(
        recipe, sample, repeats, _part(progress, 0.9, 1.0, "Would more rows help?")
    )
    known = Judged(
        schema=schema,
        codes=specimens.codes,
        recipe=recipe,
        models=models,
        held_out=held_out_figures(unseen, y, len(alone)),
        log_loss=judged(recipe, linear, x, y, judged_on)[0],
        partial=partial,
        learning=learning,
        chosen=settings.c is None,
    )
    evaluation = Evaluation(
        folds=plan.folds,
        repeats=plan.repeats,
        rows=len(y),
        models=models,
        curve=points,
        held_out=known.held_out,
        learning=learning,
        advice=advice(known),
        versions=_versions(),
        seed=SEED,
        seconds=round(time.process_time() - began, 1),
        tutorial_held_out=_tutorial(settings, x, y, alone),
    )
    draft = Model(
        schema=schema,
        coefficients=linear.coefficients,
        intercepts=linear.intercepts,
        c=recipe.c,
        partial=partial,
        training=_training(table, sample, unseen),
        means=means(specimens.measurements, specimens.codes),
        covariances=covariances(specimens.measurements, specimens.codes),
        set_threshold=set_threshold(unseen, y),
        evaluation=evaluation,
        digest="",  # its file will have one
    )
    return checked_model(draft)


def _part(progress: Progress, start: float, end: float, what: str) -> Callable[[float], None]:
    progress(start, what)
    return lambda share: progress(start + share * (end - start), what)


def _versions() -> dict[str, str]:
    return {
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "scikit-learn": sklearn.__version__,
    }


def _tutorial(
    settings: Settings, measurements: FloatArray, codes: IntArray, folds: Folds
) -> HeldOut | None:
    if settings.tutorial is None:
        return None
    unseen = predict_unseen(settings.tutorial.fit, measurements, codes, folds)
    return held_out_figures(unseen, codes, len(folds))


def _training(table: Recognised, sample: Specimens, unseen: FloatArray) -> Training:
    unlabelled = {NO_LABEL: table.unlabelled} if table.unlabelled else {}
    places = stratified_sample(sample.codes, MOST_ROWS_KEPT)
    kept = sample.part(places)
    return Training(
        source=table.source,
        sha256=table.sha256,
        rows=table.rows,
        used=len(table.specimens.codes),
        left_out=table.left_out | unlabelled,
        numbers=kept.numbers,
        measurements=kept.measurements,
        codes=kept.codes,
        out_of_fold_probabilities=unseen[places],
    )
