"""The parts of the Batch page about one classified file."""

from collections.abc import Sequence

import pandas as pd
import polars as pl
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.answer.doubt import SURE
from iris_model.files.drift import Drift
from iris_model.files.results import PROBLEM, WARNING
from iris_model.files.truth import Truth
from iris_model.phrasing import percentage
from ui.batch.controls import choose_one
from ui.batch.downloads import download_archive, download_names
from ui.batch.first_look import PROBLEMS, UNCERTAIN, WARNINGS
from ui.batch.outcomes import Outcome
from ui.batch.results import ALL, DISAGREEING, Result
from ui.batch.tables import NOT_CLASSIFIED, counts_row, drift_table, show_table, truth_table
from ui.charts import batch as charts
from ui.charts import confusion
from ui.frame import ink
from ui.plain_text import as_markdown
from ui.show_chart import show_chart

_PART_CELLS = 2_500_000
"""Cells; longer tables are shown in parts, because sorting needs memory for every cell."""
_WRAPPED, _LINE, _LETTER, _TALLEST = 66, 18, 6.3, 264
"""Pixels: smallest height of a row with wrapped text, height of a line, width of a letter, largest
height."""
_WIDTH = 290
"""Pixels of a column with sentences, which fits a phone together with the row's number."""
_FIGURE_WIDTH = 166


def choose(outcomes: Sequence[Outcome]) -> Outcome:
    """Show the outcomes of several files, offer all results, return the one to show."""
    show_table(
        pd.DataFrame([counts_row(outcome) for outcome in outcomes]),
        column_config={NOT_CLASSIFIED: st.column_config.TextColumn(width="large")},
        key="overview",
        alt="The chosen files and what became of each",
    )
    tables = [(outcome.file.name, outcome.result.csv) for outcome in outcomes if outcome.result]
    names = download_names([name for name, _ in tables])
    files = {f"{name}.csv": csv for name, (_, csv) in zip(names, tables, strict=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbered = {at: f"{at + 1}: {outcome.file.name}" for at, outcome in enumerate(outcomes)}
        chosen = choose_one("File to look at", numbered)
        if files:
            download_archive("All results in one ZIP", files, "classified.zip")
    return outcomes[chosen]


def show_verdict(result: Result) -> None:
    """Say whether to trust the answers, by the specimens and the file's labels."""
    if result.drift.differing:
        st.warning(as_markdown(result.drift.sentence), icon=":material/warning:")
    if result.truth:
        st.markdown(as_markdown(result.truth.sentence))


def show_counts(result: Result) -> None:
    """Show the number of rows of each kind."""
    summary, schema = result.summary, result.layout.schema
    specimen, group = as_markdown(schema.specimen.singular), as_markdown(schema.group.singular)
    unlike = f"Rows that were classified, but are unlike any training {specimen}"
    unsure = f"Rows whose {group} has a probability below {percentage(SURE, 0)}"
    figures = (
        ("Rows", summary.rows, None),
        ("Classified", summary.classified, None),
        (PROBLEMS, summary.problems, "Rows that could not be classified; each says why"),
        (WARNINGS, summary.warnings, unlike),
        (UNCERTAIN, result.first_look.counts[UNCERTAIN], unsure),
    )
    with st.container(horizontal=True, gap="small", key="counts"):
        for label, count, meaning in figures:
            st.metric(label, f"{count:,}", border=True, help=meaning, width=_FIGURE_WIDTH)


def show_groups(result: Result) -> None:
    """Show the number of rows of each group."""
    schema = result.layout.schema
    counts = (schema, result.summary.groups, result.summary.problems)
    show_chart(
        charts.groups_spec(schema, len(schema.groups) + bool(result.summary.problems), ink()),
        datasets=charts.groups_data(*counts),
        key="groups",
        alt=charts.groups_words(*counts),
    )


def show_first_look(result: Result) -> None:
    """Show the rows that a person should look at first."""
    table = result.first_look.table(result.layout)
    if table.is_empty():
        st.success("No row has a problem or a warning, and none is uncertain.")
        return
    number, why = table.columns[:2]
    show_table(
        table,
        column_config={number: _row_column(), why: _sentences("Why")},
        row_height=_height(max(map(len, table[why]))),
        height="content",
        key="first_look",
        alt="The rows to look at first, and why",
    )


@st.fragment
def show_rows(result: Result) -> None:
    """Show every row, or those of one view; only visible rows are read and sent."""
    views = result.views
    labels = {name: f"{name} ({view.count:,})" for name, view in views.items()}
    name = st.segmented_control(
        "Show",
        list(labels),
        format_func=labels.__getitem__,
        default=ALL,
        required=True,
        key="view",
        label_visibility="collapsed",
    )
    rows, count = views[name].rows, views[name].count
    size = max(1000, _PART_CELLS // len(result.columns))
    if count > size:
        parts = {
            start: f"{start + 1:,} to {min(start + size, count):,} of {count:,}"
            for start in range(0, count, size)
        }
        rows = rows.slice(choose_one("Part", parts), size)
    if not count:
        st.caption("There are no such rows.")
        return
    show_table(
        _never_certain(rows, result),
        lazy=True,
        column_order=_column_order(result, name),
        column_config={
            result.row: _row_column(),
            result.column(PROBLEM): _sentences(),
            result.column(WARNING): _sentences(),
        },
        row_height=_height(result.first_look.longest) if name in (PROBLEMS, WARNINGS) else None,
        key="rows",
        alt=f"The rows of the file: {name.lower()}",
    )


def show_truth(result: Result, truth: Truth) -> None:
    """Show how many answers agree with the labels, and the rows that don't."""
    schema = result.layout.schema
    if truth.codes:
        if not st.toggle("Score the codes by this meaning", key="by_codes"):
            return
        truth = result.truth_by(dict(truth.codes)) or truth
        st.markdown(as_markdown(truth.sentence))
    matrix, figures = st.columns(2, gap="large")
    with matrix:
        show_chart(
            confusion.confusion_spec(schema, "The file says", ink()),
            datasets=confusion.confusion_data(schema, truth.confusion),
            key="confusion",
            alt=confusion.confusion_words(schema, truth.confusion),
        )
    with figures:
        table = truth_table(truth, schema)
        st.dataframe(table, hide_index=True, alt=f"Precision and recall by {schema.group.singular}")
        st.text(f"The labels are those of the column “{truth.column}”.")
    view = result.views.get(DISAGREEING)
    if view and view.count:
        st.markdown("**Rows that disagree**")
        show_table(
            _never_certain(view.rows.head(_PART_CELLS // len(result.columns)), result),
            lazy=True,
            column_order=_column_order(result, DISAGREEING),
            column_config={result.row: _row_column()},
            key="disagreeing",
            alt=f"The rows whose label is another {schema.group.singular} than the predicted one",
        )


def show_drift(drift: Drift) -> None:
    """Say whether and how these specimens differ from the training specimens."""
    if not drift.differing:
        st.info(as_markdown(drift.sentence))
        return
    st.dataframe(drift_table(drift), hide_index=True, alt="Differences, largest first")


def _sentences(label: str | None = None) -> ColumnConfig:
    return st.column_config.TextColumn(label, width=_WIDTH)


def _height(letters: int) -> int | None:
    """Return the height of rows that show a sentence of this many letters in full.

    None is the usual height, of one line.
    """
    in_a_line = int(0.93 * (_WIDTH - 16) / _LETTER)
    if letters <= in_a_line:
        return None
    return min(_TALLEST, max(_WRAPPED, _LINE * -(-letters // in_a_line) + 12))


def _never_certain(rows: pl.LazyFrame, result: Result) -> pl.LazyFrame:
    """Return rows for the page, with no probability rounded to 0 or 1."""
    mark = result.layout.decimal
    certain = {f"0{mark}0000": f"<0{mark}0001", f"1{mark}0000": f">0{mark}9999"}
    return rows.with_columns(pl.col(result.probabilities).replace(certain))


def _column_order(result: Result, view: str) -> list[str]:
    """Return the columns in the order of the file, after the one that a view is about."""
    about = {PROBLEMS: PROBLEM, WARNINGS: WARNING}.get(view, result.names.predicted)
    return list(dict.fromkeys([result.row, result.column(about), *result.columns]))


def _row_column() -> ColumnConfig:
    return st.column_config.NumberColumn("Row", format="localized", pinned=True, width="small")
