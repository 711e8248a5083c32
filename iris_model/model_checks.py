"""Checks of a model file, which is untrusted, beyond those of its types."""

import re
from collections.abc import Iterator
from itertools import chain, combinations

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.evaluation import Evaluation
from iris_model.model_file import FORMAT, MOST_ROWS_KEPT, ModelFile, Partial, Training
from iris_model.schema import LARGEST_COUNT, RESERVED, Measurement, Schema
from iris_model.validation import CONTROL

_NAME = re.compile(r"[^\W_][\w]*")
_FINEST_STEP = 1e-6
"""As a share of the slider's width."""
_DRAWN = {"iris": ("sepal_length", "sepal_width", "petal_length", "petal_width")}
"""The measurements of each drawing."""


def check_file(file: ModelFile) -> str | None:
    """Return what is wrong in a model file, as the end of a sentence, or None."""
    if file.format != FORMAT:
        return f"its format is not {FORMAT}, the only one this program reads"
    # In this order: later checks rely on earlier ones.
    problems = chain(
        _schema_problems(file.schema),
        _shape_problems(file),
        _training_problems(file.training, file.schema),
        _partial_problems(file.partial, file.schema),
        _evaluation_problems(file.evaluation, len(file.schema.groups)),
    )
    return next(problems, None)


def _schema_problems(schema: Schema) -> Iterator[str]:
    for what, texts in (
        ("groups", ["".join(group.name.split()).casefold() for group in schema.groups]),
        ("measurements", [m.name for m in schema.measurements]),
        ("parameters", [m.parameter for m in schema.measurements]),
        ("labels", [m.title for m in schema.measurements]),  # sliders are told apart by them
    ):
        if len(set(texts)) < len(texts):
            yield f"two {what} have the same name"
    if any(group.name.strip() != group.name for group in schema.groups):
        yield "the name of a group begins or ends with a blank"
    if not all(text.strip() and not CONTROL.search(text) for text in _texts(schema)):
        yield "a title, name, label, unit or noun is empty or has a control character"
    for measurement in schema.measurements:
        yield from _measurement_problems(measurement)
    if schema.drawing and schema.names != _DRAWN[schema.drawing]:
        yield "its measurements are not those that its drawing needs"


def _texts(schema: Schema) -> Iterator[str]:
    yield schema.title
    for noun in (schema.specimen, schema.group):
        yield from (noun.singular, noun.plural)
    for measurement in schema.measurements:
        yield measurement.label
        if measurement.unit is not None:
            yield measurement.unit
    yield from schema.group_names


def _measurement_problems(measurement: Measurement) -> Iterator[str]:
    names = (measurement.name, measurement.parameter)
    if not all(map(_NAME.fullmatch, names)):
        yield "the name of a measurement has other characters than letters, digits and _"
    if RESERVED & set(names):
        yield f"the program itself uses the name {next(iter(RESERVED & set(names)))}"
    ranges = (measurement.accepted_range, measurement.slider_range, measurement.training_range)
    lows, highs = zip(*ranges, strict=True)
    ordered = list(lows) == sorted(lows) and list(highs) == sorted(highs, reverse=True)
    if not ordered or any(low >= high for low, high in ranges):
        yield f"the ranges of {measurement.name} contradict each other"
    width = measurement.slider_range[1] - measurement.slider_range[0]
    if not _FINEST_STEP * width < measurement.step <= width:
        yield f"the step of {measurement.name} does not fit its slider"


def _shape_problems(file: ModelFile) -> Iterator[str]:
    training = file.training
    k, d, n = len(file.schema.groups), len(file.schema.measurements), len(training.codes)
    for name, array, shape in (
        ("coefficients", file.coefficients, (k, d)),
        ("intercepts", file.intercepts, (k,)),
        ("means", file.means, (k, d)),
        ("covariances", file.covariances, (k, d, d)),
        ("training measurements", training.measurements, (n, d)),
        ("out-of-fold probabilities", training.out_of_fold_probabilities, (n, k)),
        ("row numbers", training.numbers, (n,)),
        ("codes", training.codes, (n,)),
    ):
        if array.shape != shape:
            yield f"its {name} have the shape {array.shape}, where {shape} is needed"
    if not _are_covariances(file.covariances):
        yield "a matrix of its covariances is not symmetric and positive definite"


def _are_covariances(covariances: FloatArray) -> bool:
    try:
        factors = np.linalg.cholesky(covariances)
    except np.linalg.LinAlgError:
        return False
    symmetric = np.allclose(covariances, covariances.transpose(0, 2, 1), rtol=1e-6, atol=0)
    return bool(np.isfinite(factors).all()) and symmetric


def _training_problems(training: Training, schema: Schema) -> Iterator[str]:
    n = len(training.codes)
    if not 0 < n <= MOST_ROWS_KEPT or not n <= training.used <= training.rows:
        yield f"it keeps {n} training rows, not 1 to {MOST_ROWS_KEPT} of those it was fitted on"
    if set(training.codes.tolist()) != set(range(len(schema.groups))):
        yield "a group has no training rows, or a training row has no group"
    if not 0 < training.numbers.min() <= training.numbers.max() < LARGEST_COUNT:
        yield "the number of a training row is below 1 or far too large"
    if max(training.left_out.values(), default=0) > training.rows:
        yield "it leaves out more rows than there are"
    probabilities = training.out_of_fold_probabilities
    if probabilities.min() < 0 or np.abs(probabilities.sum(axis=1) - 1).max() > 1e-6:
        yield "its out-of-fold probabilities are negative or do not add up to 1"
    if np.ptp(training.measurements, axis=0).min() == 0:
        yield "one of its measurements is the same in all training rows"
    lows, highs = np.array([m.training_range for m in schema.measurements]).T
    if (training.measurements < lows).any() or (training.measurements > highs).any():
        yield "a training row is outside the training range"


def _partial_problems(parts: tuple[Partial, ...], schema: Schema) -> Iterator[str]:
    names, k = schema.names, len(schema.groups)
    wanted = {subset for size in range(1, len(names)) for subset in combinations(names, size)}
    if {part.measurements for part in parts} != wanted or len(parts) != len(wanted):
        yield "its partial models are not one for each choice of fewer measurements"
    for part in parts:
        shapes = (part.coefficients.shape, part.intercepts.shape)
        if shapes != ((k, len(part.measurements)), (k,)):
            yield f"a partial model has coefficients and intercepts of the shapes {shapes}"


def _evaluation_problems(evaluation: Evaluation, k: int) -> Iterator[str]:
    for judged in (evaluation.held_out, evaluation.tutorial_held_out):
        if judged is None:
            continue
        if [len(row) for row in judged.confusion] != [k] * k:
            yield f"its confusion counts are not {k} rows of {k}"
        right = sum(row[code] for code, row in enumerate(judged.confusion))
        if not judged.count or judged.correct != right:
            yield "its confusion counts and its number of right answers contradict each other"
        if any(b.true > b.count for b in judged.reliability):
            yield "its calibration has more right answers than answers"
