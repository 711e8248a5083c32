"""From specimens to a model with all that is measured about it."""

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import sklearn
from threadpoolctl import threadpool_limits

from iris_model.arrays import FloatArray, IntArray
from iris_model.evaluation import (
    Evaluation,
    HeldOut,
    LearningPoint,
    accuracy,
    figure,
    held_out_figures,
    log_losses,
)
from iris_model.model import Model, Partial, Training, whole_model
from iris_model.model_file import MOST_ROWS_KEPT
from iris_model.schema import Schema
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
from iris_model.training.logistic import STRENGTHS, Linear, Recipe, fit
from iris_model.training.rows import Specimens
from iris_model.training.spread import conformal_threshold, covariances, means
from iris_model.training.strength import curve, lowest

MOST_JUDGED = 5000
"""Rows that C, the evaluation and the partial models come from; the final fit uses all."""
_FEW_FOLDS = 3
"""For the partial models of many rows."""
_LEARNING_SHARES = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0)
Progress = Callable[[float, str], None]
"""Told the share of the work that is done, and what is being done."""


@dataclass(frozen=True)
class Origin:
    """Where the specimens come from."""

    source: str
    sha256: str
    rows: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class Settings:
    """How a model is fitted and what it is compared with."""

    c: float | None = None
    """None: the best of the strengths."""
    standardised: bool = True
    strengths: tuple[float, ...] = STRENGTHS
    plan: Plan | None = None
    """None: by the number of rows."""
    models: Callable[[Recipe], Mapping[str, Candidate]] = candidates
    tutorial: Candidate | None = None


@dataclass(frozen=True, eq=False)
class _Sample:
    """The rows that everything but the final fit comes from."""

    places: IntArray
    """Among the specimens."""
    measurements: FloatArray
    codes: IntArray


def build_model(
    schema: Schema,
    specimens: Specimens,
    origin: Origin,
    settings: Settings,
    progress: Progress,
) -> Model:
    """Return the model fitted on specimens, judged and ready to be written."""
    began = time.process_time()
    # Threads only wait for each other on arrays this small: one is as fast for half the work.
    with threadpool_limits(1):
        return _build(schema, specimens, origin, settings, progress, began)


def _build(
    schema: Schema,
    specimens: Specimens,
    origin: Origin,
    settings: Settings,
    progress: Progress,
    began: float,
) -> Model:
    sample = _sample(specimens)
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
    partial = _partial(
        schema, recipe, sample, judged_on, _part(progress, 0.65, 0.9, "Fitting partial models")
    )
    learning = _learning(
        recipe, sample, repeats, _part(progress, 0.9, 1.0, "Would more rows help?")
    )
    judged = Judged(
        schema=schema,
        codes=specimens.codes,
        recipe=recipe,
        models=models,
        held_out=held_out_figures(unseen, y, len(alone)),
        log_loss=_judged(recipe, linear, x, y, judged_on)[0],
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
        held_out=judged.held_out,
        learning=learning,
        advice=advice(judged),
        versions=_versions(),
        seed=SEED,
        seconds=round(time.process_time() - began, 1),
        tutorial_held_out=_tutorial(settings, x, y, alone),
    )
    return whole_model(
        schema=schema,
        coefficients=linear.coefficients,
        intercepts=linear.intercepts,
        c=recipe.c,
        partial=partial,
        training=_training(specimens, origin, sample, unseen),
        means=means(specimens.measurements, specimens.codes),
        covariances=covariances(specimens.measurements, specimens.codes),
        set_threshold=conformal_threshold(unseen, y),
        evaluation=evaluation,
    )


def _part(progress: Progress, start: float, end: float, what: str) -> Callable[[float], None]:
    """Return what tells the progress of one part of the work, from 0 to 1."""
    progress(start, what)
    return lambda share: progress(start + share * (end - start), what)


def _sample(specimens: Specimens) -> _Sample:
    places = stratified_sample(specimens.codes, MOST_JUDGED)
    return _Sample(places, specimens.measurements[places], specimens.codes[places])


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


def _training(
    specimens: Specimens, origin: Origin, sample: _Sample, unseen: FloatArray
) -> Training:
    """Return the rows that are kept with the model, those among them that were judged."""
    kept = stratified_sample(sample.codes, MOST_ROWS_KEPT)
    places = sample.places[kept]
    return Training(
        source=origin.source,
        sha256=origin.sha256,
        rows=origin.rows,
        used=len(specimens.codes),
        left_out=dict(origin.left_out),
        numbers=specimens.numbers[places],
        measurements=specimens.measurements[places],
        codes=specimens.codes[places],
        out_of_fold_probabilities=unseen[kept],
    )


def _partial(
    schema: Schema,
    recipe: Recipe,
    sample: _Sample,
    repeats: Sequence[Folds],
    progress: Callable[[float], None],
) -> dict[tuple[str, ...], Partial]:
    """Return the model of every proper subset of the measurements, by their names.

    Those that lack one measurement are judged on all repeats, as they say what each is worth.
    """
    found = {}
    d = len(schema.measurements)
    subsets = [list(s) for size in range(1, d) for s in combinations(range(d), size)]
    for done, columns in enumerate(subsets, start=1):
        x = sample.measurements[:, columns]
        linear = fit(recipe, x, sample.codes)
        judged_on = repeats if len(columns) == d - 1 else repeats[:1]
        log_loss, right = _judged(recipe, linear, x, sample.codes, judged_on)
        names = tuple(schema.names[column] for column in columns)
        found[names] = Partial(linear.coefficients, linear.intercepts, log_loss, right)
        progress(done / len(subsets))
    return found


def _judged(
    recipe: Recipe, linear: Linear, x: FloatArray, codes: IntArray, repeats: Sequence[Folds]
) -> tuple[float, float]:
    """Return the cross-validated log loss and accuracy, means over the repeats."""
    own = this_model(recipe, linear).fit
    unseen = np.array([predict_unseen(own, x, codes, folds) for folds in repeats])
    return float(log_losses(unseen, codes).mean()), float(accuracy(unseen, codes).mean())


def _learning(
    recipe: Recipe, sample: _Sample, repeats: list[Folds], progress: Callable[[float], None]
) -> tuple[LearningPoint, ...]:
    """Return how models fitted on ever more of the rows do on rows they have not seen."""
    points = []
    sizes = sorted({round(share * len(repeats[0][0][0])) for share in _LEARNING_SHARES})
    for done, size in enumerate(sizes, start=1):
        unseen, rows = [], 0
        for seed, folds in enumerate(repeats):
            fewer = [
                (fitted_on[stratified_sample(sample.codes[fitted_on], size, seed)], judged_on)
                for fitted_on, judged_on in folds
            ]
            rows = len(fewer[0][0])
            own = this_model(recipe).fit
            unseen.append(predict_unseen(own, sample.measurements, sample.codes, fewer))
        probabilities = np.array(unseen)
        losses = log_losses(probabilities, sample.codes).mean(axis=-1)
        points.append(
            LearningPoint(rows, figure(losses), figure(accuracy(probabilities, sample.codes)))
        )
        progress(done / len(sizes))
    return tuple({point.rows: point for point in points}.values())
