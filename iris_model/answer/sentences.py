"""Every sentence about one specimen, for a reader who has never heard of log-odds.

Plain text, not Markdown: names in them are user text.
"""

from collections.abc import Mapping, Sequence

from iris_model.answer.changes import Change
from iris_model.answer.doubt import SURE, Remeasured, Unlike, can_name_several, prediction_set
from iris_model.answer.shares import Shares
from iris_model.model import Model
from iris_model.phrasing import listed, percent, percentage
from iris_model.schema import Measurement, Schema, Specimen

_SMALLEST_POINT = 0.0005
"""Smaller shares round to zero with one decimal."""


def change_in_words(schema: Schema, change: Change) -> str:
    """Say which values give another group, and whether one is enough."""
    measurements = schema.measurements
    moves = [
        f"{measurements[i].phrase} to {measurements[i].quantity(change.specimen[i])}"
        for i in change.moves
    ]
    least = f"Smallest change to make it {schema.group_names[change.code]}: {listed(moves)}."
    single = change.single
    if single is None:
        return f"{least} No single measurement is enough." if len(measurements) > 1 else least
    if change.moves == (single.index,):
        return least
    measurement = measurements[single.index]
    alone = f"{_as_start(measurement.phrase)} alone: to {measurement.quantity(single.value)}."
    return f"{least} {alone}"


def _as_start(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


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
    nearest, group = schema.group_names[found.nearest], schema.group.singular
    if found.outside:
        return listed([_outside(schema.measurements[i], specimen[i]) for i in found.outside])
    if found.worst is None:
        return f"it is far even from the nearest {group}, {nearest}"
    measurement = schema.measurements[found.worst]
    return (
        "each measurement is within their range, but not all of them together. The nearest "
        f"{group} is {nearest}: one with the other values would have {measurement.phrase} "
        f"near {measurement.quantity(found.expected, measurement.decimals)}, "
        f"not {measurement.quantity(specimen[found.worst])}"
    )


def _outside(measurement: Measurement, value: float) -> str:
    low, high = measurement.training_range
    return (
        f"{measurement.phrase} is {measurement.quantity(value)} (known: {low:.10g} to "
        f"{measurement.quantity(high)})"
    )


def set_in_words(model: Model, probabilities: Sequence[float]) -> str:
    """Say the 95 % prediction set of probabilities (k,), and what such a set is."""
    specimens, group = model.schema.specimen.plural, model.schema.group.singular
    names = [model.schema.group_names[code] for code in prediction_set(model, probabilities)]
    means = (
        f"likely enough for the 95 % set, which has the right {group} for about 95 of 100 "
        f"{specimens}"
    )
    if len(names) > 1:
        return f"{listed(names)} are {'both' if len(names) == 2 else 'all'} {means}."
    if 1 - max(probabilities) > model.set_threshold:
        return f"No {group} is {means}. {names[0]} is only the most likely."
    return f"Only {names[0]} is {means}."


def uncertain_in_words(model: Model, probabilities: Sequence[float]) -> str | None:
    """Say that an answer is uncertain and what else is likely, or return None."""
    first, second = sorted(range(len(probabilities)), key=lambda code: -probabilities[code])[:2]
    if probabilities[first] >= SURE:
        return None
    name = model.schema.group_names[second]
    return f"Uncertain: it could also be {name} ({percent(probabilities[second])})."


def promise_in_words(model: Model) -> str:
    """Say what the 95 % of the prediction set means."""
    noun, group = model.schema.specimen, model.schema.group
    promise = (
        f"Of 100 {noun.plural} like the training {noun.plural}, about 95 have a set that contains "
        f"their true {group.singular}. This is an average, measured on {noun.plural} that the "
        f"model had not seen. It is not the chance for this one {noun.singular}, and it says "
        f"nothing about {noun.plural} of another kind."
    )
    if can_name_several(model):
        return promise
    return (
        f"{promise} This model is right so often that one {group.singular} is always enough: the "
        f"set never names two. Where the model hesitates, look at the probabilities."
    )


def mix_in_words(model: Model) -> str | None:
    """Say which mix of groups the probabilities assume, or return None for the training rows'."""
    if model.ratios is None:
        return None
    schema, mix = model.schema, (model.ratios * model.training_shares).tolist()
    shares = [
        f"{name} {percentage(share)}" for name, share in zip(schema.group_names, mix, strict=True)
    ]
    return (
        f"The probabilities assume another mix of {schema.group.plural} than the training rows "
        f"have: {listed(shares)}."
    )


def missing_in_words(model: Model, known: Mapping[str, float], following: str) -> str:
    """Say how good the known measurements are alone, and which to take next."""
    schema = model.schema
    there = [m for m in schema.measurements if m.name in known]
    right = model.partial[tuple(m.name for m in there)].accuracy
    verb = "gives" if len(there) == 1 else "give"
    return (
        f"{_as_start(listed([m.phrase for m in there]))} alone {verb} the right "
        f"{schema.group.singular} {_times(right)} in 100. "
        f"{_as_start(schema.measurement(following).phrase)} would tell most."
    )


def remeasured_in_words(schema: Schema, found: Remeasured) -> str:
    """Say how often a specimen would get the same name again."""
    name = schema.group_names[found.groups.index(found.same)]
    error = f"± {error_in_words(schema, found.error)}"
    if found.same == 1:
        return f"{error}: measured again, it would always be called {name}."
    return f"{error}: measured again, it would be called {name} {_times(found.same)} in 100."


def error_in_words(schema: Schema, error: float) -> str:
    """Say a measuring error: once for a shared unit, else for each measurement."""
    if schema.unit:
        return f"{error:.10g} {schema.unit}"
    return listed([f"{m.quantity(error * m.step)} {m.phrase}" for m in schema.measurements])


def _times(share: float) -> str:
    """Return how often in 100, never rounded to always or never."""
    digits = 1 if 0.995 <= share < 1 or 0 < share < 0.005 else 0
    count = f"{100 * share:.{digits}f}"
    return "once" if count == "1" else f"{count} times"
