"""The front page: four measurements in, a variety with honest probabilities out.

Everything that depends on the flower is a fragment: a moved slider runs no more than that.
"""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.classifier import Model, classify
from iris_model.dataset import MEASUREMENTS, FloatArray, Flower
from iris_model.explain import changes, shares, strip
from iris_model.plausibility import promise_in_words, set_in_words, similar, warnings_for
from iris_model.words import percent
from ui import cached, inputs
from ui.announcement import announce
from ui.charts import probabilities as bars
from ui.collector import freeze_loaded
from ui.drawing import flower_in_words, flower_svg
from ui.explanations import show_changes, show_map, show_neighbours, show_shares
from ui.frame import ink, name_tab, open_page, show_chart
from ui.palette import VARIETY_SYMBOLS
from ui.reconnection import catch_up
from ui.turns import in_turn

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


@st.fragment
@in_turn
def flower_and_answer() -> None:
    """Draw the sliders, and what the model says of their flower."""
    model, dataset = cached.model(), cached.dataset()
    show_link_problems()
    answer_column, input_column = st.columns([5, 6], gap="large")
    with input_column:
        flower, below_sliders = inputs.flower_input()
        show_link(flower)
    variety, probabilities = classify(model, flower)
    with answer_column:
        # Sent to the browser before its reasons are computed
        show_answer(model, flower, variety, probabilities)
    show_strips(model, flower, below_sliders)
    others = changes(model, dataset, flower)
    why, what_if = st.columns(2, gap="large")
    with why:
        show_shares(shares(model, dataset, flower))
    with what_if:
        show_changes(flower, others)
    overview, neighbours = st.columns(2, gap="large")
    with overview:
        show_map(variety, flower, others[0])
    with neighbours:
        show_neighbours(similar(dataset, flower))


def show_link_problems() -> None:
    """Say what the link asks for and can't be shown."""
    problems = inputs.link_problems()
    if problems:
        st.warning("This link asks for a flower that can't be shown, so another one stands here.")
        st.text("\n".join(problems))


def show_answer(model: Model, flower: Flower, variety: str, probabilities: FloatArray) -> None:
    """Show the variety, its probability, how far to trust it, and the flower itself."""
    name_tab(variety)
    doubts = warnings_for(model, flower)
    with st.container(border=True, key="answer"):
        answer = f"{variety}, {percent(probabilities.max())}"
        st.header(f"{VARIETY_SYMBOLS[variety]} {answer}", anchor=False)
        show_chart(
            bars.probabilities_spec(ink()),
            datasets=bars.probabilities_data(probabilities),
            key="probabilities",
            alt=bars.probabilities_words(probabilities),
        )
        st.caption(UNLIKE if doubts else LIKE)
        announce(" ".join([f"{answer}.", *doubts]))
    with st.container(key="doubt"):
        for doubt in doubts:
            st.warning(doubt, icon=":material/warning:")
        st.caption(set_in_words(model, probabilities))
        with st.expander("What does 95 % promise?", type="compact"):
            st.markdown(promise_in_words(model))
    with st.container(key="drawing"):
        st.image(flower_svg(flower, ink()), alt=flower_in_words(flower), width="stretch")


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


def show_link(flower: Flower) -> None:
    """Offer the link that opens with this flower."""
    with st.popover("Share this flower", icon=":material/share:"):
        st.markdown("This link opens with exactly this flower:")
        st.code(inputs.address(flower), language=None, wrap_lines=True)


flower_and_answer()
catch_up()
freeze_loaded()
