"""The classified files of a session, in a folder removed with it."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.errors import IrisError
from iris_model.files.outputs import write_parquet
from iris_model.files.reading.blocks import read_chunks
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header, csv_rows
from iris_model.files.whole_files import classify_blocks
from iris_model.model import Model
from ui import cached
from ui.batch.first_look import FirstLook
from ui.batch.mix import MixSample
from ui.batch.options import Wishes
from ui.batch.partial_rows import PartialRows
from ui.batch.recognition import chosen_sheet, corrections, forget_corrections
from ui.batch.results import Asked, Result
from ui.batch.texts import Text, forget_texts, text_of
from ui.batch.uploads import File
from ui.model_in_use import served_model

_RESULTS = "results"
_BLOCK_BYTES = 2**20
"""Rows classified at a time; small blocks take a little longer and much less memory."""
_ROW_GROUP = 25_000
"""Rows written at a time, and read together when the page shows one of them."""


@dataclass(frozen=True)
class Outcome:
    """The result of one chosen file, or the reason why there is none."""

    file: File
    result: Result | None
    problem: str = ""


def outcomes(files: Sequence[File], model: Model, wishes: Wishes) -> list[Outcome]:
    """Return the outcome of each file, classifying new, corrected and changed ones.

    Results of removed files and of models no longer in use are deleted.
    """
    kept: dict[tuple[str, str], Result] = st.session_state.setdefault(_RESULTS, {})
    keys, digests = {file.key for file in files}, {model.digest, served_model().digest}
    for key, digest in list(kept):
        if key not in keys or digest not in digests:
            shutil.rmtree(kept.pop((key, digest)).folder, ignore_errors=True)
    forget_corrections(but=keys)
    forget_texts(but=keys)
    found = []
    for file in files:
        try:
            found.append(Outcome(file, _result(file, kept, model, wishes)))
        except IrisError as error:
            found.append(Outcome(file, None, str(error)))
    return found


def _result(
    file: File, kept: dict[tuple[str, str], Result], model: Model, wishes: Wishes
) -> Result:
    """Return the kept result of a file, or a new one."""
    options = wishes.options
    overrides = corrections(file, model.schema, partial=options.partial)
    sheet = chosen_sheet(file)
    asked = Asked(wishes.mixed(model), overrides, options, wishes.mix, sheet)
    old = kept.get((file.key, model.digest))
    if old and old.asked == asked and old.csv.exists():
        return old
    text = text_of(file, model, overrides, sheet)
    layout = recognise(text.head(), asked.model, overrides=overrides)
    layout = replace(layout, notes=(*text.notes, *layout.notes))
    result = _classify(text, layout, asked, model)
    if old:
        shutil.rmtree(old.folder, ignore_errors=True)
    kept[file.key, model.digest] = result
    return result


def _classify(text: Text, layout: Layout, asked: Asked, model: Model) -> Result:
    """Classify a file into its own folder, showing the progress."""
    started, folder = time.perf_counter(), Path(tempfile.mkdtemp(dir=cached.session_folder()))
    result = Result(
        folder,
        layout,
        asked,
        Summary(layout.schema),
        FirstLook(result_names(layout.schema, asked.options)),
        MixSample(model),
        PartialRows(layout, asked.model),
    )
    bar = st.progress(0.0, "Classifying …")
    with ExitStack() as on_failure:  # and when Streamlit ends the run half-way
        on_failure.callback(shutil.rmtree, folder, ignore_errors=True)
        try:
            with result.csv.open("wb") as csv:
                csv.write(csv_header(layout, asked.options))
                tables = _tables(text, result, csv, bar)
                write_parquet(result.parquet, tables, layout, asked.options)
        except OSError as error:
            raise IrisError(f"The server could not store the result: {error.strerror}.") from error
        finally:
            bar.empty()
        on_failure.pop_all()
    result.summary.seconds = time.perf_counter() - started
    return result


def _tables(
    text: Text, result: Result, csv: IO[bytes], bar: DeltaGenerator
) -> Iterator[pl.DataFrame]:
    """Yield the classified tables of a file, each also written as CSV and counted."""
    layout, asked, chunks = result.layout, result.asked, _chunks(text, bar)
    for block in classify_blocks(
        chunks, layout, asked.model, result.summary, asked.options, block_bytes=_BLOCK_BYTES
    ):
        result.first_look.add(block.table)
        result.mix_sample.add(block.specimens)
        result.partial_rows.add(block)
        for table in block.table.iter_slices(_ROW_GROUP):
            csv.write(csv_rows(block._replace(table=table), layout, asked.options))
            yield table


def _chunks(text: Text, bar: DeltaGenerator) -> Iterator[bytes]:
    """Yield the bytes of a file, showing the progress."""
    done = 0
    with text.open() as stream:
        for chunk in read_chunks(stream, _BLOCK_BYTES):
            yield chunk
            done += len(chunk)
            bar.progress(min(1.0, done / text.size), f"Classifying … {done / 1e6:,.0f} MB")
