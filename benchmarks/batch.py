"""Whole files beside what a user would write instead: `python -m benchmarks.batch`.

Each program is started, reads the file, writes its own and ends; rounds are interleaved, medians
compared. Ours and DuckDB write all results, pandas the group and the probabilities only.
"""

import os
import shutil
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
from benchmarks.servers import PEERS, PENGUINS, PENGUINS_FILE, highest, own_anonymous_memory
from iris_model.model import Model
from iris_model.model_storage import SHIPPED
from tools.front_page import IRISES
from tools.servers import ROOT

ROWS = 5_000_000
MORE_ROWS = 20_000_000
PROGRAMS: dict[str, tuple[str, ...]] = {
    "ours": ("-m", "iris_model", "classify", "{source}", "-o", "{target}"),
    "passthrough": (f"{PEERS / 'polars_passthrough.py'}", "{source}", "{target}"),
    "duckdb": (f"{PEERS / 'duckdb_batch.py'}", "{source}", "{target}", "{model}"),
    "pandas": (f"{PEERS / 'pandas_batch.py'}", "{source}", "{target}"),
}
_FOR_PENGUINS = ("ours", "passthrough", "duckdb")


@dataclass(frozen=True)
class Finished:
    """What one run of a program took."""

    seconds: float
    memory: float
    """Most anonymous memory at any moment, MB."""


def measure(*, quick: bool = False) -> list[Result]:
    """Return times and memory over files of 5 and 20 million flowers, and 5 million penguins."""
    rows, rounds = (500_000, 1) if quick else (ROWS, 3)
    more = rows * (MORE_ROWS // ROWS)
    runs: dict[str, list[Finished]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        flowers, penguins, trouble, long = (Path(folder, f"{number}.csv") for number in range(4))
        write_specimens(flowers, rows)
        write_specimens(penguins, rows, PENGUINS.model)
        write_specimens(trouble, rows, unreadable=0.1)
        _repeat(flowers, more // rows, long)
        works = [
            *((name, name, flowers, SHIPPED) for name in PROGRAMS),
            *((f"{name}, penguins", name, penguins, PENGUINS_FILE) for name in _FOR_PENGUINS),
            ("trouble", "ours", trouble, SHIPPED),
        ]
        target = Path(folder, "classified.csv")
        for number in range(rounds):
            for what, name, source, model in works:
                if number and name == "pandas":
                    continue  # as slow as all others together
                runs[what].append(run(PROGRAMS[name], source, target, model))
                _check_rows(target, rows)
        runs["long"].append(run(PROGRAMS["ours"], long, target))
        _check_rows(target, more)
    return _results(runs, rows, more)


def write_specimens(
    path: Path, rows: int, model: Model = IRISES, *, unreadable: float = 0.0
) -> None:
    """Write a CSV file of specimens, distributed as the groups are, with one decimal at most.

    unreadable is the share of rows without a number in the first cell.
    """
    generator, block = np.random.default_rng(1), 1_000_000
    measurements = model.schema.measurements
    lows, highs = np.array([m.slider_range for m in measurements]).T
    whole = [m.name.replace("_", ".") for m in measurements if m.decimals == 0]
    roots = np.linalg.cholesky(model.covariances)
    with path.open("wb") as file:
        for start in range(0, rows, block):
            count = min(block, rows - start)
            codes = generator.integers(len(model.means), size=count)
            noise = generator.standard_normal((count, len(lows)))
            values = model.means[codes] + (roots[codes] @ noise[..., None])[..., 0]
            frame = pl.DataFrame(
                values.clip(lows, highs), [name.replace("_", ".") for name in model.schema.names]
            ).with_columns(pl.col(whole).round().cast(pl.Int64))
            if unreadable:
                wrong = pl.lit(pl.Series(generator.random(count) < unreadable))
                first = pl.first().round(1).cast(pl.String)
                frame = frame.with_columns(pl.when(~wrong).then(first).otherwise(pl.lit("n/a")))
            frame.write_csv(file, include_header=not start, float_precision=1)


def _repeat(source: Path, times: int, target: Path) -> None:
    """Write the rows of a file several times below its header."""
    with target.open("wb") as written:
        for number in range(times):
            with source.open("rb") as file:
                if number:
                    file.readline()
                shutil.copyfileobj(file, written, 2**22)


def run(arguments: Sequence[str], source: Path, target: Path, model: Path = SHIPPED) -> Finished:
    """Run a program over source, writing target; raise where it fails."""
    names = {"source": source, "target": target, "model": model}
    command = [sys.executable, *(argument.format(**names) for argument in arguments)]
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "IRIS_MODEL": str(model)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
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


def _results(runs: dict[str, list[Finished]], rows: int, more: int) -> list[Result]:
    seconds = {name: median(r.seconds for r in found) for name, found in runs.items()}
    memory = {name: max(r.memory for r in found) for name, found in runs.items()}
    ours, size, large = seconds["ours"], f"{rows / 1e6:g} M rows", f"{more / 1e6:g} M rows"
    birds = seconds["ours, penguins"]
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
        at_most(
            f"{size} of penguins, ours : Polars without work",
            birds / seconds["passthrough, penguins"],
            2.0,
            "{:.1f} ×",
            f"{birds:.2f} s : {seconds['passthrough, penguins']:.2f} s",
        ),
        at_least(
            f"{size} of penguins, DuckDB : ours",
            seconds["duckdb, penguins"] / birds,
            1.5,
            note=f"{seconds['duckdb, penguins']:.2f} s",
        ),
        at_most(
            f"{size}, every tenth with a problem : none",
            seconds["trouble"] / ours,
            3,
            "{:.1f} ×",
            f"{seconds['trouble']:.2f} s",
        ),
        at_most(f"{size}, anonymous memory", memory["ours"], 400, "{:.0f} MB"),
        at_most(f"{large}, anonymous memory", memory["long"], 400, "{:.0f} MB"),
        at_most("its growth", memory["long"] / memory["ours"], 1.1, "{:.2f} ×"),
        Result(
            f"{large}, time",
            f"{seconds['long']:.1f} s ({more / seconds['long'] / 1e6:.1f} M rows/s)",
        ),
        Result(
            f"{size}, anonymous memory of pandas, DuckDB",
            f"{memory['pandas']:.0f} MB, {memory['duckdb']:.0f} MB",
        ),
    ]


if __name__ == "__main__":
    print(table(measure()))
