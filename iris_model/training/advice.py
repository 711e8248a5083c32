"""Advice about a model before it is used, in sentences that have user text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iris_model.arrays import IntArray
from iris_model.evaluation import (
    BASELINE,
    CHOOSING,
    LDA,
    NOTICEABLE,
    THIS_MODEL,
    TUTORIAL,
    HeldOut,
    LearningPoint,
    ModelFigures,
    more_rows_help,
)
from iris_model.model_file import Partial
from iris_model.phrasing import listed, percentage
from iris_model.schema import Schema
from iris_model.training.logistic import STRENGTHS, Recipe
from iris_model.validation import shorten

_FEW_ROWS = 20
_CLEARLY = 2.0
"""Standard errors by which a difference is more than chance."""
_CONFUSED = 0.35
"""Share of two groups' rows given the wrong name; one half would be pure chance."""
_CURVED = " The borders between the groups are probably not straight."
_PERFECT = 0.02
"""Log loss below which answers that are all right look suspicious."""


@dataclass(frozen=True)
class Judged:
    """What is known about a model."""

    schema: Schema
    codes: IntArray
    """(n,): of all rows used for the fit."""
    recipe: Recipe
    models: Sequence[ModelFigures]
    held_out: HeldOut
    log_loss: float
    """On the folds of the partial models."""
    partial: Mapping[tuple[str, ...], Partial]
    learning: Sequence[LearningPoint]
    chosen: bool
    """Whether C was chosen on these rows."""


def advice(judged: Judged) -> tuple[str, ...]:
    """Return the advice that applies, the most important first."""
    return tuple(
        sentence
        for rule in (
            _no_better_than_chance,
            _too_easy,
            _alike,
            _few_rows,
            _another_model,
            _not_needed,
            _more_rows,
            _strongest,
            _judged_on_some,
        )
        for sentence in rule(judged)
    )


def _name(text: str) -> str:
    return f"“{shorten(text)}”"


def _no_better_than_chance(judged: Judged) -> Iterator[str]:
    baseline = next((m for m in judged.models if m.name == BASELINE), None)
    if baseline is None:
        return
    lead = baseline.log_loss_difference
    if lead.mean < _CLEARLY * lead.standard_error:
        yield (
            f"These measurements do not tell the {judged.schema.group.plural} apart: always giving "
            "the same answer would be about as good."
        )


def _too_easy(judged: Judged) -> Iterator[str]:
    held_out = judged.held_out
    if held_out.correct < held_out.count or held_out.log_loss > _PERFECT:
        return
    alone = [
        names[0] for names, part in judged.partial.items() if len(names) == 1 and part.accuracy == 1
    ]
    labels = [_name(judged.schema.measurement(name).label) for name in alone]
    if len(judged.schema.measurements) == 1:
        labels = [_name(judged.schema.measurements[0].label)]
    enough = f"{listed(labels)} alone {'is' if len(labels) == 1 else 'are each'} enough for that. "
    yield (
        f"Every row was recognised by a model that had not seen it. {enough if labels else ''}"
        "If that is a surprise, check that no measurement was made after the answer was known."
    )


def _alike(judged: Judged) -> Iterator[str]:
    confusion = np.array(judged.held_out.confusion)
    names = judged.schema.group_names
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            pair = confusion[np.ix_([a, b], [a, b])]
            wrong, total = int(pair[0, 1] + pair[1, 0]), int(pair.sum())
            if total and wrong >= _CONFUSED * total:
                yield (
                    f"{_name(names[a])} and {_name(names[b])} can hardly be told apart: of "
                    f"{total:,} rows that were given one of the two names, {wrong:,} were given "
                    "the wrong one."
                )


def _few_rows(judged: Judged) -> Iterator[str]:
    sizes = np.bincount(judged.codes)
    few = [code for code, size in enumerate(sizes.tolist()) if size < _FEW_ROWS]
    if few:
        told = [f"{_name(judged.schema.group_names[code])} ({sizes[code]})" for code in few]
        have = "has" if len(few) == 1 else "have"
        yield (
            f"{listed(told)} {have} fewer than {_FEW_ROWS} rows: the figures could change a lot "
            "with other rows."
        )


def _another_model(judged: Judged) -> Iterator[str]:
    others = [m for m in judged.models if m.name not in (THIS_MODEL, CHOOSING, TUTORIAL, BASELINE)]
    better = [
        m
        for m in others
        if -m.log_loss_difference.mean
        > max(NOTICEABLE, _CLEARLY * m.log_loss_difference.standard_error)
    ]
    if better:
        best = min(better, key=lambda m: m.log_loss.mean)
        yield (
            f"Another kind of model is clearly better here: {best.name.lower()}, with a log loss "
            f"of {best.log_loss.mean:.3f} against {judged.models[0].log_loss.mean:.3f} and "
            f"{percentage(best.accuracy.mean)} right against "
            f"{percentage(judged.models[0].accuracy.mean)}.{'' if best.name == LDA else _CURVED}"
        )


def _not_needed(judged: Judged) -> Iterator[str]:
    names, loss = judged.schema.names, judged.log_loss
    if len(names) < 2:
        return
    idle = [
        name
        for name in names
        if judged.partial[tuple(other for other in names if other != name)].log_loss <= loss
    ]
    labels = [_name(judged.schema.measurement(name).label) for name in idle]
    if len(idle) == 1:
        yield f"The model does as well without {labels[0]}."
    elif idle:
        yield f"The model does as well with any one of {listed(labels)} left out."


def _more_rows(judged: Judged) -> Iterator[str]:
    if len(judged.learning) > 1 and more_rows_help(judged.learning):
        before, last = judged.learning[-2:]
        yield (
            f"More rows would probably help: the log loss was {before.log_loss.mean:.3f} with "
            f"{before.rows:,} rows and is {last.log_loss.mean:.3f} with {last.rows:,}."
        )


def _strongest(judged: Judged) -> Iterator[str]:
    if judged.chosen and judged.recipe.c == STRENGTHS[-1]:
        yield (
            "Straight borders separate the groups completely, so the probabilities are surer than "
            f"the rows can prove. C is at the end of the strengths tried, {judged.recipe.c:g}."
        )


def _judged_on_some(judged: Judged) -> Iterator[str]:
    if judged.held_out.count < len(judged.codes):
        yield (
            f"The figures and the models of fewer measurements come from {judged.held_out.count:,} "
            f"of the {len(judged.codes):,} rows, drawn at random from each group in proportion; "
            "the model itself is fitted on all of them."
        )
