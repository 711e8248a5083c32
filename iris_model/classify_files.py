"""The command `classify`: whole files in, one classified table out."""

import argparse
import csv
import glob
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from iris_model.dataset import MEASUREMENTS, VARIETIES
from iris_model.errors import IrisError
from iris_model.validation import shorten

if TYPE_CHECKING:  # Polars would slow down commands that need none of it
    from iris_model.batch import Summary
    from iris_model.layout import Layout, Overrides

_ENDINGS = (".csv", ".csv.gz", ".parquet")
_STANDARD = "-"
_BAR = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.description = (
        "Classify every row of CSV files. Several inputs make one output, their rows in the order "
        "of the inputs; they need the same columns."
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file, several, a pattern such as '*.csv', or -",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUTPUT",
        help="ends in .csv, .csv.gz or .parquet, or is - for standard output",
    )
    parser.add_argument(
        "--columns",
        type=parse_columns,
        metavar="slen=NAME,...",
        help="which column holds which measurement, by its name or its number from 1",
    )
    parser.add_argument(
        "--raw", action="store_true", help="leave cells that look like formulas without apostrophe"
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 when a row could not be classified"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def parse_columns(text: str, option: str = "--columns") -> dict[str, str]:
    """Return the columns a user names, `slen=NAME,…`, by measurement.

    Raises IrisError for anything else. A name with a comma is put, with its `slen=`, in quotes.
    """
    names = {alias: m.name for m in MEASUREMENTS for alias in (m.parameter, m.name)}
    columns = {}
    for item in next(csv.reader([text])):
        key, equals, column = item.partition("=")
        if key.strip() not in names or not equals or not column.strip():
            raise IrisError(
                f"{option} has “{shorten(item)}”: write slen=NAME,swid=NAME,plen=NAME,pwid=NAME, "
                "or only those that are not found."
            )
        columns[names[key.strip()]] = column
    return columns


def run(arguments: argparse.Namespace) -> int:
    """Classify the files and return the exit code; raise IrisError when nothing can be done."""
    from iris_model.batch import Summary
    from iris_model.layout import Overrides

    started, summary = time.perf_counter(), Summary()
    names = expand(arguments.inputs)
    _check_output(arguments.output, names, as_json=arguments.json)
    sources = [_recognised(name, Overrides(columns=arguments.columns or {})) for name in names]
    _check_alike(sources)
    with _progress(sources) as advance:
        _write(sources, arguments.output, summary, advance, raw=arguments.raw)
    summary.seconds = time.perf_counter() - started
    if arguments.json:
        print(json.dumps(summary.to_json(sources[0].layout), indent=2))
    print(_sentences(summary, sources), file=sys.stderr)
    return 1 if arguments.strict and summary.problems else 0


def expand(inputs: Sequence[str]) -> list[str]:
    """Return the files that the arguments mean, patterns replaced by what they match, in order."""
    files: list[str] = []
    for name in inputs:
        if name == _STANDARD or Path(name).exists() or not glob.has_magic(name):
            files.append(name)
        else:
            found = glob.glob(name, recursive=True)  # noqa: PTH207  a pattern may be absolute
            matches = [match for match in found if Path(match).is_file()]
            if not matches:
                raise IrisError(f"No file matches {name}.")
            files += sorted(matches)
    if files.count(_STANDARD) > 1:
        raise IrisError("Standard input can be read only once: give - once.")
    return files


@dataclass(frozen=True)
class _Source:
    """An input whose layout is known."""

    name: str
    head: bytes
    layout: "Layout"

    @property
    def size(self) -> int:
        """Return its bytes, or 0 where nobody knows."""
        return 0 if self.name == _STANDARD else Path(self.name).stat().st_size

    def chunks(self, advance: Callable[[int], None]) -> Iterator[bytes]:
        """Yield the bytes from the first on, and tell advance how many they are."""
        from iris_model.blocks import read_chunks

        with _opened(self.name) as stream:
            head = self.head if self.name == _STANDARD else b""
            for chunk in chain([head], read_chunks(stream)):
                advance(len(chunk))
                yield chunk


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Yield an input's bytes; raise IrisError where it cannot be opened or read."""
    if name == _STANDARD:
        yield sys.stdin.buffer
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115  closed below, where its errors are not ours
    except OSError as error:
        raise IrisError(f"Cannot read {name}: {error.strerror}.") from error
    with stream:
        yield stream


def _recognised(name: str, overrides: "Overrides") -> _Source:
    from iris_model.reading import HEAD_BYTES, recognise

    with _opened(name) as stream:
        head = stream.read(HEAD_BYTES)
    try:
        return _Source(name, head, recognise(head, overrides=overrides))
    except IrisError as error:
        raise IrisError(f"{name}: {error}") from error


def _check_output(output: str, inputs: Sequence[str], *, as_json: bool) -> None:
    """Raise IrisError unless the output can be written and is none of the inputs."""
    if output == _STANDARD:
        if as_json:
            raise IrisError("--json needs standard output for itself: give -o a file.")
        return
    if not output.lower().endswith(_ENDINGS):
        raise IrisError(f"The output {output} must end in .csv, .csv.gz or .parquet, or be -.")
    path = Path(output)
    if path.exists() and not path.is_file():
        raise IrisError(f"The output {output} is there already and is not a file.")
    if not path.resolve().parent.is_dir():
        raise IrisError(f"There is no folder {path.parent} to write {path.name} into.")
    for name in inputs:
        if name != _STANDARD and path.exists() and Path(name).exists() and path.samefile(name):
            raise IrisError(f"The output {output} is an input: give another name.")


def _check_alike(sources: Sequence[_Source]) -> None:
    """Raise IrisError unless the rows of all inputs fit under one header."""
    first = sources[0]
    for other in sources[1:]:
        for what in ("names", "decimal", "unit", "columns"):
            if getattr(first.layout, what) != getattr(other.layout, what):
                words = {"names": "columns", "decimal": "decimal mark"}.get(what, what)
                raise IrisError(
                    f"{other.name} and {first.name} differ in their {words}, so their rows do not "
                    "fit into one table. Classify them one by one."
                )


def _write(
    sources: Sequence[_Source],
    output: str,
    summary: "Summary",
    advance: Callable[[int], None],
    *,
    raw: bool,
) -> None:
    """Write the classified rows of all sources, in the dialect of the first."""
    from iris_model.batch import classify_blocks, classify_stream
    from iris_model.classifier import load_model
    from iris_model.outputs import open_csv, write_parquet
    from iris_model.tables import csv_header

    model, layout = load_model(), sources[0].layout
    try:
        if output.lower().endswith(".parquet"):
            tables = (
                block.table
                for source in sources
                for block in classify_blocks(source.chunks(advance), source.layout, model, summary)
            )
            write_parquet(Path(output), tables, layout)
            return
        with open_csv(output) as stream:
            stream.write(csv_header(layout, raw=raw))
            for source in sources:
                for rows in classify_stream(
                    source.chunks(advance), source.layout, model, summary, dialect=layout, raw=raw
                ):
                    stream.write(rows)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise IrisError(f"Cannot write {output}: {error.strerror or error}.") from error


@contextmanager
def _progress(sources: Sequence[_Source]) -> Iterator[Callable[[int], None]]:
    """Yield what takes the bytes just read and shows the share done, where a person looks on."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done, total = 0, sum(source.size for source in sources)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        bar = "#" * (done * _BAR // total) if total else ""
        share = f"[{bar:<{_BAR}}] {done / total:4.0%}" if total else ""
        print(f"\r{share} {done / 1e6:,.0f} MB", end="", file=sys.stderr, flush=True)

    try:
        yield advance
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _sentences(summary: "Summary", sources: Sequence[_Source]) -> str:
    """Say what became of the rows, and what was assumed in reading them."""
    varieties = ", ".join(f"{name} {summary.varieties[name]:,}" for name in VARIETIES)
    lines = [f"{source.name}: {note}" for source in sources for note in source.layout.notes]
    lines.append(
        f"{summary.rows:,} rows: {summary.classified:,} classified ({varieties}), "
        f"{summary.problems:,} with problems, {summary.warnings:,} with warnings, "
        f"in {summary.seconds:.1f} s."
    )
    truth = summary.truth(sources[0].layout)
    return "\n".join([*lines, truth.sentence] if truth else lines)
