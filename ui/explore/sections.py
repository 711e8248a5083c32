"""The other sections of the Explore page, in its order."""

import streamlit as st

from iris_model.description import (
    Correlation,
    correlation_in_words,
    correlations,
    most_separating,
    pair_name,
    summaries,
)
from iris_model.model import Model
from iris_model.validation import shorten
from ui.charts import explore as charts
from ui.charts.base import Tables
from ui.explore import sentences, tables
from ui.frame import ink
from ui.number_tables import specimen_columns, with_minus_signs
from ui.palette import signed_names
from ui.plain_text import as_markdown
from ui.show_chart import show_chart
from ui.specimen import current_specimen


def show_pair(model: Model) -> None:
    """Show one pair of measurements with its correlations."""
    schema, every = model.schema, correlations(model)
    place = st.selectbox(
        "Pair of measurements",
        range(len(every)),
        index=every.index(_instructive(model, every)),
        format_func=lambda place: pair_name(schema, every[place].x, every[place].y),
        width=420,
    )
    pair = every[place]
    picture, words = st.columns([3, 2], gap="large")
    with words:
        st.text(correlation_in_words(schema, pair, len(model.training.codes)))
        st.caption(
            "A correlation runs from −1 (one grows as the other shrinks) through 0 (no "
            "straight-line link) to +1 (both grow together)."
        )
    with picture:
        show_chart(
            charts.pair_spec(model, pair.x, pair.y, ink()),
            datasets=_marked(model),
            key="pair",
            alt=f"{pair_name(schema, pair.x, pair.y)}, with the trends over all and within each "
            f"{schema.group.singular}",
        )
        st.caption(
            f"Dashed: the trend over all {as_markdown(schema.specimen.plural)}. Coloured: the "
            f"trend within each {as_markdown(schema.group.singular)}."
        )
    with st.expander("The correlations of all pairs"):
        st.dataframe(
            tables.correlation_table(schema, every),
            hide_index=True,
            column_config=tables.correlation_columns(schema),
            alt=f"Correlation of each pair, over all and within each {schema.group.singular}",
        )


def _instructive(model: Model, every: tuple[Correlation, ...]) -> Correlation:
    """Return the first pair whose sign changes, else the most separating."""
    best = most_separating(model, 2)
    return next(
        (pair for pair in every if pair.changes_sign),
        next(pair for pair in every if [pair.x, pair.y] == best),
    )


def show_distributions(model: Model) -> None:
    """Show each measurement by group."""
    schema, figures = model.schema, summaries(model)
    indices = range(len(schema.measurements))
    cells = [cell for _ in indices[::2] for cell in st.columns(2, gap="medium")]
    for index, cell in zip(indices, cells if len(indices) > 1 else [st.container()], strict=False):
        with cell:
            show_chart(
                charts.distribution_spec(model, index, ink()),
                datasets=_marked(model) | charts.densities_data(model),
                key=f"distribution_{index}",
                alt=charts.distribution_words(model, index),
            )
    specimen = as_markdown(schema.specimen.singular)
    st.caption(f"Each tick is a {specimen}, or several; the hills show where they gather.")
    with st.expander("Mean, spread and range in figures"):
        st.dataframe(
            tables.summary_table(schema, figures),
            hide_index=True,
            column_config=tables.SUMMARY_COLUMNS,
            height="content",
            alt=f"Mean, spread and range of each measurement in each {schema.group.singular}",
        )


def _marked(model: Model) -> Tables:
    here = charts.here_data(model.schema, current_specimen(model))
    return charts.specimens_data(model) | here


@st.fragment
def show_data(model: Model) -> None:
    """Show the training rows, with filters and a download."""
    schema, own_key = model.schema, model.digest
    names = signed_names(schema)
    codes = st.pills(
        as_markdown(schema.group.plural.capitalize()),
        range(len(names)),
        default=range(len(names)),
        selection_mode="multi",
        format_func=lambda code: as_markdown(names[code]),
        key=f"groups_{own_key}",
    )
    with st.expander("Narrow by measurement"):
        ranges = [
            st.slider(
                as_markdown(m.title),
                *tables.filter_range(m),
                tables.filter_range(m),
                m.step,
                format=f"%.{m.decimals}f",
                key=f"{m.name}_{own_key}",
            )
            for m in schema.measurements
        ]
    whole = tables.training_table(model)
    table = whole[tables.chosen_rows(model, codes, ranges)]
    st.text(f"{len(table):,} of {schema.specimen.counted(len(whole))}")
    group = st.column_config.TextColumn(schema.group.singular.capitalize())
    shown, columns = with_minus_signs(table, specimen_columns(schema), schema)
    with st.container(key="file_training"):  # ui/style.css: without Streamlit's own download
        st.dataframe(
            shown,
            column_config={**columns, tables.GROUP: group},
            height=320,
            alt="The rows chosen, by their number in the file they came from",
        )
    st.download_button(
        f"Download these {as_markdown(schema.specimen.plural)}",
        tables.download(schema, table),
        tables.download_name(model),
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def show_source(model: Model) -> None:
    """Say where the data comes from."""
    if model.schema.drawing == "iris":
        st.markdown(sentences.IRISES)
    elif shorten(model.training.source) not in model.schema.about:  # else the next line says it
        st.text(model.schema.about)
    st.text(sentences.rows_used(model))
