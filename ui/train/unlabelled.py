"""A table's rows without a group, answered by the model of the others."""

import io
from pathlib import PurePath

import polars as pl
import streamlit as st

from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import PROBLEM, WARNING, result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header, distinct_names
from iris_model.files.whole_files import classify_stream
from iris_model.model import Model
from iris_model.training.rows import read_labels
from ui.train.recognition import on_a_page
from ui.train.results import Trained
from ui.train.tables import read_table

_MOST_SHOWN = 1000


def show_unlabelled(trained: Trained) -> None:
    """Show the answers to rows without a group, with a download."""
    source = trained.job.source
    table = read_table(source)
    if isinstance(table, str):
        return
    try:
        answers, download = _answered(trained, table)
    except IrisError as error:
        st.error("The rows without a group can’t be classified.")
        st.text(on_a_page(error))
        return
    if not answers.height:
        return
    st.header("The rows without a group", anchor=False)
    if answers.height > _MOST_SHOWN:
        st.text(f"The first {_MOST_SHOWN:,} of {answers.height:,}; the download has them all.")
    shown = _answers_first(answers.head(_MOST_SHOWN), trained.model)
    sentences = st.column_config.TextColumn(width="large")
    st.dataframe(
        shown,
        hide_index=True,
        column_config=dict.fromkeys((WARNING, PROBLEM), sentences),
        alt="The rows without a group, answered",
    )
    st.download_button(
        "Download these answers",
        download,
        f"{PurePath(source.name).stem or 'table'}-answered.csv",
        "text/csv",
        on_click="ignore",
    )


def _answers_first(answers: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Return answered rows, number and answer first, without empty columns."""
    results = len(result_names(model.schema).all)
    row, *cells = answers.columns[:-results]
    filled = [name for name in answers.columns[-results:] if (answers[name] != "").any()]
    return answers.select(row, *filled, *cells)


def rows_without_group(table: Table, label: str) -> pl.DataFrame:
    """Return a table's rows without a group, their numbers first."""
    stated = read_labels(table, label, ()).stated
    places = [i for i, group in enumerate(stated) if group is None and i not in table.broken]
    names = distinct_names(["row", *table.names])
    numbers = pl.Series(names[0], [i + 1 for i in places], dtype=pl.Int64)
    rows = table.frame[places].drop(label)
    rows.columns = [name for name, old in zip(names[1:], table.names, strict=True) if old != label]
    return rows.insert_column(0, numbers)


@st.cache_resource(
    scope="session",
    max_entries=1,
    show_spinner="Classifying the rows without a group",
    hash_funcs={Trained: lambda trained: trained.model.digest, Table: lambda table: table.names},
)
def _answered(trained: Trained, table: Table) -> tuple[pl.DataFrame, bytes]:
    model, recognised = trained.model, trained.job.recognised
    rows = rows_without_group(table, recognised.label)
    if not rows.height:
        return rows, b""
    text = io.BytesIO()
    rows.write_csv(text)
    # As in training, not by their names.
    others = [name for name in table.names if name != recognised.label]
    columns = {
        name: 1 + others.index(column)
        for name, column in zip(model.schema.names, recognised.measurements, strict=True)
    }
    overrides = Overrides(separator=",", decimal=table.decimal, header=True, columns=columns)
    content = text.getvalue()
    layout = recognise(content, model, overrides=overrides)
    parts = classify_stream([content], layout, model, Summary(model.schema))
    answered = csv_header(layout) + b"".join(parts)
    return pl.read_csv(answered, infer_schema=False).fill_null(""), answered
