"""What the Batch page says about one classified file, part by part."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import polars as pl
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.files.classify import PREDICTED, PROBLEM, WARNING
from iris_model.files.drift import Drift
from iris_model.files.labels import Truth
from iris_model.phrasing import percentage
from ui.batch.downloads import download_archive, download_names
from ui.batch.first_look import PROBLEMS, SURE, UNCERTAIN, WARNINGS
from ui.batch.outcomes import Outcome
from ui.batch.results import ALL, DISAGREEING, Result
from ui.batch.tables import NOT_CLASSIFIED, counts_row, drift_table, truth_table
from ui.charts import batch as charts
from ui.frame import ink, show_chart

_PART_CELLS = 2_500_000
"""To sort a table takes memory for all its cells, so a long one is shown in parts of so many."""
_SENTENCE_HEIGHT = 66
"""Of a row with sentences, px: above 64 they are wrapped."""
_FIGURE_WIDTH = 166
_WHY = st.column_config.TextColumn("Why", width="large")
_WIDE = st.column_config.TextColumn(width="large")


def choose(outcomes: Sequence[Outcome]) -> Outcome:
    """Show what became of several files, offer all results at once, return the one to look at."""
    table = pd.DataFrame([counts_row(outcome) for outcome in outcomes])
    show_table(
        table,
        column_config={NOT_CLASSIFIED: _WIDE},
        key="overview",
        alt="The chosen files and what became of each",
    )
    classified = [outcome.result for outcome in outcomes if outcome.result]
    names = [f"{name}.csv" for name in download_names(outcomes)]
    files = {name: result.csv for name, result in zip(names, classified, strict=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbered = {at: f"{at + 1}: {outcome.file.name}" for at, outcome in enumerate(outcomes)}
        chosen = _choose("File to look at", numbered)
        if files:
            download_archive("All results in one ZIP", files, "classified.zip")
    return outcomes[chosen]


def show_table(data: pd.DataFrame | pl.DataFrame | pl.LazyFrame, key: str, **options: Any) -> None:
    """Show a table with a file's own text, which `st.dataframe` takes for text and nothing else.

    The style sheet hides its download: that knows neither the file's dialect nor the guard
    against formulas.
    """
    with st.container(key=f"file_{key}"):
        st.dataframe(data, hide_index=True, placeholder="", **options)


def show_counts(result: Result) -> None:
    """Show how many rows there are of which kind."""
    summary = result.summary
    figures = {
        "Rows": summary.rows,
        "Classified": summary.classified,
        PROBLEMS: summary.problems,
        WARNINGS: summary.warnings,
        UNCERTAIN: result.first_look.counts[UNCERTAIN],
    }
    with st.container(horizontal=True, gap="small", key="counts"):
        for label, count in figures.items():
            st.metric(
                label, f"{count:,}", border=True, help=_MEANINGS.get(label), width=_FIGURE_WIDTH
            )


def show_varieties(result: Result) -> None:
    """Show how many flowers of each variety there are."""
    counts = (result.summary.varieties, result.summary.problems)
    show_chart(
        charts.varieties_spec(ink()),
        datasets=charts.varieties_data(*counts),
        key="varieties",
        alt=charts.varieties_words(*counts),
    )


def show_first_look(result: Result) -> None:
    """Show the rows that a person should look at before relying on the rest."""
    table = result.first_look.table(result.layout)
    if table.is_empty():
        st.success("No row has a problem or a warning, and none is uncertain.")
        return
    sentences = result.summary.problems or result.summary.warnings
    number, why = table.columns[:2]
    show_table(
        table,
        column_config={number: _row_column(), why: _WHY},
        row_height=_SENTENCE_HEIGHT if sentences else None,
        height="content",
        key="first_look",
        alt="The rows to look at first, and why",
    )


@st.fragment
def show_rows(result: Result) -> None:
    """Show every row, or those of one view; only what is in sight is read and sent."""
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
        rows = rows.slice(_choose("Part", parts), size)
    if not count:
        st.caption("There are no such rows.")
        return
    show_table(
        rows,
        lazy=True,
        column_order=_column_order(result, name),
        column_config={
            result.row: _row_column(),
            result.column(PROBLEM): _WIDE,
            result.column(WARNING): _WIDE,
        },
        key="rows",
        alt=f"The rows of the file: {name.lower()}",
    )


def show_truth(result: Result, truth: Truth) -> None:
    """Show how right the answers are, and the rows that disagree."""
    st.markdown(truth.sentence)
    matrix, figures = st.columns(2, gap="large")
    with matrix:
        show_chart(
            charts.confusion_spec(ink()),
            datasets=charts.confusion_data(truth.confusion),
            key="confusion",
            alt=charts.confusion_words(truth.confusion),
        )
    with figures:
        st.dataframe(truth_table(truth), hide_index=True, alt="Precision and recall by variety")
        st.text(f"The labels are those of the column “{truth.column}”.")
        if truth.unrecognised:
            st.caption(
                f"{truth.unrecognised:,} classified "
                f"{'row has' if truth.unrecognised == 1 else 'rows have'} a label that is none of "
                "the three varieties, and not counted."
            )
    view = result.views[DISAGREEING]
    if view.count:
        st.markdown("**Rows that disagree**")
        show_table(
            view.rows.head(_PART_CELLS // len(result.columns)),
            lazy=True,
            column_order=_column_order(result, DISAGREEING),
            column_config={result.row: _row_column()},
            key="disagreeing",
            alt="The rows whose label is another variety than the predicted one",
        )


def show_drift(drift: Drift) -> None:
    """Say whether these flowers differ from the training flowers, and in what."""
    if not drift.differing:
        st.info(drift.sentence)
        return
    st.warning(drift.sentence, icon=":material/warning:")
    with st.expander("All differences that chance does not explain"):
        st.dataframe(drift_table(drift), hide_index=True, alt="Differences, largest first")


_MEANINGS = {
    PROBLEMS: "Rows that could not be classified; each says why",
    WARNINGS: "Rows that were classified, but are unlike any training flower",
    UNCERTAIN: f"Rows whose variety has a probability below {percentage(SURE, 0)}",
}


def _choose(label: str, options: Mapping[int, str]) -> int:
    """Let the user choose one of the options, which come with their words; at first the first.

    Streamlit keeps a widget, its options and functions included, until the session ends: so there
    is one for all files, and it knows no more of them than words.
    """
    before = f"{label}, options"
    if st.session_state.get(before) != options:
        # Where the words are others, the browser would go on showing those chosen before.
        st.session_state[before], st.session_state[label] = options, next(iter(options))
    return st.selectbox(label, list(options), format_func=options.__getitem__, key=label)


def _column_order(result: Result, view: str) -> list[str]:
    """Return the columns as they are in the file, behind the one that a view is about."""
    about = {PROBLEMS: PROBLEM, WARNINGS: WARNING}.get(view, PREDICTED)
    columns = [result.row, result.column(about), *result.columns]
    return list(dict.fromkeys(columns))


def _row_column() -> ColumnConfig:
    return st.column_config.NumberColumn("Row", format="localized", pinned=True, width="small")
