"""The Explore page: the 150 flowers that every answer comes from."""

from operator import attrgetter

import streamlit as st

from iris_model.dataset import MEASUREMENTS, VARIETIES, column
from iris_model.description import correlation_in_words, correlations, summaries
from ui import cached
from ui.charts import explore as charts
from ui.charts import matrix
from ui.classify.inputs import current_flower
from ui.explore import tables as flowers
from ui.frame import ink, open_page, show_chart
from ui.palette import VARIETY_SYMBOLS

open_page("Explore the flowers", "pages/explore.py")
dataset, flower = cached.dataset(), current_flower()
figures, together = tuple(summaries(dataset)), correlations(dataset)
marked = charts.flowers_data(dataset, flower)
curves = charts.densities_data(dataset)

st.title("The 150 flowers behind every answer", anchor=False)
st.markdown(
    "Fifty flowers of each of three varieties, four measurements each: the model has seen these "
    f"and no others. The flower set on the first page ({charts.flower_in_figures(flower)}) is "
    "marked in every chart, by ⊕ or a dashed line."
)

# All pairs
st.header("All pairs of measurements at once", anchor=False)
st.markdown(
    "Draw a rectangle in any scatter plot: its flowers stay bright in all of them. A click beside "
    "it ends that. Above the diagonal are the correlations, shaded where the figure over all "
    "flowers has the opposite sign of every variety’s own. All values in cm."
)
for style in matrix.STYLES:
    with st.container(key=style.key):  # ui/style.css shows the one that fits the window
        show_chart(
            matrix.matrix_spec(ink(), style),
            datasets=marked | curves | matrix.correlations_data(together),
            key=f"{style.key}_chart",
            alt=matrix.MATRIX_WORDS,
        )

# One pair
st.header("One pair closely, and a lesson", anchor=False)
pair = st.selectbox("Pair of measurements", together, format_func=attrgetter("names"), width=420)
picture, words = st.columns([3, 2], gap="large")
with words:
    st.markdown(correlation_in_words(pair))
    st.caption(
        "A correlation runs from −1 (one grows as the other shrinks) through 0 (no straight-line "
        "link) to +1 (both grow together)."
    )
with picture:
    show_chart(
        charts.pair_spec(pair.x, pair.y, ink()),
        datasets=marked | charts.trends_data(dataset, pair.x, pair.y),
        key="pair",
        alt=f"{pair.names}, with the trends over all flowers and within each variety",
    )
    st.caption("Dashed: the trend over all flowers. Coloured: the trend within each variety.")
st.dataframe(
    flowers.correlation_table(together),
    hide_index=True,
    column_config=flowers.CORRELATION_COLUMNS,
    alt="Correlations of the six pairs, over all flowers and within each variety",
)

# Each measurement
st.header("Each measurement by variety", anchor=False)
cells = [*st.columns(2, gap="medium"), *st.columns(2, gap="medium")]
for measurement, cell in zip(MEASUREMENTS, cells, strict=True):
    with cell:
        show_chart(
            charts.distribution_spec(measurement, ink()),
            datasets=marked | curves,
            key=f"distribution_{measurement.name}",
            alt=charts.distribution_words(measurement, figures),
        )
st.caption("Each tick is a flower, or several of one value; the hills show where they gather.")
st.dataframe(
    flowers.summary_table(figures),
    hide_index=True,
    column_config=flowers.SUMMARY_COLUMNS,
    height="content",
    alt="Mean, spread and range of each measurement in each variety, cm",
)

# The data
st.header("The data", anchor=False)
varieties = st.pills(
    "Varieties",
    VARIETIES,
    default=VARIETIES,
    selection_mode="multi",
    format_func=lambda variety: f"{VARIETY_SYMBOLS[variety]} {variety}",
)
with st.expander("Narrow by measurement, cm"):
    ranges = [
        st.slider(m.label, *m.training_range, m.training_range, 0.1, format="%.1f", key=column(m))
        for m in MEASUREMENTS
    ]
table = flowers.flowers_table(dataset)[flowers.chosen_flowers(dataset, varieties, ranges)]
st.text(f"{len(table)} of {len(dataset.codes)} flowers")
st.dataframe(table, column_config=flowers.FLOWER_COLUMNS, height=320, alt="The chosen flowers")
st.download_button(
    "Download these flowers",
    table.to_csv(index=False),
    "iris.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)
st.header("Where the data comes from", anchor=False)
st.markdown(
    "Edgar Anderson measured the flowers, *Iris setosa* and *Iris versicolor* in one pasture on "
    "the Gaspé Peninsula in Canada (1935); Ronald Fisher "
    "printed them in the paper that introduced linear discriminant analysis "
    "([1936](https://doi.org/10.1111/j.1469-1809.1936.tb02137.x)). These are Fisher’s figures; "
    "the widespread copy of the UCI repository has two flowers wrong, the 35th and the 38th."
)
