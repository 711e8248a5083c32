"""Why the model says what it says of one specimen: shares, changes, the map, similar ones."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.answer.changes import Change
from iris_model.answer.map import MOST_SHOWN, score_plane, shown_groups
from iris_model.answer.sentences import change_in_words, shares_in_words
from iris_model.answer.shares import Shares
from iris_model.answer.similar import Similar
from iris_model.model import Model
from iris_model.schema import Schema, Specimen
from ui.charts import map as specimen_map
from ui.charts import reasons
from ui.classify.inputs import set_specimen
from ui.classify.neighbours import neighbour_columns, neighbours_table
from ui.frame import ink, show_chart
from ui.plain_text import as_markdown


class Places(NamedTuple):
    """Where the reasons for an answer go, one under each heading."""

    shares: DeltaGenerator
    changes: DeltaGenerator
    map: DeltaGenerator
    neighbours: DeltaGenerator


def lay_out(model: Model) -> Places:
    """Draw what is the same for every specimen; return the places for what is not."""
    nouns = model.schema.specimen
    why, what_if = st.columns(2, gap="large")
    overview, neighbours = st.columns(2, gap="large")
    places = Places(
        shares=_place(why, "Why this answer"),
        changes=_place(what_if, "What would change it"),
        map=_place(overview, f"All {as_markdown(nouns.plural)} on one map"),
        neighbours=_place(neighbours, f"Most similar training {as_markdown(nouns.plural)}"),
    )
    why.expander("How the shares are computed", type="compact").markdown(
        as_markdown(reasons.method_in_words(model))
    )
    what_if.caption(
        "The borders are flat, so the nearest point beyond one is calculated, not searched for."
    )
    exact = (
        "The coloured areas are exact for all measurements together."
        if len(model.schema.groups) <= MOST_SHOWN
        else f"The map is exact for the three likeliest {as_markdown(model.schema.group.plural)}; "
        "the others are faint."
    )
    overview.caption(
        f"The cross is this {as_markdown(nouns.singular)}; the dashed line leads to the nearest "
        f"one with another answer. {exact}"
    )
    neighbours.caption("Distances in standard deviations of the training rows.")
    return places


def _place(column: DeltaGenerator, heading: str) -> DeltaGenerator:
    """Draw a heading; return the place below it."""
    column.header(heading, anchor=False)
    return column.container()


def show_shares(model: Model, explained: Shares) -> None:
    """Show how much each measurement contributes to the answer."""
    words = shares_in_words(model, explained)
    show_chart(
        reasons.shares_spec(model, ink()),
        datasets=reasons.shares_data(model.schema, explained),
        key="shares",
        alt=words,
    )
    st.caption(as_markdown(words))


def show_changes(model: Model, others: Sequence[Change]) -> None:
    """Say which nearest specimens have another answer, and lead to them."""
    for change in others:
        st.markdown(as_markdown(change_in_words(model.schema, change)))
        st.button(
            f"Take me to this {as_markdown(model.schema.group_names[change.code])}",
            key=f"go_{model.schema.group_names[change.code]}",
            on_click=set_specimen,
            args=(model.schema.by_name(change.specimen),),
        )


def show_map(
    model: Model,
    specimen: Specimen,
    code: int,
    probabilities: Sequence[float],
    others: Sequence[Change],
) -> None:
    """Show a specimen among all others, and the nearest one with another answer."""
    codes = shown_groups(model, probabilities)
    nearest = others[0] if others else None
    show_chart(
        specimen_map.map_spec(model, codes),
        datasets=specimen_map.map_background(model, codes)
        | specimen_map.map_data(score_plane(model, codes), specimen, nearest),
        key="map",
        alt=specimen_map.map_words(model, codes, code, nearest),
    )


def show_neighbours(schema: Schema, found: Sequence[Similar]) -> None:
    """Show the training specimens that are nearest."""
    st.dataframe(
        neighbours_table(schema, found),
        hide_index=True,
        column_config=neighbour_columns(schema),
        alt="The five training rows nearest to this one, nearest first",
    )
