"""Whole files beside what a user would write instead: `python -m benchmarks.batch`.

Each program is started, reads the file, writes its own and ends; rounds are interleaved, medians
compared. Ours and DuckDB write all results, pandas the variety and the probabilities only.
"""

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from benchmarks.results import Result, at_least, at_most, table
from benchmarks.servers import PEERS, highest, own_anonymous_memory
from iris_model.model_storage import load_model
from tools.servers import ROOT

ROWS = 5_000_000
MORE_ROWS = 20_000_000
PROGRAMS: dict[str, tuple[str, ...]] = {
    "ours": ("-m", "iris_model", "classify", "{source}", "-o", "{target}"),
    "passthrough": (f"{PEERS / 'polars_passthrough.py'}", "{source}", "{target}"),
    "duckdb": (f"{PEERS / 'duckdb_batch.py'}", "{source}", "{target}"),
    "pandas": (f"{PEERS / 'pandas_batch.py'}", "{source}", "{target}"),
}


@dataclass(frozen=True)
class Finished:
    """What one run of a program took."""

    seconds: float
    memory: float
    """Most anonymous memory at any moment, MB."""


def measure(*, quick: bool = False) -> list[Result]:
    """Return times and memory over files of 5 and 20 million flowers."""
    rows, rounds = (500_000, 1) if quick else (ROWS, 3)
    more = rows * (MORE_ROWS // ROWS)
    runs: dict[str, list[Finished]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "flowers.csv"), Path(folder, "classified.csv")
        write_flowers(source, rows)
        for number in range(rounds):
            for name, arguments in PROGRAMS.items():
                if name == "pandas" and number % 2:
                    continue  # as slow as all others together
                runs[name].append(run(arguments, source, target))
                _check_rows(target, rows)
        write_flowers(source, more)
        long = run(PROGRAMS["ours"], source, target)
        _check_rows(target, more)
    return _results(runs, long, rows, more)


def write_flowers(path: Path, rows: int) -> None:
    """Write a CSV file of flowers, distributed as the varieties are, in tenths of a centimetre."""
    generator, block = np.random.default_rng(1), 1_000_000
    model = load_model()
    lows, highs = np.array([m.slider_range for m in model.schema.measurements]).T
    with path.open("wb") as file:
        for start in range(0, rows, block):
            count = min(block, rows - start)
            codes = generator.integers(len(model.means), size=count)
            roots = np.linalg.cholesky(model.covariances)
            noise = generator.standard_normal((count, len(lows)))
            flowers = model.means[codes] + (roots[codes] @ noise[..., None])[..., 0]
            frame = pl.DataFrame(
                flowers.clip(lows, highs), [name.replace("_", ".") for name in model.schema.names]
            )
            frame.write_csv(file, include_header=not start, float_precision=1)


def run(arguments: Sequence[str], source: Path, target: Path) -> Finished:
    """Run a program over source, writing target; raise where it fails."""
    command = [sys.executable, *(a.format(source=source, target=target) for a in arguments)]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with highest(lambda: own_anonymous_memory(process.pid)) as memory:
        process.wait()
        seconds = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Finished(seconds, memory())


def _check_rows(path: Path, rows: int) -> None:
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**22), b""))
    if lines != rows + 1:
        raise RuntimeError(f"{path} has {lines} lines instead of {rows + 1}.")


def _results(runs: dict[str, list[Finished]], long: Finished, rows: int, more: int) -> list[Result]:
    seconds = {name: median(r.seconds for r in found) for name, found in runs.items()}
    memory = {name: max(r.memory for r in found) for name, found in runs.items()}
    ours, size, large = seconds["ours"], f"{rows / 1e6:g} M rows", f"{more / 1e6:g} M rows"
    return [
        at_least(
            f"{size}, pandas + scikit-learn : ours",
            seconds["pandas"] / ours,
            20,
            note=f"{seconds['pandas']:.1f} s : {ours:.2f} s",
        ),
        at_most(
            f"{size}, ours : Polars without work",
            ours / seconds["passthrough"],
            2.0,
            "{:.1f} ×",
            f"{ours:.2f} s : {seconds['passthrough']:.2f} s",
        ),
        at_least(
            f"{size}, DuckDB : ours",
            seconds["duckdb"] / ours,
            1.5,
            note=f"{seconds['duckdb']:.2f} s",
        ),
        at_most(f"{size}, anonymous memory", memory["ours"], 400, "{:.0f} MB"),
        at_most(f"{large}, anonymous memory", long.memory, 400, "{:.0f} MB"),
        at_most("its growth", long.memory / memory["ours"], 1.1, "{:.2f} ×"),
        Result(
            f"{large}, time", f"{long.seconds:.1f} s ({more / long.seconds / 1e6:.1f} M rows/s)"
        ),
        Result(
            f"{size}, anonymous memory of pandas, DuckDB",
            f"{memory['pandas']:.0f} MB, {memory['duckdb']:.0f} MB",
        ),
    ]


if __name__ == "__main__":
    print(table(measure()))
