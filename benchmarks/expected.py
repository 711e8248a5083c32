"""What is right for each file and table that the visitors of the soak bring, worked out beforehand.

On the quiet machine, by the program itself: whatever the server says later has to be the same.
"""

import io
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from starlette.exceptions import HTTPException

from iris_model.api.files import classify_file
from iris_model.errors import IrisError
from iris_model.files.reading.layout import Overrides
from iris_model.files.sources import recognise_source
from iris_model.files.summary import Summary
from iris_model.files.whole_files import classify_stream
from iris_model.model import Model
from iris_model.model_storage import load_model
from tools.front_page import IRISES
from tools.servers import ROOT
from ui.charts.batch import groups_words

SAMPLES = ROOT / "data" / "samples"
CASES = ROOT / "tests" / "files" / "cases_real"
_PENGUINS = SAMPLES / "penguins.csv"


@dataclass(frozen=True)
class Case:
    """A file, and what is said of it; no counts where a page refuses it."""

    name: str
    content: bytes
    counts: dict[str, str] | None
    """What the page shows of its rows, by label."""
    words: str
    """How many rows of each group there are, as the page's picture says it."""
    output: bytes | None
    """What the API answers; None where it refuses."""


@dataclass(frozen=True)
class Table:
    """A table to train on, and the model that comes out."""

    name: str
    content: bytes
    model: Model


def cases() -> list[Case]:
    """Return every file of the samples and of the tests' files from the wild."""
    return [_case(path) for path in sorted((*SAMPLES.iterdir(), *CASES.iterdir()))]


def _case(path: Path) -> Case:
    content, counts, words, output = path.read_bytes(), None, "", None
    try:
        source, summary = recognise_source(str(path), IRISES, Overrides()), Summary(IRISES.schema)
        for _ in classify_stream(source.chunks(lambda _: None), source.layout, IRISES, summary):
            pass
        counts = {
            "Rows": f"{summary.rows:,}",
            "Classified": f"{summary.classified:,}",
        }
        words = groups_words(IRISES.schema, summary.groups, summary.problems)
        with classify_file(io.BytesIO(content), IRISES, {}, Event())[0] as file:
            output = file.read()
    except (IrisError, HTTPException):
        pass
    return Case(path.name, content, counts, words, output)


def tables(folder: Path, count: int) -> list[Table]:
    """Return so many tables of penguins, each with other rows, trained by the command line."""
    header, *rows = _PENGUINS.read_text(encoding="utf-8").splitlines(keepends=True)
    found = []
    for number in range(count):
        chosen = random.Random(number).sample(rows, 90)
        table, output = folder / f"penguins-{number}.csv", folder / f"penguins-{number}.json"
        table.write_text(header + "".join(chosen), encoding="utf-8")
        command = [sys.executable, "-m", "iris_model", "train", str(table), "-o", str(output)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found.append(Table(table.name, table.read_bytes(), load_model(output)))
    return found
