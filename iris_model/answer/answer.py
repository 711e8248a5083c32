"""The whole answer about one specimen, as JSON and as text."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from iris_model.answer import sentences
from iris_model.answer.changes import Change, changes
from iris_model.answer.doubt import (
    Remeasured,
    can_name_several,
    next_measurement,
    prediction_set,
    remeasured,
    unlike,
)
from iris_model.answer.shares import shares
from iris_model.answer.similar import Similar, similar
from iris_model.model import Model
from iris_model.phrasing import percent
from iris_model.schema import Specimen

Names = tuple[str, ...]


class SingleMeasurement(Struct, frozen=True):
    """A new value of one measurement alone."""

    measurement: str
    value: float


class ChangedSpecimen(Struct, frozen=True):
    """The nearest specimen of another group; distances in standard deviations."""

    to: str
    specimen: dict[str, float]
    distance: float
    border_distance: float
    single: SingleMeasurement | None


class SimilarSpecimen(Struct, frozen=True):
    """A training specimen; its distance is in standard deviations."""

    specimen: dict[str, float]
    group: str
    distance: float


class MeasuredAgain(Struct, frozen=True):
    """Shares of 1,000 draws of the measuring error: with the same answer, with each group."""

    error: float
    same: float
    groups: dict[str, float]


class Answer(Struct, frozen=True):
    """The answer of `predict --json` and the HTTP API, unrounded."""

    predicted: str
    probabilities: dict[str, float]
    measured: list[str]
    """The measurements used."""
    prediction_set: list[str]
    warnings: list[str]
    shares: dict[str, float]
    """`base`, and what each measurement adds."""
    changes: list[ChangedSpecimen]
    similar: list[SimilarSpecimen]
    remeasured: MeasuredAgain | None
    next: str | None
    """The missing measurement that would tell most."""


def answer(model: Model, known: Mapping[str, float], *, error: float | None = None) -> Answer:
    """Return the whole answer about a specimen's known measurements, by name.

    error is as in `iris_model.answer.doubt.Remeasured`. Raises IrisError if nothing is known.
    """
    part = model.knowing(known)
    names, groups = part.schema.names, part.schema.group_names
    specimen = tuple([known[name] for name in names])
    code, probabilities = part.classify(specimen)
    explained = shares(part, specimen, (code, probabilities))
    return Answer(
        predicted=groups[code],
        probabilities=dict(zip(groups, probabilities, strict=True)),
        measured=[*names],
        prediction_set=[groups[member] for member in prediction_set(part, probabilities)],
        warnings=_warnings(part, specimen),
        shares={"base": explained.base, **dict(zip(names, explained.shares, strict=True))},
        changes=[_changed(names, groups, change) for change in changes(part, specimen, code)],
        similar=[_similar(names, groups, neighbour) for neighbour in similar(part, specimen)],
        remeasured=None if error is None else _again(groups, remeasured(part, specimen, error)),
        next=None if part is model else next_measurement(model, known),
    )


def _warnings(model: Model, specimen: Specimen) -> list[str]:
    found = unlike(model, specimen)
    return [sentences.unlike_in_words(model, specimen, found)] if found else []


def _changed(names: Names, groups: Names, change: Change) -> ChangedSpecimen:
    single = change.single
    return ChangedSpecimen(
        groups[change.code],
        dict(zip(names, change.specimen, strict=True)),
        change.distance,
        change.border_distance,
        SingleMeasurement(names[single.index], single.value) if single else None,
    )


def _similar(names: Names, groups: Names, neighbour: Similar) -> SimilarSpecimen:
    values = dict(zip(names, neighbour.specimen, strict=True))
    return SimilarSpecimen(values, groups[neighbour.code], neighbour.distance)


def _again(groups: Names, found: Remeasured) -> MeasuredAgain:
    return MeasuredAgain(found.error, found.same, dict(zip(groups, found.groups, strict=True)))


def answer_in_words(model: Model, known: Mapping[str, float], *, error: float | None = None) -> str:
    """Return the answer as text, the group first."""
    part = model.knowing(known)
    groups = part.schema.group_names
    specimen = tuple([known[name] for name in part.schema.names])
    code, probabilities = part.classify(specimen)
    uncertain = sentences.uncertain_in_words(part, probabilities)
    width = max(map(len, groups))
    return "\n".join(
        [
            f"{groups[code]} ({percent(probabilities[code])})",
            *(f"Warning: {warning}" for warning in _warnings(part, specimen)),
            "",
            *(
                f"  {name:<{width}}  {percent(probability):>8}"
                for name, probability in zip(groups, probabilities, strict=True)
            ),
            "",
            *([uncertain] if uncertain else []),
            *doubts_in_words(model, known, probabilities, error),
            sentences.shares_in_words(part, shares(part, specimen)),
            *(sentences.change_in_words(part.schema, change) for change in changes(part, specimen)),
        ]
    )


def doubts_in_words(
    model: Model, known: Mapping[str, float], probabilities: Sequence[float], error: float | None
) -> list[str]:
    """Return what else to know before relying on probabilities (k,) of what is known.

    The most important first; error is as in `answer`.
    """
    part, found = model.knowing(known), []
    if following := next_measurement(model, known):
        found.append(sentences.missing_in_words(model, known, following))
    if mix := sentences.mix_in_words(model):
        found.append(mix)
    if can_name_several(part):
        found.append(sentences.set_in_words(part, probabilities))
    if error:
        specimen = tuple(known[name] for name in part.schema.names)
        found.append(sentences.remeasured_in_words(part.schema, remeasured(part, specimen, error)))
    return found
