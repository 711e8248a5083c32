"""The form of a model file, and what must hold in it."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import numpy as np
from msgspec import Struct, field, json

from iris_model.evaluation import Evaluation
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS, Measurement, Schema

FORMAT = 2
MOST_ROWS_KEPT = 2000
_NAME = re.compile(r"[^\W_][\w]*")
_LONGEST_TEXT, _LONGEST_ABOUT = 400, 10_000
_LARGEST_NUMBER = 1e100
Row = tuple[float, ...]


class PartialFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The model of some of the measurements, as a file holds it."""

    measurements: tuple[str, ...]
    coefficients: list[Row]
    intercepts: Row
    log_loss: float
    accuracy: float


class TrainingFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The training specimens, as a file holds them."""

    source: str
    sha256: str
    rows: int
    used: int
    left_out: dict[str, int]
    numbers: list[int]
    measurements: list[Row]
    codes: list[int]
    out_of_fold_probabilities: list[Row]


class ModelFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole model file; `iris_model.model.Model` says what each part is."""

    format: int
    schema: Schema
    coefficients: list[Row]
    intercepts: Row
    c: float = field(name="C")
    means: list[Row]
    covariances: list[list[Row]]
    set_threshold: float
    evaluation: Evaluation
    partial: tuple[PartialFile, ...]
    training: TrainingFile


def file_text(file: ModelFile) -> str:
    """Return a model file as text: indented, a row of numbers a line, so that it can be read."""
    text = json.format(json.encode(file), indent=1).decode()
    rows = re.compile(r"\[([^\[\]{}\"]+)\]")
    return rows.sub(lambda row: f"[{' '.join(row[1].split())}]", text) + "\n"


def check_file(file: ModelFile) -> str | None:
    """Return what is wrong in a model file, as the end of a sentence, or None."""
    if file.format != FORMAT:
        return f"it has format {file.format}, and this program reads format {FORMAT}"
    # One after the other: what is checked later relies on what was checked before.
    return next(chain(_schema_problems(file.schema), _number_problems(file)), None)


def _schema_problems(schema: Schema) -> Iterator[str]:
    if not 1 <= len(schema.measurements) <= MOST_MEASUREMENTS:
        yield f"it has {len(schema.measurements)} measurements, not 1 to {MOST_MEASUREMENTS}"
    if not 2 <= len(schema.groups) <= MOST_GROUPS:
        yield f"it has {len(schema.groups)} groups, not 2 to {MOST_GROUPS}"
    for what, texts in (
        ("groups", [group.name for group in schema.groups]),
        ("measurements", [m.name for m in schema.measurements]),
        ("parameters", [m.parameter for m in schema.measurements]),
    ):
        if len(set(texts)) < len(texts):
            yield f"two {what} have the same name"
        if not all(0 < len(text) <= _LONGEST_TEXT and text.strip() == text for text in texts):
            yield f"one of its {what} has no usable name"
    nouns = (*_words(schema), *(m.label for m in schema.measurements))
    if not all(0 < len(text.strip()) <= _LONGEST_TEXT for text in nouns):
        yield "a title, label or noun is empty or too long"
    if len(schema.about) > _LONGEST_ABOUT:
        yield "its description is too long"
    for measurement in schema.measurements:
        yield from _measurement_problems(measurement)


def _words(schema: Schema) -> Iterator[str]:
    yield schema.title
    for noun in (schema.specimen, schema.group):
        yield from (noun.singular, noun.plural)


def _measurement_problems(measurement: Measurement) -> Iterator[str]:
    if not (_NAME.fullmatch(measurement.name) and _NAME.fullmatch(measurement.parameter)):
        yield "the name of a measurement has other characters than letters, digits and _"
    if not (0 <= measurement.decimals <= 12 and 0 < measurement.step < _LARGEST_NUMBER):
        yield f"the step of {measurement.name} is none"
    ranges = (measurement.accepted_range, measurement.slider_range, measurement.training_range)
    ends = [end for pair in ranges for end in pair]
    if not all(math.isfinite(end) and abs(end) < _LARGEST_NUMBER for end in ends):
        yield f"a range of {measurement.name} is not finite"
    lows, highs = zip(*ranges, strict=True)
    if any(low >= high for low, high in ranges) or lows[0] > lows[1] or highs[0] < highs[1]:
        yield f"the ranges of {measurement.name} contradict each other"


def _number_problems(file: ModelFile) -> Iterator[str]:
    k, d, n = len(file.schema.groups), len(file.schema.measurements), len(file.training.codes)
    training = file.training
    for name, values, shape in (
        ("coefficients", file.coefficients, (k, d)),
        ("intercepts", file.intercepts, (k,)),
        ("means", file.means, (k, d)),
        ("covariances", file.covariances, (k, d, d)),
        ("training measurements", training.measurements, (n, d)),
        ("out-of-fold probabilities", training.out_of_fold_probabilities, (n, k)),
        ("row numbers", training.numbers, (n,)),
    ):
        yield from _array_problems(name, values, shape)
    if not 0 < n <= MOST_ROWS_KEPT or not n <= training.used <= training.rows:
        yield f"it keeps {n} training rows of {training.used} used and {training.rows} read"
    if set(training.codes) != set(range(k)):
        yield "its training rows are not of its groups, each with some"
    if not (0 <= file.set_threshold <= 1 and 0 < file.c < _LARGEST_NUMBER):
        yield "its C or its set threshold is out of range"
    if not _are_positive_definite(file.covariances):
        yield "a covariance is no covariance"
    if np.std(np.array(training.measurements), axis=0).min() == 0:
        yield "one of its measurements is the same in all training rows"
    yield from _partial_problems(file)
    yield from _evaluation_problems(file.evaluation, k)


def _array_problems(name: str, values: Sequence[object], shape: tuple[int, ...]) -> Iterator[str]:
    try:
        array = np.array(values, dtype=np.float64)
    except (ValueError, OverflowError):
        yield f"its {name} have rows of different lengths"
        return
    if array.shape != shape:
        yield f"its {name} have the shape {array.shape}, where {shape} is needed"
    elif not (np.abs(array) < _LARGEST_NUMBER).all():
        yield f"its {name} have a number that is not finite or far too large"


def _are_positive_definite(covariances: list[list[Row]]) -> bool:
    try:
        factors = np.linalg.cholesky(np.array(covariances))
    except np.linalg.LinAlgError:
        return False
    return bool(np.isfinite(factors).all())


def _partial_problems(file: ModelFile) -> Iterator[str]:
    names, k = file.schema.names, len(file.schema.groups)
    wanted = {subset for size in range(1, len(names)) for subset in combinations(names, size)}
    if {part.measurements for part in file.partial} != wanted or len(file.partial) != len(wanted):
        yield "it lacks the model of some of its measurements, or has one of others"
    for part in file.partial:
        yield from _array_problems(
            "partial coefficients", part.coefficients, (k, len(part.measurements))
        )
        yield from _array_problems("partial intercepts", part.intercepts, (k,))


def _evaluation_problems(evaluation: Evaluation, k: int) -> Iterator[str]:
    for judged in (evaluation.held_out, evaluation.tutorial_held_out):
        if judged is not None:
            yield from _array_problems("confusion counts", judged.confusion, (k, k))
            if not judged.reliability or not all(b.count > 0 for b in judged.reliability):
                yield "its calibration has an empty bin"
    if not evaluation.models:
        yield "its evaluation compares no models"
