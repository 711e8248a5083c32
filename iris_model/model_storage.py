"""Models read from their files, checked, and written.

Files are untrusted; any fault is an `IrisError`.
"""

import hashlib
from pathlib import Path
from typing import Any, TypeVar

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
T = TypeVar("T", Partial, Training)
LARGEST_FILE = 50_000_000
"""Bytes of a model file."""


def load_model(path: Path = SHIPPED) -> Model:
    """Return the model in a file; raise IrisError if it can't be read or is none."""
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
    return Model(
        schema=file.schema,
        coefficients=_array(FloatArray, file.coefficients),
        intercepts=_array(FloatArray, file.intercepts),
        c=file.c,
        partial={part.measurements: _with_arrays(part, Partial) for part in file.partial},
        training=_with_arrays(file.training, Training),
        means=_array(FloatArray, file.means),
        covariances=_array(FloatArray, file.covariances),
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
            msgspec.convert({"measurements": names, **_with_lists(part)}, PartialFile)
            for names, part in model.partial.items()
        ),
        training=msgspec.convert(_with_lists(model.training), TrainingFile),
    )


def _with_lists(part: Partial | Training) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(part, enc_hook=np.ndarray.tolist)
    return found


def _with_arrays(part: PartialFile | TrainingFile, kind: type[T]) -> T:
    return msgspec.convert(part, kind, from_attributes=True, dec_hook=_array)


def _array(kind: Any, values: Any) -> Any:
    """Return an array of this kind, read-only because sessions share it."""
    array = np.array(values, dtype=np.int64 if kind == IntArray else np.float64)
    array.flags.writeable = False
    return array
