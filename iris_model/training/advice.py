"""Advice about a model before it is used, in sentences that have user text."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from iris_model.evaluation import (
    BASELINE,
    CHOOSING,
    LDA,
    NOTICEABLE,
    THIS_MODEL,
    TUTORIAL,
    Evaluation,
    more_rows_help,
)
from iris_model.model import Model
from iris_model.phrasing import listed, percentage
from iris_model.schema import Schema
from iris_model.training.logistic import STRENGTHS
from iris_model.validation import shorten

_FEW_ROWS = 20
_CLEARLY = 2.0
"""Standard errors by which a difference is more than chance."""
_CONFUSED = 0.35
"""Share of two groups' rows given the wrong name; one half would be pure chance."""
_FEWEST_CONFUSED = 10
"""Rows of two groups from which the share means something."""
_CURVED = " The borders between the groups are probably not straight."
_PERFECT = 0.02
"""Log loss below which answers that are all right look suspicious."""


def advice(model: Model, sizes: Sequence[int], log_loss: float) -> tuple[str, ...]:
    """Return the advice that applies to a model, the most important first.

    sizes (k,) are of all rows used for the fit, log_loss is on the folds of the partial models.
    """
    chance = tuple(_no_better_than_chance(model))
    return (
        *chance,
        *_too_easy(model),
        *(() if chance else _alike(model)),
        *_few_rows(model.schema, sizes),
        *_another_model(model.evaluation),
        *(() if chance else _not_needed(model, log_loss)),
        *_more_rows(model.evaluation),
        *_strongest(model),
        *_judged_on_some(model.evaluation, sum(sizes)),
    )


def _name(text: str) -> str:
    return f"“{shorten(text)}”"


def _no_better_than_chance(model: Model) -> Iterator[str]:
    for baseline in model.evaluation.models:
        lead = baseline.log_loss_difference
        if baseline.name == BASELINE and lead.mean < _CLEARLY * lead.standard_error:
            one = len(model.schema.names) == 1
            yield (
                f"{'This measurement does' if one else 'These measurements do'} not clearly tell "
                f"the {model.schema.group.plural} apart: the answers are not clearly better than "
                "always giving the same one."
            )


def _too_easy(model: Model) -> Iterator[str]:
    held_out, measurements = model.evaluation.held_out, model.schema.measurements
    if held_out.correct < held_out.count or held_out.log_loss > _PERFECT:
        return
    labels = [
        _name(m.label)
        for m in measurements
        if len(measurements) == 1 or model.partial[(m.name,)].accuracy == 1
    ]
    enough = f"{listed(labels)} alone {'is' if len(labels) == 1 else 'are each'} enough for that. "
    yield (
        f"Every row was recognised by a model that had not seen it. {enough if labels else ''}"
        "If that is a surprise, check that no measurement was made after the answer was known."
    )


def _alike(model: Model) -> Iterator[str]:
    counts, names = model.evaluation.held_out.confusion, model.schema.group_names
    for a, b in combinations(range(len(names)), 2):
        wrong = counts[a][b] + counts[b][a]
        total = wrong + counts[a][a] + counts[b][b]
        if total >= _FEWEST_CONFUSED and wrong >= _CONFUSED * total:
            yield (
                f"{_name(names[a])} and {_name(names[b])} can hardly be told apart: of "
                f"{total:,} rows that were given one of the two names, {wrong:,} were given "
                "the wrong one."
            )


def _few_rows(schema: Schema, sizes: Sequence[int]) -> Iterator[str]:
    few = [
        f"{_name(name)} ({size})"
        for name, size in zip(schema.group_names, sizes, strict=True)
        if size < _FEW_ROWS
    ]
    if few:
        yield (
            f"{listed(few)} {'has' if len(few) == 1 else 'have'} fewer than {_FEW_ROWS} rows: the "
            "figures could change a lot with other rows."
        )


def _another_model(evaluation: Evaluation) -> Iterator[str]:
    this = evaluation.models[0]
    better = [
        m
        for m in evaluation.models
        if m.name not in (THIS_MODEL, CHOOSING, TUTORIAL, BASELINE)
        and -m.log_loss_difference.mean
        > max(NOTICEABLE, _CLEARLY * m.log_loss_difference.standard_error)
    ]
    if better:
        best = min(better, key=lambda m: m.log_loss.mean)
        yield (
            f"Another kind of model is clearly better here: {best.name.lower()}, with a log loss "
            f"of {best.log_loss.mean:.3f} against {this.log_loss.mean:.3f} and "
            f"{percentage(best.accuracy.mean)} right against {percentage(this.accuracy.mean)}."
            f"{'' if best.name == LDA else _CURVED}"
        )


def _not_needed(model: Model, log_loss: float) -> Iterator[str]:
    names = model.schema.names
    if len(names) == 1:
        return
    idle = [
        _name(m.label)
        for m in model.schema.measurements
        if model.partial[tuple(name for name in names if name != m.name)].log_loss <= log_loss
    ]
    if len(idle) == 1:
        yield f"The model does as well without {idle[0]}."
    elif idle:
        yield f"The model does as well with any one of {listed(idle)} left out."


def _more_rows(evaluation: Evaluation) -> Iterator[str]:
    if len(evaluation.learning) > 1 and more_rows_help(evaluation.learning):
        before, last = evaluation.learning[-2:]
        yield (
            f"More rows would probably help: the log loss was {before.log_loss.mean:.3f} with "
            f"{before.rows:,} rows and is {last.log_loss.mean:.3f} with {last.rows:,}."
        )


def _strongest(model: Model) -> Iterator[str]:
    if model.c == STRENGTHS[-1]:
        answers = model.scores(model.training.measurements).argmax(axis=1)
        separated = (
            "Straight borders separate the groups completely, so the probabilities are surer than "
            "the rows can prove. "
        )
        all_right = (answers == model.training.codes).all()
        yield (
            f"{separated if all_right else ''}C is at the end of the strengths tried, {model.c:g}."
        )


def _judged_on_some(evaluation: Evaluation, used: int) -> Iterator[str]:
    if evaluation.held_out.count < used:
        yield (
            f"The figures and the models of fewer measurements come from "
            f"{evaluation.held_out.count:,} of the {used:,} rows, drawn at random from each group "
            "in proportion; the model itself is fitted on all of them."
        )
