"""Why the model says what it says of one flower: shares, nearest changes, the map, similar ones."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.answer.changes import Change
from iris_model.answer.doubt import Similar
from iris_model.answer.sentences import change_in_words, shares_in_words
from iris_model.answer.shares import Shares
from iris_model.dataset import Flower
from ui import cached
from ui.charts import map as flower_map
from ui.charts import reasons
from ui.classify import inputs
from ui.classify.neighbours import NEIGHBOUR_COLUMNS, neighbours_table
from ui.frame import ink, show_chart


class Places(NamedTuple):
    """Where the reasons for an answer go, one under each heading."""

    shares: DeltaGenerator
    changes: DeltaGenerator
    map: DeltaGenerator
    neighbours: DeltaGenerator


def lay_out_reasons() -> Places:
    """Draw what is the same for every flower; return the places for what is not."""
    why, what_if = st.columns(2, gap="large")
    overview, neighbours = st.columns(2, gap="large")
    places = Places(
        shares=_place(why, "Why this answer"),
        changes=_place(what_if, "What would change it"),
        map=_place(overview, "All flowers on one map"),
        neighbours=_place(neighbours, "Most similar training flowers"),
    )
    why.expander("How the shares are computed", type="compact").markdown(reasons.METHOD)
    what_if.caption(
        "No nearer flower in whole tenths of a centimetre has that answer. This is exact: the "
        "borders between the varieties are flat, so the nearest point is computed, not searched."
    )
    overview.caption(
        "The cross is this flower; the dashed line leads to the nearest one with another answer. "
        "The coloured areas are exact for all four measurements together, not for a slice."
    )
    neighbours.caption(
        "Lengths in centimetres; distance in standard deviations of the training flowers."
    )
    return places


def _place(column: DeltaGenerator, heading: str) -> DeltaGenerator:
    """Draw a heading; return the place below it."""
    column.header(heading, anchor=False)
    return column.container()


def show_shares(explained: Shares) -> None:
    """Show how much each measurement contributes to the answer."""
    show_chart(
        reasons.shares_spec(ink()),
        datasets=reasons.shares_data(explained),
        key="shares",
        alt=shares_in_words(explained),
    )
    st.caption(shares_in_words(explained).replace(" -", " −"))  # a terminal may know no minus


def show_changes(flower: Flower, others: Sequence[Change]) -> None:
    """Say which nearest flowers have another answer, and lead to them."""
    for change in others:
        st.markdown(change_in_words(flower, change))
        st.button(
            f"Take me to this {change.to}",
            key=f"go_{change.to}",
            on_click=inputs.set_flower,
            args=(change.flower,),
        )


def show_map(variety: str, flower: Flower, nearest: Change) -> None:
    """Show a flower of a variety among all others, and the nearest one with another answer."""
    show_chart(
        flower_map.map_spec(),
        datasets=cached.map_background() | flower_map.map_data(cached.plane(), flower, nearest),
        key="map",
        alt=flower_map.map_words(variety, nearest),
    )


def show_neighbours(found: Sequence[Similar]) -> None:
    """Show the training flowers that are nearest."""
    st.dataframe(
        neighbours_table(found),
        hide_index=True,
        column_config=NEIGHBOUR_COLUMNS,
        alt="The five training flowers nearest to this one, nearest first",
    )
