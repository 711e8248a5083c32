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
from statistics import median
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
    rounds = 1 if quick else 2
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder, "generated.csv")
        generated.write_bytes(eight_groups(500 if quick else ROWS))
        model = Path(folder, "model.json")
        penguins = [
            (run(OURS, PENGUINS, model), run(THEIRS, PENGUINS, model)) for _ in range(rounds)
        ]
        large = [(run(OURS, generated, model), run(THEIRS, generated, model))]
    return [
        *_results("344 penguins", penguins, 10),
        *_results(f"{ROWS:,} × {MEASUREMENTS}, {GROUPS} groups", large, 60),
    ]


def _results(what: str, runs: Sequence[tuple[Took, Took]], limit: float) -> list[Result]:
    ours, theirs = (median(pair[i].seconds for pair in runs) for i in (0, 1))
    processor = median(pair[0].processor for pair in runs)
    return [
        at_most(f"train {what}", ours, limit, "{:.1f} s", f"processor {processor:.1f} s"),
        Result(f"train {what}, C and one figure by scikit-learn", f"{theirs:.1f} s"),
    ]


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
