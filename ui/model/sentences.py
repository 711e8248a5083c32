"""The Model page's sentences, from the measured figures.

All but the constants have user text: plain text, not Markdown.
"""

from collections.abc import Sequence

from iris_model.evaluation import Bin, LearningPoint, more_rows_help
from iris_model.model import Model
from iris_model.phrasing import listed, percentage
from iris_model.scoring import wilson_interval
from ui.charts.calibration import bin_range
from ui.model.tables import best_partial

_MOST_CONFUSIONS, _MOST_ROWS = 4, 12
"""Items in a sentence, at most."""

FORMULA = """\
Each score is the start plus, for every measurement, its number times the value. A probability is e
to the power of its score, divided by the sum of that over all scores."""

CALIBRATION_KEY = """\
Orange line: what the model said, on average. Dot: how often it came true, with the 95 %
interval. The closer they are, the better."""

IRISES = """\
It is made for teaching: what a classifier does, how it explains itself, when to doubt it. It also
suits flowers measured as these were, by one botanist, fresh, in the 1930s. Dried flowers, or
flowers from elsewhere, may differ. It doesn’t identify plants."""


def right_answers(model: Model) -> str:
    """Say how many answers were right, how judged, and what to expect."""
    judged, specimens = model.evaluation.held_out, model.schema.specimen.plural
    ignorant, guessed = commonest(model)
    how = (
        "Each was left out once and judged by a model fitted on all the others."
        if judged.folds == judged.count
        else f"Each was judged by a model fitted without it ({judged.folds}-fold cross-validation)."
    )
    return (
        f"The model named {judged.correct:,} of {judged.count:,} {specimens} correctly. {how} "
        f"On many more {specimens} like these, expect {interval(model)} right answers "
        f"(95 % interval). {ignorant} would get {guessed:,} right."
    )


def interval(model: Model) -> str:
    """Return the 95 % interval of right answers."""
    judged = model.evaluation.held_out
    low, high = wilson_interval(judged.correct, judged.count)
    decimals = 1 if high > 0.995 else 0  # when whole numbers would say 100
    ends = (f"{100 * share:.{decimals}f}".removesuffix(".0") for share in (low, high))
    return f"{' to '.join(ends)} %"


def commonest(model: Model) -> tuple[str, int]:
    """Return a name for always giving one answer, and how many are right."""
    sizes = [sum(row) for row in model.evaluation.held_out.confusion]
    if len(set(sizes)) == 1:
        return "Always giving the same answer", sizes[0]
    name = model.schema.group_names[sizes.index(max(sizes))]
    return f"Always saying {name}, the commonest,", max(sizes)


def confusions(model: Model) -> str:
    """Say which groups are always recognised, and which are taken for which."""
    names, cells = model.schema.group_names, model.evaluation.held_out.confusion
    wrong = model.evaluation.held_out.mistakes
    if not wrong:
        return f"It recognised every {model.schema.group.singular} every time."
    safe = [name for true, name in enumerate(names) if cells[true][true] == sum(cells[true])]
    parts = [
        f"{count:,} of {sum(cells[true]):,} {names[true]} for {names[said]}"
        for count, true, said in wrong[:_MOST_CONFUSIONS]
    ]
    others = sum(count for count, *_ in wrong[_MOST_CONFUSIONS:])
    rest = f" {others:,} more mistakes are of other kinds." if others else ""
    if others == 1:
        rest = " One more mistake is of another kind."
    always = f"It always recognised {listed(safe)}. " if safe else ""
    return f"{always}It took {listed(parts)}.{rest}"


def mistaken_rows(numbers: Sequence[int]) -> str:
    """Name the mistaken rows, if few, by their numbers in the file."""
    if len(numbers) > _MOST_ROWS:
        return f"The {len(numbers):,} mistakes, row by row"
    rows = "row" if len(numbers) == 1 else "rows"
    which = "The mistake" if len(numbers) == 1 else f"The {len(numbers)} mistakes"
    return f"{which}: {rows} {listed([str(n) for n in numbers])}"


def scope(model: Model) -> list[str]:
    """Say, in paragraphs, what the model is for and assumes."""
    schema = model.schema
    specimen, group, groups = (schema.specimen.singular, schema.group.singular, schema.group.plural)
    ranges = [f"{m.phrase} ({m.seen.replace('-', '−')})" for m in schema.measurements]
    return [
        f"It knows {len(schema.groups)} {groups} and names one of them, whatever it is given. A "
        f"{specimen} unlike all training {schema.specimen.plural} gets a warning; one of another "
        f"{group} that resembles them does not.",
        f"It has seen {listed(ranges)}.",
        f"It expects {_mix(model)}. Where one is rarer, the model names it too often.",
    ]


def _mix(model: Model) -> str:
    schema, shares = model.schema, model.training_shares.tolist()
    if max(shares) - min(shares) < 0.005:
        return f"as many {schema.specimen.plural} of each {schema.group.singular} as of any other"
    named = zip(shares, schema.group_names, strict=True)
    parts = [f"{100 * share:.0f} % {name}" for share, name in named]
    return f"the {schema.group.plural} as it saw them: {listed(parts)}"


def learning(points: Sequence[LearningPoint]) -> str:
    """Say whether more rows would help, from two points or more."""
    before, last = points[-2:]
    verdict = "Probably" if more_rows_help(points) else "Probably not much"
    losses = [f"{point.log_loss.mean:.3f}" for point in (before, last)]
    moved = "went from {} to {}" if losses[0] != losses[1] else "stayed at {}"
    return (
        f"{verdict}. With {before.rows:,} rows, {percentage(before.accuracy.mean)} of the answers "
        f"were right; with {last.rows:,}, {percentage(last.accuracy.mean)}. The log loss, which "
        f"also counts how sure the model was, {moved.format(*losses)}."
    )


def calibration(bins: Sequence[Bin]) -> str:
    """Say how far the probabilities can be believed."""
    timid: list[str] = []
    bold: list[str] = []
    parts = []
    for b in bins:
        low, high = wilson_interval(b.true, b.count)
        if not low <= b.stated <= high:
            # Too timid means too near to an even chance, from either side.
            more = b.true / b.count > b.stated
            (timid if more == (b.stated >= 1 / 2) else bold).append(bin_range(b))
    last = bins[-1]
    if last.low >= 0.5:
        parts.append(
            f"Where the model said over {100 * last.low:.0f} %, it was right {last.true:,} times "
            f"in {last.count:,}."
        )
    if timid:
        parts.append(
            f"It is too timid at {listed(timid)}: the truth was more clear-cut than it said."
        )
    if bold:
        parts.append(f"It is too sure at {listed(bold)}: the truth was less clear-cut.")
    if not timid and not bold:
        parts.append("Every range agrees with what was said, as far as these rows can show.")
    return " ".join(parts)


def fewer(model: Model) -> str:
    """Say how good the best measurement is alone."""
    (name,) = best_partial(model, 1)
    accuracy, whole = model.partial[(name,)].accuracy, model.evaluation.models[0].accuracy.mean
    count = len(model.schema.names)
    return (
        f"With {model.schema.measurement(name).phrase} alone, {percentage(accuracy)} of the "
        f"answers are right; with {'both' if count == 2 else f'all {count}'} measurements, "
        f"{percentage(whole)}."
    )


def kept(model: Model) -> str | None:
    """Say that only some rows' mistakes are listed, if so."""
    training = model.training
    if len(training.codes) >= model.evaluation.held_out.count:
        return None
    return (
        f"The list is of the {len(training.codes):,} rows that are kept in the model file; the "
        f"figures are of all {model.evaluation.held_out.count:,}."
    )


def versions(model: Model) -> str:
    """Return source, checksum, versions and seed, line by line."""
    evaluation, training = model.evaluation, model.training
    lines = [f"{name} {version}" for name, version in evaluation.versions.items()]
    source = f"{training.source}: {training.used:,} of {training.rows:,} rows"
    return "\n".join([source, f"SHA-256 {training.sha256}", *lines, f"Seed {evaluation.seed}"])
