"""Every sentence about one specimen, for a reader who has never heard of log-odds.

Plain text: names in it may be anything a person has put into a table.
"""

from collections.abc import Mapping, Sequence

from iris_model.answer.changes import Change
from iris_model.answer.doubt import Remeasured, Unlike, can_name_several, prediction_set
from iris_model.answer.shares import Shares
from iris_model.model import Model
from iris_model.phrasing import listed, percent, percentage
from iris_model.schema import Schema, Specimen

_SMALLEST_POINT = 0.0005
"""A share of less than this is zero with the one decimal that is shown."""


def change_in_words(schema: Schema, change: Change) -> str:
    """Say which values give another group, and whether one measurement alone would do."""
    measurements = schema.measurements
    moves = [
        f"{measurements[i].phrase} {measurements[i].quantity(change.specimen[i])}"
        for i in change.moves
    ]
    least = f"Smallest change to {schema.group_names[change.code]}: {listed(moves)}."
    single = change.single
    if single is None:
        return f"{least} No single measurement is enough." if len(measurements) > 1 else least
    if change.moves == (single.index,):
        return least
    measurement = measurements[single.index]
    return f"{least} One alone: {measurement.phrase} {measurement.quantity(single.value)}."


def shares_in_words(model: Model, shares: Shares) -> str:
    """Say where the probability comes from, the largest share first."""
    schema = model.schema
    parts = sorted(zip(schema.measurements, shares.shares, strict=True), key=lambda p: -abs(p[1]))
    adds = [(m.phrase, share) for m, share in parts if share >= _SMALLEST_POINT]
    takes = [(m.phrase, -share) for m, share in parts if share <= -_SMALLEST_POINT]
    clauses = [
        listed([f"{name} {verb} {100 * share:.1f}" for name, share in part])
        for verb, part in (("adds", adds), ("takes away", takes))
        if part
    ]
    total = shares.base + sum(shares.shares)
    name = schema.group_names[shares.code]
    start = (
        f"{name} starts at {percent(shares.base)}, the average over the training "
        f"{schema.specimen.plural}."
    )
    if not clauses:
        return f"{start} No measurement changes that."
    said = "; ".join(clauses)
    return f"{start} In percentage points, {said}. That makes {percent(total)}."


def unlike_in_words(model: Model, specimen: Specimen, found: Unlike) -> str:
    """Say that a specimen is unlike any training specimen, and why."""
    return (
        f"Unlike any training {model.schema.specimen.singular}: "
        f"{_why_unlike(model, specimen, found)}. Do not rely on this answer."
    )


def _why_unlike(model: Model, specimen: Specimen, found: Unlike) -> str:
    schema = model.schema
    if found.outside:
        return listed(
            [
                f"{m.phrase} {m.quantity(specimen[i])} (theirs: {m.training_range[0]:.10g} to "
                f"{m.quantity(m.training_range[1])})"
                for i, m in enumerate(schema.measurements)
                if i in found.outside
            ]
        )
    nearest = schema.group_names[found.nearest]
    if found.worst is None:
        return f"far from the mean even of the nearest {schema.group.singular}, {nearest}"
    measurement, noun = schema.measurements[found.worst], schema.specimen.singular
    return (
        "each measurement alone is within their range, but not all of them together. In the "
        f"nearest {schema.group.singular}, {nearest}, a {noun} with the other values would have "
        f"{measurement.phrase} near {measurement.quantity(found.expected, measurement.decimals)}, "
        f"not {measurement.quantity(specimen[found.worst])}"
    )


def set_in_words(model: Model, probabilities: Sequence[float]) -> str:
    """Say the 95 % prediction set of one specimen's probabilities (k,)."""
    names = [model.schema.group_names[code] for code in prediction_set(model, probabilities)]
    if len(names) > 1:
        return f"{listed(names)} are in the 95 % set: the measurements do not settle which."
    if 1 - max(probabilities) > model.set_threshold:
        return (
            f"No {model.schema.group.singular} is likely enough for the 95 % set. "
            f"{names[0]} is only the most likely one: take this answer as open."
        )
    return f"Only {names[0]} is in the 95 % set."


def promise_in_words(model: Model) -> str:
    """Say what the 95 % of the prediction set promises, and what it does not."""
    noun, group = model.schema.specimen, model.schema.group.singular
    promise = (
        f"Such sets contain the true {group} of about 95 in 100 {noun.plural} like the training "
        f"{noun.plural}. That is an average, measured on {noun.plural} the model had not seen. It "
        f"is not the chance for this one {noun.singular}, and says nothing about {noun.plural} of "
        "another kind."
    )
    if can_name_several(model):
        return promise
    return (
        f"{promise} This model gives the true {group} more than half of the probability so often "
        "that one name is always enough: the set never has two. The probabilities show where the "
        "model hesitates."
    )


def missing_in_words(model: Model, known: Mapping[str, float], following: str | None) -> str:
    """Say what an answer is from where some measurements are missing, and which to take next."""
    measurements = model.schema.measurements
    there = [m.phrase for m in measurements if m.name in known]
    names = tuple(m.name for m in measurements if m.name in known)
    said = f"From {listed(there)} alone"
    if names in model.partial:
        said += f", which is right for {percentage(model.partial[names].accuracy)}"
    if following is None:
        return f"{said}."
    return f"{said}. Of the others, {model.schema.measurement(following).phrase} would tell most."


def remeasured_in_words(schema: Schema, found: Remeasured) -> str:
    """Say what a specimen would be called if it were measured again."""
    error = f"± {found.error:.10g} {schema.unit or ('step' if found.error == 1 else 'steps')}"
    if found.same >= 1 - 1e-9:
        return f"{error}: measured again, it would get the same name every time."
    called = sorted(zip(found.groups, schema.group_names, strict=True), reverse=True)
    times = [f"{name} {_times(share)}" for share, name in called if share >= 0.005]
    return f"{error}: measured again, it would be called {listed(times)} in 100."


def _times(share: float) -> str:
    count = min(round(100 * share), 99)
    return f"{count} time" if count == 1 else f"{count} times"
