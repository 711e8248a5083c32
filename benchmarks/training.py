"""Training beside the scikit-learn program a user would write: `python -m benchmarks.training`.

Theirs chooses C and judges the model once. Ours also compares seven models, fits one for every
subset of the measurements, leaves rows out one at a time, and measures a learning curve.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.results import Result, at_most, table
from benchmarks.servers import PEERS
from tools.servers import ROOT

PENGUINS = ROOT / "data" / "samples" / "penguins.csv"
ROWS, MEASUREMENTS, GROUPS = 5000, 8, 8
OURS = ("-m", "iris_model", "train", "{table}", "-o", "{model}")
THEIRS = (f"{PEERS / 'scikit_learn_training.py'}", "{table}")


class Took(NamedTuple):
    """What one run took."""

    seconds: float
    processor: float
    """Seconds of processor time, which other programs on the machine change less."""


def measure(*, quick: bool = False) -> list[Result]:
    """Return the time to train on 344 penguins, and on 5,000 rows of 8 measurements."""
    rows = 500 if quick else ROWS
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder, "generated.csv")
        generated.write_bytes(eight_groups(rows))
        model = Path(folder, "model.json")
        ours = [run(OURS, source, model) for source in (PENGUINS, generated)]
        theirs = run(THEIRS, PENGUINS, model)
    penguins, large = ours
    return [
        at_most("train 344 penguins", penguins.seconds, 10, "{:.1f} s", _processor(penguins)),
        Result(
            "the same, C and one figure by scikit-learn",
            f"{theirs.seconds:.1f} s ({_processor(theirs)})",
        ),
        at_most(
            f"train {rows:,} × {MEASUREMENTS}, {GROUPS} groups",
            large.seconds,
            60,
            "{:.1f} s",
            _processor(large),
        ),
    ]


def _processor(took: Took) -> str:
    return f"processor {took.processor:.1f} s"


def eight_groups(rows: int) -> bytes:
    """Return a table of eight groups that overlap in eight measurements."""
    generator = np.random.default_rng(0)
    codes = np.arange(rows) % GROUPS
    centres = generator.normal(0, 1.2, (GROUPS, MEASUREMENTS))
    values = (centres[codes] + generator.normal(size=(rows, MEASUREMENTS))).round(3)
    columns = [f"measurement_{number}" for number in range(MEASUREMENTS)]
    frame = pl.DataFrame(values, columns)
    return frame.with_columns(pl.Series("species", codes.astype(str))).write_csv().encode()


def run(arguments: Sequence[str], source: Path, model: Path) -> Took:
    """Run a program on a table; raise where it fails."""
    command = [sys.executable, *(a.format(table=source, model=model) for a in arguments)]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - began, processor)


if __name__ == "__main__":
    print(table(measure()))
