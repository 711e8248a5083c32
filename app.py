"""The front page: four measurements in, a variety with honest probabilities out."""

import streamlit as st

from iris_model.classifier import classify
from iris_model.dataset import MEASUREMENTS, Flower
from iris_model.explain import changes, shares, strip
from iris_model.plausibility import promise_in_words, set_in_words, similar, warnings_for
from iris_model.words import change_in_words, percent, shares_in_words
from ui import cached, inputs
from ui.announcement import announce
from ui.charts import map as flower_map
from ui.charts import probabilities as bars
from ui.charts import reasons
from ui.drawing import flower_in_words, flower_svg
from ui.frame import ink, name_tab, open_page, show_chart
from ui.neighbours import NEIGHBOUR_COLUMNS, neighbours_table
from ui.palette import VARIETY_SYMBOLS

LIKE = "It resembles the flowers that the model learned from."
UNLIKE = ":material/warning: It is unlike any flower that the model learned from."

open_page("Classify an iris", inputs.FRONT_PAGE)
st.title("Which iris is this?", anchor=False)
st.markdown(
    "Four measurements of an iris flower say which of three varieties it is, and how sure that is. "
    "**Sepals** are the outer leaves of the flower, **petals** the inner ones. "
    "Move a slider, type a value, or start from an example."
)

# Inputs
problems = inputs.link_problems()
if problems:
    st.warning("This link asks for a flower that can't be shown, so another one stands here.")
    st.text("\n".join(problems))
with st.container(horizontal=True, gap="small", key="start"):
    for example in cached.examples():
        st.button(
            example.name, help=example.story, on_click=inputs.set_flower, args=(example.flower,)
        )
    share = st.container(width="content")
answer_column, input_column = st.columns([5, 6], gap="large")
with input_column:
    values, below_sliders = zip(
        *map(inputs.measurement_input, MEASUREMENTS, inputs.DEFAULT_FLOWER), strict=True
    )
flower = Flower(*values)

# The answer, sent to the browser before anything else is computed
model, dataset = cached.model(), cached.dataset()
variety, probabilities = classify(model, flower)
name_tab(variety)
doubts = warnings_for(model, flower)
with answer_column, st.container(border=True, key="answer"):
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
with answer_column, st.container(key="doubt"):
    for doubt in doubts:
        st.warning(doubt, icon=":material/warning:")
    st.caption(set_in_words(model, probabilities))
    with st.expander("What does 95 % promise?", type="compact"):
        st.markdown(promise_in_words(model))
with answer_column, st.container(key="drawing"):
    st.image(flower_svg(flower, ink()), alt=flower_in_words(flower), width="stretch")

# Where each slider leads
for measurement, value, below in zip(MEASUREMENTS, flower, below_sliders, strict=True):
    along = strip(model, flower, measurement)
    with below:
        show_chart(
            bars.strip_spec(measurement, ink()),
            datasets=bars.strip_data(along, value),
            key=f"strip_{measurement.name}",
            alt=bars.strip_words(along, value),
        )

# Why, and what would change it
explained, others = shares(model, dataset, flower), changes(model, dataset, flower)
why, what_if = st.columns(2, gap="large")
with why:
    st.header("Why this answer", anchor=False)
    show_chart(
        reasons.shares_spec(ink()),
        datasets=reasons.shares_data(explained),
        key="shares",
        alt=shares_in_words(explained),
    )
    st.caption(shares_in_words(explained).replace(" -", " −"))  # a terminal may know no minus
    with st.expander("How the shares are computed", type="compact"):
        st.markdown(reasons.METHOD)
with what_if:
    st.header("What would change it", anchor=False)
    for change in others:
        st.markdown(change_in_words(flower, change))
        st.button(
            f"Take me to this {change.to}",
            key=f"go_{change.to}",
            on_click=inputs.set_flower,
            args=(change.flower,),
        )
    st.caption(
        "No nearer flower in whole tenths of a centimetre has that answer. This is exact: the "
        "borders between the varieties are flat, so the nearest point is computed, not searched."
    )

# The map, and the nearest neighbours
overview, neighbours = st.columns(2, gap="large")
with overview:
    st.header("All flowers on one map", anchor=False)
    show_chart(
        flower_map.map_spec(),
        datasets=cached.map_background() | flower_map.map_data(cached.plane(), flower, others[0]),
        key="map",
        alt=flower_map.map_words(variety, others[0]),
    )
    st.caption(
        "The cross is this flower; the dashed line leads to the nearest one with another answer. "
        "The coloured areas are exact for all four measurements together, not for a slice."
    )
with neighbours:
    st.header("Most similar training flowers", anchor=False)
    st.dataframe(
        neighbours_table(similar(dataset, flower)),
        hide_index=True,
        column_config=NEIGHBOUR_COLUMNS,
        alt="The five training flowers nearest to this one, nearest first",
    )
    st.caption("Lengths in centimetres; distance in standard deviations of the training flowers.")

with share, st.popover("Share this flower", icon=":material/share:"):
    st.markdown("This link opens with exactly this flower:")
    st.code(inputs.address(flower), language=None, wrap_lines=True)
