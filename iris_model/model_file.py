"""The format of a model file; `iris_model.model_checks` checks its contents."""

import re

from msgspec import Struct, field, json

from iris_model.evaluation import Evaluation
from iris_model.schema import Schema

FORMAT = 2
MOST_ROWS_KEPT = 2000
_TEXT_OR_ROW = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\[\]{}"]+\]')
Row = tuple[float, ...]


class PartialFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A model of some of the measurements."""

    measurements: tuple[str, ...]
    coefficients: list[Row]
    intercepts: Row
    log_loss: float
    accuracy: float


class TrainingFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The training specimens."""

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
    """A model file, as `iris_model.model.Model`."""

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
    """Return a model file as readable text, each row of numbers on one line."""
    text = json.format(json.encode(file), indent=1).decode()

    def on_one_line(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else f"[{' '.join(found[0][1:-1].split())}]"

    return _TEXT_OR_ROW.sub(on_one_line, text) + "\n"
