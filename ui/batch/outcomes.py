"""The chosen files classified for one session, in a folder that ends with it."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.errors import IrisError
from iris_model.files.outputs import write_parquet
from iris_model.files.reading.blocks import read_chunks
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import recognise
from iris_model.files.tables import csv_header, csv_rows
from iris_model.files.whole_files import Summary, classify_blocks
from ui import cached
from ui.batch.first_look import FirstLook
from ui.batch.recognition import corrections, forget_corrections, read_head
from ui.batch.results import Result
from ui.batch.uploads import File

_RESULTS = "results"
_BLOCK_BYTES = 2**20
"""Classified at a time: small blocks take a little longer, and much less of the server's memory."""
_ROW_GROUP = 25_000
"""Rows written at a time, which are also read together when the page shows one of them."""


@dataclass(frozen=True)
class Outcome:
    """What became of one chosen file: a result, or the reason why there is none."""

    file: File
    result: Result | None
    problem: str = ""


def outcomes(files: Sequence[File], *, raw: bool) -> list[Outcome]:
    """Return what became of each file, classifying those that are new or corrected.

    raw leaves cells that look like formulas as they are. What is kept of other files is removed.
    """
    kept: dict[str, Result] = st.session_state.setdefault(_RESULTS, {})
    keys = {file.key for file in files}
    for key in kept.keys() - keys:
        shutil.rmtree(kept.pop(key).folder, ignore_errors=True)
    forget_corrections(but=keys)
    found = []
    for file in files:
        try:
            found.append(Outcome(file, _result(file, kept, raw=raw)))
        except IrisError as error:
            found.append(Outcome(file, None, str(error)))
    return found


def _result(file: File, kept: dict[str, Result], *, raw: bool) -> Result:
    """Return the kept result of a file, or a new one in its place."""
    overrides, old = corrections(file), kept.get(file.key)
    if old and (old.overrides, old.raw) == (overrides, raw) and old.csv.exists():
        return old
    layout = recognise(read_head(file), overrides=overrides)
    result = _classify(file, layout, overrides, raw=raw)
    if old:
        shutil.rmtree(old.folder, ignore_errors=True)
    kept[file.key] = result
    return result


def _classify(file: File, layout: Layout, overrides: Overrides, *, raw: bool) -> Result:
    """Classify a file into a folder of its own, showing how far it is."""
    started, folder = time.perf_counter(), Path(tempfile.mkdtemp(dir=cached.session_folder()))
    result = Result(folder, layout, overrides, raw, Summary(), FirstLook())
    bar = st.progress(0.0, "Classifying …")
    with ExitStack() as on_failure:  # and when Streamlit ends the run half-way
        on_failure.callback(shutil.rmtree, folder, ignore_errors=True)
        try:
            with result.csv.open("wb") as csv:
                csv.write(csv_header(layout, raw=raw))
                write_parquet(result.parquet, _tables(file, result, csv, bar), layout)
        except OSError as error:
            raise IrisError(f"The server could not store the result: {error.strerror}.") from error
        finally:
            bar.empty()
        on_failure.pop_all()
    result.summary.seconds = time.perf_counter() - started
    return result


def _tables(
    file: File, result: Result, csv: IO[bytes], bar: DeltaGenerator
) -> Iterator[pl.DataFrame]:
    """Yield the classified tables of a file, each written as CSV and looked through as it goes."""
    layout, chunks = result.layout, _chunks(file, bar)
    for block in classify_blocks(chunks, layout, cached.model(), result.summary, _BLOCK_BYTES):
        result.first_look.add(block.table)
        for table in block.table.iter_slices(_ROW_GROUP):
            csv.write(csv_rows(block._replace(table=table), layout, raw=result.raw))
            yield table


def _chunks(file: File, bar: DeltaGenerator) -> Iterator[bytes]:
    """Yield the bytes of a file, showing how many are done."""
    done = 0
    file.stream.seek(0)
    for chunk in read_chunks(file.stream, _BLOCK_BYTES):
        yield chunk
        done += len(chunk)
        bar.progress(min(1.0, done / file.size), f"Classifying … {done / 1e6:,.0f} MB")
