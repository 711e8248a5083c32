"""Models read from their files, checked, and written.

Files are untrusted; any fault is an `IrisError`.
"""

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.errors import IrisError
from iris_model.model import Model, Partial, Training
from iris_model.model_checks import check_file
from iris_model.model_file import FORMAT, ModelFile, PartialFile, TrainingFile, file_text
from iris_model.phrasing import printable

SHIPPED = Path(__file__).with_name("model.json")
"""The irises."""
LARGEST_FILE = 50_000_000
"""Bytes of a model file."""


def load_model(path: Path = SHIPPED) -> Model:
    """Return the model in a file; raise IrisError if there is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise IrisError(_too_large(str(path)))
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError for a path with a zero byte
        reason = getattr(error, "strerror", None) or "no file has such a name"
        raise IrisError(f"The model {_shown(str(path))} can't be read: {reason}.") from error
    return read_model(data, str(path))


def read_model(data: bytes, name: str) -> Model:
    """Return the model in the bytes of a file; name is what the user calls it.

    Raises IrisError unless it is complete and consistent.
    """
    if len(data) > LARGEST_FILE:
        raise IrisError(_too_large(name))
    try:
        file = msgspec.json.decode(data, type=ModelFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise IrisError(f"{name} is not a model of this program: {_why(error)}.") from error
    problem = check_file(file)
    if problem:
        raise IrisError(f"{name} is not a model of this program: {problem}.")
    return from_file(file, hashlib.sha256(data).hexdigest())


def _too_large(name: str) -> str:
    return f"{name} is over {LARGEST_FILE // 10**6} MB, more than any model of this program has."


def _why(error: Exception) -> str:
    text = str(error) or "it is nested too deeply"
    return _shown(text[:1].lower() + text[1:])


def _shown(text: str) -> str:
    return printable(text)[:300]


def from_file(file: ModelFile, digest: str) -> Model:
    """Return the model that a checked file describes."""
    training = file.training
    return Model(
        schema=file.schema,
        coefficients=_numbers(file.coefficients),
        intercepts=_numbers(file.intercepts),
        c=file.c,
        partial={
            part.measurements: Partial(
                _numbers(part.coefficients), _numbers(part.intercepts), part.log_loss, part.accuracy
            )
            for part in file.partial
        },
        training=Training(
            source=training.source,
            sha256=training.sha256,
            rows=training.rows,
            used=training.used,
            left_out=training.left_out,
            numbers=_fixed(np.array(training.numbers, dtype=np.int64)),
            measurements=_numbers(training.measurements),
            codes=_fixed(np.array(training.codes, dtype=np.int64)),
            out_of_fold_probabilities=_numbers(training.out_of_fold_probabilities),
        ),
        means=_numbers(file.means),
        covariances=_numbers(file.covariances),
        set_threshold=file.set_threshold,
        evaluation=file.evaluation,
        digest=digest,
    )


def checked_model(draft: Model) -> Model:
    """Return a new model as read from its file; raise IrisError for a contradiction."""
    return read_model(model_bytes(draft), "The new model")


def model_bytes(model: Model) -> bytes:
    """Return the bytes of a model's file."""
    return file_text(to_file(model)).encode()


def to_file(model: Model) -> ModelFile:
    """Return the contents of a model's file, the reverse of `from_file`."""
    training = model.training
    return ModelFile(
        format=FORMAT,
        schema=model.schema,
        coefficients=model.coefficients.tolist(),
        intercepts=model.intercepts.tolist(),
        c=model.c,
        means=model.means.tolist(),
        covariances=model.covariances.tolist(),
        set_threshold=model.set_threshold,
        evaluation=model.evaluation,
        partial=tuple(
            PartialFile(
                names,
                part.coefficients.tolist(),
                part.intercepts.tolist(),
                part.log_loss,
                part.accuracy,
            )
            for names, part in model.partial.items()
        ),
        training=TrainingFile(
            source=training.source,
            sha256=training.sha256,
            rows=training.rows,
            used=training.used,
            left_out=training.left_out,
            numbers=training.numbers.tolist(),
            measurements=training.measurements.tolist(),
            codes=training.codes.tolist(),
            out_of_fold_probabilities=training.out_of_fold_probabilities.tolist(),
        ),
    )


def _numbers(values: object) -> FloatArray:
    return _fixed(np.array(values, dtype=np.float64))


A = TypeVar("A", FloatArray, IntArray)


def _fixed(array: A) -> A:
    """Return the array made read-only, because sessions share it."""
    array.flags.writeable = False
    return array
