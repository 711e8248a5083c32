"""The format of a model file; `iris_model.model_checks` checks what types can't say."""

import re
from functools import cached_property
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct, field, json

from iris_model.arrays import FloatArray, IntArray
from iris_model.evaluation import Evaluation
from iris_model.schema import LARGEST_NUMBER, Count, Schema, Share, ShortText, Specimen

FORMAT = 2
MOST_ROWS_KEPT = 2000
_TEXT_OR_ROW = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\[\]{}"]+\]')


class Partial(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """A model of only some of the measurements."""

    measurements: tuple[str, ...]
    """Their names, in the schema's order."""
    coefficients: FloatArray
    """(k, m)."""
    intercepts: FloatArray
    """(k,)."""
    log_loss: Annotated[float, Meta(ge=0)]
    """Cross-validated, as `accuracy` is."""
    accuracy: Share


class Training(Struct, frozen=True, eq=False, dict=True, forbid_unknown_fields=True):
    """The specimens that a model was fitted on, or a stratified sample."""

    source: ShortText
    """Name of the file they came from: user text."""
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    """Of that file."""
    rows: Count
    """Of that file."""
    used: Count
    """Rows that the model was fitted on."""
    left_out: Annotated[dict[ShortText, Count], Meta(max_length=100)]
    """How many others were not, by reason."""
    numbers: IntArray
    """(n,): the row of each specimen in the file, from 1."""
    measurements: FloatArray
    """(n, d)."""
    codes: IntArray
    """(n,): places in the schema's groups."""
    out_of_fold_probabilities: FloatArray
    """(n, k): of each specimen, by a model fitted without it."""

    @property
    def complete(self) -> bool:
        """Return whether these are all rows that the model was fitted on."""
        return len(self.codes) == self.used

    @cached_property
    def standard_deviations(self) -> FloatArray:
        """(d,): over all specimens, divisor n; the unit of every distance shown."""
        deviations: FloatArray = self.measurements.std(axis=0)
        return deviations

    @cached_property
    def specimens(self) -> list[Specimen]:
        """The measurements row by row."""
        return [tuple(row) for row in self.measurements.tolist()]

    def of_group(self, code: int) -> FloatArray:
        """Return the measurements (m, d) of one group's specimens."""
        specimens: FloatArray = self.measurements[self.codes == code]
        return specimens


class ModelFile(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """A model file, as `iris_model.model.Model`."""

    format: int
    schema: Schema
    coefficients: FloatArray
    intercepts: FloatArray
    c: Annotated[float, Meta(gt=0, lt=LARGEST_NUMBER)] = field(name="C")
    means: FloatArray
    covariances: FloatArray
    set_threshold: Share
    evaluation: Evaluation
    partial: tuple[Partial, ...]
    training: Training


def file_text(file: ModelFile) -> str:
    """Return a model file as readable text, each row of numbers on one line."""
    text = json.format(json.encode(file, enc_hook=np.ndarray.tolist), indent=1).decode()

    def on_one_line(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else f"[{' '.join(found[0][1:-1].split())}]"

    return _TEXT_OR_ROW.sub(on_one_line, text) + "\n"
