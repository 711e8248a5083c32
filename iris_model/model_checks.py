"""Checks of a model file, which is untrusted."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import numpy as np

from iris_model.evaluation import Evaluation, HeldOut
from iris_model.model_file import FORMAT, MOST_ROWS_KEPT, ModelFile, PartialFile, Row, TrainingFile
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS, RESERVED, Measurement, Schema
from iris_model.validation import CONTROL

_NAME = re.compile(r"[^\W_][\w]*")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
_LONGEST_TEXT, _LONGEST_ABOUT = 400, 10_000
_MOST_ALIASES, _MOST_REASONS, _MOST_SENTENCES, _MOST_POINTS = 1000, 100, 100, 1000
_LARGEST_NUMBER, _LARGEST_COUNT = 1e100, 2**53
_FINEST_STEP = 1e-6
"""As a share of the slider's width."""
_DRAWN = {"iris": ("sepal_length", "sepal_width", "petal_length", "petal_width")}
"""The measurements of each drawing."""


def check_file(file: ModelFile) -> str | None:
    """Return what is wrong in a model file, as the end of a sentence, or None."""
    if file.format != FORMAT:
        return f"it has another format than {FORMAT}, the one this program reads"
    # In this order: later checks rely on earlier ones.
    problems = chain(
        _schema_problems(file.schema),
        _number_problems(file),
        _training_problems(file.training, file.schema),
        _partial_problems(file.partial, file.schema),
        _evaluation_problems(file.evaluation, len(file.schema.groups)),
    )
    return next(problems, None)


def _schema_problems(schema: Schema) -> Iterator[str]:
    if not 1 <= len(schema.measurements) <= MOST_MEASUREMENTS:
        yield f"it has {len(schema.measurements)} measurements, not 1 to {MOST_MEASUREMENTS}"
    if not 2 <= len(schema.groups) <= MOST_GROUPS:
        yield f"it has {len(schema.groups)} groups, not 2 to {MOST_GROUPS}"
    for what, texts in (
        ("groups", ["".join(group.name.split()).casefold() for group in schema.groups]),
        ("measurements", [m.name for m in schema.measurements]),
        ("parameters", [m.parameter for m in schema.measurements]),
        ("labels", [m.title for m in schema.measurements]),  # sliders are told apart by them
    ):
        if len(set(texts)) < len(texts):
            yield f"two {what} have the same name"
    yield from _text_problems(schema)
    for measurement in schema.measurements:
        yield from _measurement_problems(measurement)
    if schema.drawing and schema.names != _DRAWN[schema.drawing]:
        yield "it has not the measurements that its drawing is drawn from"


def _text_problems(schema: Schema) -> Iterator[str]:
    if any(group.name.strip() != group.name for group in schema.groups):
        yield "the name of a group begins or ends with a blank"
    if not all(0 < len(text.strip()) <= _LONGEST_TEXT for text in _texts(schema)):
        yield "a title, name, label, unit or noun is empty or too long"
    if any(map(CONTROL.search, _texts(schema))):
        yield "a title, name, label, unit or noun has a control character"
    if any(len(aliases) > _MOST_ALIASES for aliases in _aliases(schema)):
        yield "it has too many other names for a measurement or a group"
    if any(len(alias) > _LONGEST_TEXT for aliases in _aliases(schema) for alias in aliases):
        yield "another name of a measurement or a group is too long"
    if len(schema.about) > _LONGEST_ABOUT:
        yield "its description is too long"


def _texts(schema: Schema) -> Iterator[str]:
    yield schema.title
    for noun in (schema.specimen, schema.group):
        yield from (noun.singular, noun.plural)
    for measurement in schema.measurements:
        yield from (measurement.name, measurement.parameter, measurement.label)
        if measurement.unit is not None:
            yield measurement.unit
    yield from (group.name for group in schema.groups)


def _aliases(schema: Schema) -> Iterator[tuple[str, ...]]:
    yield from (measurement.aliases for measurement in schema.measurements)
    yield from (group.aliases for group in schema.groups)


def _measurement_problems(measurement: Measurement) -> Iterator[str]:
    names = (measurement.name, measurement.parameter)
    if not all(map(_NAME.fullmatch, names)):
        yield "the name of a measurement has other characters than letters, digits and _"
    if RESERVED & set(names):
        yield f"the program itself uses the name {next(iter(RESERVED & set(names)))}"
    ranges = (measurement.accepted_range, measurement.slider_range, measurement.training_range)
    ends = [end for pair in ranges for end in pair]
    if not all(math.isfinite(end) and abs(end) < _LARGEST_NUMBER for end in ends):
        yield f"a range of {measurement.name} is not finite"
    lows, highs = zip(*ranges, strict=True)
    ordered = list(lows) == sorted(lows) and list(highs) == sorted(highs, reverse=True)
    if not ordered or any(low >= high for low, high in ranges):
        yield f"the ranges of {measurement.name} contradict each other"
    width = measurement.slider_range[1] - measurement.slider_range[0]
    if not (0 <= measurement.decimals <= 12 and _FINEST_STEP * width < measurement.step <= width):
        yield f"the step of {measurement.name} does not fit its slider"


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
    if not (0 <= file.set_threshold <= 1 and 0 < file.c < _LARGEST_NUMBER):
        yield "its C or its set threshold is out of range"
    if not _are_covariances(file.covariances):
        yield "a covariance is no covariance"


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


def _are_covariances(values: list[list[Row]]) -> bool:
    covariances = np.array(values)
    try:
        factors = np.linalg.cholesky(covariances)
    except np.linalg.LinAlgError:
        return False
    symmetric = np.allclose(covariances, covariances.transpose(0, 2, 1), rtol=1e-6, atol=0)
    return bool(np.isfinite(factors).all()) and symmetric


def _training_problems(training: TrainingFile, schema: Schema) -> Iterator[str]:
    n = len(training.codes)
    if not 0 < n <= MOST_ROWS_KEPT or not n <= training.used <= training.rows < _LARGEST_COUNT:
        yield f"it keeps {n} training rows, not 1 to {MOST_ROWS_KEPT} of those it was fitted on"
    if set(training.codes) != set(range(len(schema.groups))):
        yield "its training rows are not of its groups, each with some"
    if not all(0 < number < _LARGEST_COUNT for number in training.numbers):
        yield "the number of a training row is none"
    counts = training.left_out.values()
    if len(counts) > _MOST_REASONS or not all(0 <= count <= training.rows for count in counts):
        yield "it leaves out a number of rows that cannot be"
    texts = (training.source, *training.left_out)
    if not all(len(text) <= _LONGEST_TEXT for text in texts):
        yield "the name of its table, or a reason to leave rows out, is too long"
    if not _CHECKSUM.fullmatch(training.sha256):
        yield "the checksum of its table is none"
    probabilities = np.array(training.out_of_fold_probabilities)
    if probabilities.min() < 0 or np.abs(probabilities.sum(axis=1) - 1).max() > 1e-6:
        yield "its out-of-fold probabilities are none"
    measurements = np.array(training.measurements)
    if np.ptp(measurements, axis=0).min() == 0:
        yield "one of its measurements is the same in all training rows"
    lows, highs = np.array([m.training_range for m in schema.measurements]).T
    if (measurements < lows).any() or (measurements > highs).any():
        yield "a training row is outside the training range"


def _partial_problems(parts: tuple[PartialFile, ...], schema: Schema) -> Iterator[str]:
    names, k = schema.names, len(schema.groups)
    wanted = {subset for size in range(1, len(names)) for subset in combinations(names, size)}
    if {part.measurements for part in parts} != wanted or len(parts) != len(wanted):
        yield "it lacks the model of some of its measurements, or has one of others"
    for part in parts:
        yield from _array_problems(
            "partial coefficients", part.coefficients, (k, len(part.measurements))
        )
        yield from _array_problems("partial intercepts", part.intercepts, (k,))
        if not (part.log_loss >= 0 and 0 <= part.accuracy <= 1):
            yield "a figure of a partial model is none"


def _evaluation_problems(evaluation: Evaluation, k: int) -> Iterator[str]:
    for judged in (evaluation.held_out, evaluation.tutorial_held_out):
        if judged is not None:
            yield from _array_problems("confusion counts", judged.confusion, (k, k))
            yield from _held_out_problems(judged)
    if not 1 <= len(evaluation.models) <= _MOST_REASONS:
        yield "its evaluation compares no models, or too many"
    points = (*evaluation.curve, *evaluation.learning)
    if not evaluation.curve or len(points) > _MOST_POINTS:
        yield "a curve of its evaluation has no points, or too many"
    if not all(point.c > 0 for point in evaluation.curve):
        yield "its curve has a C that is not above 0"
    if evaluation.folds < 2 or evaluation.repeats < 1 or evaluation.rows < 1:
        yield "its evaluation has no folds"
    texts = (*evaluation.advice, *evaluation.versions, *evaluation.versions.values())
    if len(texts) > _MOST_SENTENCES or any(len(text) > _LONGEST_ABOUT for text in texts):
        yield "its advice is too long"


def _held_out_problems(judged: HeldOut) -> Iterator[str]:
    counts = [count for row in judged.confusion for count in row]
    right = sum(row[code] for code, row in enumerate(judged.confusion))
    if min(counts) < 0 or not 0 < sum(counts) < _LARGEST_COUNT or judged.correct != right:
        yield "its confusion counts are no counts"
    bins = judged.reliability
    if not bins or not all(0 < b.count < _LARGEST_COUNT and 0 <= b.true <= b.count for b in bins):
        yield "its calibration has an empty bin"
    if not all(0 <= end <= 1 for b in bins for end in (b.low, b.high, b.stated)):
        yield "its calibration has a probability that is none"
