"""The Model page's sentences about other models and other values of C.

All but the constant and `method` have user text.
"""

from iris_model.evaluation import BASELINE, CHOOSING, TUTORIAL, Evaluation, ModelFigures
from iris_model.model import Model
from iris_model.phrasing import listed
from ui.charts.comparison import Measure, measured

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

WHY_THIS_ONE = """\
This app always uses logistic regression: it takes nothing for granted about how measurements
spread, where discriminant analysis assumes bell curves, and its answers can be explained exactly,
where a forest’s can’t."""


def by_name(evaluation: Evaluation) -> dict[str, ModelFigures]:
    """Return the figures of each compared model."""
    return {figures.name: figures for figures in evaluation.models}


def rivals(evaluation: Evaluation, measure: Measure) -> str:
    """Say which models do better than this one by a measure."""
    this, *others = evaluation.models
    own = getattr(this, measure.key)
    sign = -1 if measure.key == "accuracy" else 1
    worth = {m: sign * getattr(m, measure.key).mean for m in others if m.name != CHOOSING}
    better = sorted((m for m in worth if worth[m] < sign * own.mean), key=worth.__getitem__)
    what = "more right answers" if measure.key == "accuracy" else f"a lower {measure.label.lower()}"
    if not better:
        return f"No other model compared here has {what}."
    names = [f"{_within(m)} ({measured(getattr(m, measure.key), measure)})" for m in better]
    count = _NUMBERS[len(better)] if len(better) < len(_NUMBERS) else str(len(better))
    verb = "model has" if len(better) == 1 else "models have"
    text = f"{count} {verb} {what} than this one: {listed(names)}."
    return f"{text} {_lead(better[0])}" if measure.key == "log_loss" else text


def _within(figures: ModelFigures) -> str:
    """Return a model's name within a sentence."""
    return figures.name[0].lower() + figures.name[1:]


def _lead(best: ModelFigures) -> str:
    """Say by how much a rival leads in log loss, and whether by chance."""
    lead, error = -best.log_loss_difference.mean, best.log_loss_difference.standard_error
    verdict = "may" if lead < 2 * error else "is unlikely to"
    return f"{best.name} leads by {lead:.3f} ± {error:.3f}, which {verdict} be chance."


def tutorial(model: Model) -> str | None:
    """Introduce the tutorial, if the model has one."""
    judged, theirs = model.evaluation.tutorial_held_out, by_name(model.evaluation).get(TUTORIAL)
    if judged is None or theirs is None:
        return None
    return (
        "This app replaces a tutorial, a web form on the same kind of model, and "
        f"corrects one setting: the tutorial left C at 1, here it is {model.c:g}. The tutorial’s "
        f"settings get {judged.correct} of {judged.count} right, with a log loss of "
        f"{theirs.log_loss.mean:.3f} instead of {model.evaluation.models[0].log_loss.mean:.3f}."
    )


def method(evaluation: Evaluation) -> str:
    """Say how the figures were measured, in Markdown without names."""
    return (
        f"{evaluation.repeats} × {evaluation.folds}-fold stratified cross-validation of "
        f"{evaluation.rows:,} rows, on the same folds for every model. ± is the standard deviation "
        "over the repeats, which share the same rows: it is no confidence interval. The "
        "difference in log loss comes with its standard error over rows. The calibration error is "
        "the expected one, over all probabilities of a row, in ten bins of equal width."
    )


def choice_of_c(model: Model) -> str:
    """Say what C does, why its value, and how much choosing it flatters."""
    curve = model.evaluation.curve
    values = [point.c for point in curve]
    lowest = min(curve, key=lambda point: point.log_loss.mean).c
    parts = [
        "C says how closely the model follows its training rows. With a small C it is timid and "
        "says 80 % where it is always right; with a large one it is overconfident, and each "
        "mistake costs dearly."
    ]
    if lowest == model.c:
        parts.append(f"The log loss is lowest at C = {model.c:g}.")
    else:
        parts.append(f"Here C = {model.c:g}; the log loss is lowest at {lowest:g}.")
    if model.c in (min(values), max(values)):
        end = "largest" if model.c == max(values) else "smallest"
        parts.append(f"That is the {end} value tried: a yet {end[:-3]}er one might do better.")
    afresh = by_name(model.evaluation).get(CHOOSING)
    if afresh:
        parts.append(
            "Choosing C by the rows that then judge it flatters the figure: with C chosen anew "
            f"each time, without the rows judged, the log loss was {afresh.log_loss.mean:.3f} ± "
            f"{afresh.log_loss.spread:.3f}."
        )
    return " ".join(parts)


def compared(evaluation: Evaluation) -> list[ModelFigures]:
    """Return the models for a chart, without the baseline, which would dwarf them."""
    return [figures for figures in evaluation.models if figures.name != BASELINE]
