"""The front page: four measurements in, a variety with honest probabilities out.

What depends on the flower is filled in by a fragment: a moved slider runs and sends no more than
that.
"""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.answer.changes import changes
from iris_model.answer.doubt import promise_in_words, set_in_words, similar, warnings_for
from iris_model.answer.shares import shares
from iris_model.answer.strips import strip
from iris_model.dataset import MEASUREMENTS, FloatArray, Flower, classify
from iris_model.model import Model
from iris_model.phrasing import percent
from ui import cached
from ui.charts import probabilities as bars
from ui.classify import inputs
from ui.classify.drawing import flower_in_words, flower_svg
from ui.classify.explanations import (
    lay_out_reasons,
    show_changes,
    show_map,
    show_neighbours,
    show_shares,
)
from ui.frame import ink, name_tab, open_page, show_chart
from ui.palette import VARIETY_SYMBOLS
from ui.streamlit_gaps.announcement import announce
from ui.streamlit_gaps.garbage_collection import freeze_loaded
from ui.streamlit_gaps.one_at_a_time import in_turn
from ui.streamlit_gaps.reconnection import catch_up

LIKE = "It resembles the flowers that the model learned from."
UNLIKE = ":material/warning: It is unlike any flower that the model learned from."

open_page("Classify an iris", inputs.FRONT_PAGE)
st.title("Which iris is this?", anchor=False)
st.markdown(
    "Four measurements of an iris flower say which of three varieties it is, and how sure that is. "
    "**Sepals** are the outer leaves of the flower, **petals** the inner ones. "
    "Move a slider, type a value, or start from an example."
)

with st.container(horizontal=True, gap="small", key="start"):
    for example in cached.examples():
        st.button(
            example.name, help=example.story, on_click=inputs.set_flower, args=(example.flower,)
        )

answer_column, input_column = st.columns([5, 6], gap="large")
with answer_column:
    answer = st.container(border=True, key="answer")
    with st.container(key="doubt"):
        doubt = st.container()
        with st.expander("What does 95 % promise?", type="compact"):
            st.markdown(promise_in_words(cached.model()))
    drawing = st.container(key="drawing")
with input_column:
    sliders = st.container()
    with st.popover("Share this flower", icon=":material/share:"):
        st.markdown("This link opens with exactly this flower:")
        link = st.empty()
reasons = lay_out_reasons()


@st.fragment
@in_turn
def flower_and_answer() -> None:
    """Draw the sliders, and fill in what the model says of their flower."""
    model, dataset = cached.model(), cached.dataset()
    show_link_problems()
    flower, below_sliders = inputs.flower_input()
    link.code(inputs.address(flower), language=None, wrap_lines=True)
    variety, probabilities = classify(model, flower)
    doubts = warnings_for(model, flower)
    # Sent to the browser before its reasons are computed
    name_tab(variety)
    with answer:
        show_answer(variety, probabilities, doubts)
    with doubt:
        for reason in doubts:
            st.warning(reason, icon=":material/warning:")
        st.caption(set_in_words(model, probabilities))
    drawing.image(flower_svg(flower, ink()), alt=flower_in_words(flower), width="stretch")
    show_strips(model, flower, below_sliders)
    others = changes(model, dataset, flower)
    with reasons.shares:
        show_shares(shares(model, dataset, flower))
    with reasons.changes:
        show_changes(flower, others)
    with reasons.map:
        show_map(variety, flower, others[0])
    with reasons.neighbours:
        show_neighbours(similar(dataset, flower))


def show_link_problems() -> None:
    """Say what the link asks for and can't be shown."""
    problems = inputs.link_problems()
    if problems:
        st.warning("This link asks for a flower that can't be shown, so another one stands here.")
        st.text("\n".join(problems))


def show_answer(variety: str, probabilities: FloatArray, doubts: Sequence[str]) -> None:
    """Show the variety, its probability, those of the others, and whether to trust them."""
    headline = f"{variety}, {percent(probabilities.max())}"
    st.header(f"{VARIETY_SYMBOLS[variety]} {headline}", anchor=False)
    show_chart(
        bars.probabilities_spec(ink()),
        datasets=bars.probabilities_data(probabilities),
        key="probabilities",
        alt=bars.probabilities_words(probabilities),
    )
    st.caption(UNLIKE if doubts else LIKE)
    announce(" ".join([f"{headline}.", *doubts]))


def show_strips(model: Model, flower: Flower, below_sliders: Sequence[DeltaGenerator]) -> None:
    """Show below each slider where it leads."""
    for measurement, value, below in zip(MEASUREMENTS, flower, below_sliders, strict=True):
        along = strip(model, flower, measurement)
        with below:
            show_chart(
                bars.strip_spec(measurement, ink()),
                datasets=bars.strip_data(along, value),
                key=f"strip_{measurement.name}",
                alt=bars.strip_words(along, value),
            )


with sliders:
    flower_and_answer()
catch_up()
freeze_loaded()
