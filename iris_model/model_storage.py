"""Models read from their files, checked, and written.

Files are untrusted; any fault is an `IrisError`.
"""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_checks import check_file
from iris_model.model_file import FORMAT, ModelFile, file_text
from iris_model.phrasing import printable
from iris_model.schema import LARGEST_NUMBER

SHIPPED = Path(__file__).with_name("model.json")
"""The irises."""
LARGEST_FILE = 50_000_000
"""Bytes of a model file."""
_SHARED = [name for name in ModelFile.__struct_fields__ if name not in ("format", "partial")]
"""Fields that a model and its file have alike."""


def load_model(path: Path = SHIPPED) -> Model:
    """Return the model in a file; raise IrisError if it can't be read or is none."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError for a path with a zero byte
        reason = getattr(error, "strerror", None) or "no file has such a name"
        raise IrisError(f"The model {_shown(str(path))} can't be read: {reason}.") from error
    return read_model(data, str(path))


def read_model(data: bytes, name: str) -> Model:
    """Return the model in the bytes of a file; name is what the user calls it.

    Raises IrisError unless it is complete and consistent.
    """
    if not data.strip():
        raise IrisError(f"{name} is not a model of this program: it is empty.")
    if len(data) > LARGEST_FILE:
        raise IrisError(
            f"{name} is over {LARGEST_FILE // 10**6} MB, more than any model of this program has."
        )
    try:
        file = msgspec.json.decode(data, type=ModelFile, dec_hook=_array)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise IrisError(f"{name} is not a model of this program: {_why(error)}.") from error
    problem = check_file(file)
    if problem:
        raise IrisError(f"{name} is not a model of this program: {problem}.")
    partial = {part.measurements: part for part in file.partial}
    digest = hashlib.sha256(data).hexdigest()
    return Model(**{name: getattr(file, name) for name in _SHARED}, partial=partial, digest=digest)


def _array(kind: Any, values: Any) -> FloatArray | IntArray:
    """Return an array of this kind, read-only because sessions share it."""
    whole = kind == IntArray
    try:
        array = np.array(values)
    except ValueError:
        raise ValueError("rows of different lengths") from None
    if not array.ndim or (array.size and array.dtype.kind not in ("i" if whole else "if")):
        raise ValueError(f"a list of {'whole ' if whole else ''}numbers is needed")
    if np.abs(array).max(initial=0) > LARGEST_NUMBER:
        raise ValueError("a number is far too large")
    array = array.astype(np.int64 if whole else np.float64)
    array.flags.writeable = False
    return array


def _why(error: Exception) -> str:
    text = str(error) or "it is nested too deeply"
    if text[1:2].islower():  # not JSON
        text = text[0].lower() + text[1:]
    # As msgspec says it: “Expected `int`, got `str` - at `$.schema.title`”.
    what, at, place = text.rpartition(" - at ")
    field = place.rpartition("$.")[2].rstrip("`")
    return f"there is a mistake in {_shown(field)} ({_shown(what)})" if at else _shown(text)


def _shown(text: str) -> str:
    return printable(text)[:300]


def model_bytes(model: Model) -> bytes:
    """Return the bytes of a model's file."""
    return file_text(to_file(model)).encode()


def to_file(model: Model) -> ModelFile:
    """Return the contents of a model's file."""
    partial = tuple(model.partial.values())
    return ModelFile(
        **{name: getattr(model, name) for name in _SHARED}, format=FORMAT, partial=partial
    )
