"""All pairs of a few measurements at once."""

import streamlit as st

from iris_model.description import most_separating
from iris_model.model import Model
from ui.charts import explore as charts
from ui.charts import matrix
from ui.frame import ink
from ui.plain_text import as_markdown
from ui.show_chart import show_chart
from ui.specimen import current_specimen
from ui.streamlit_gaps.available_width import available_width


@st.fragment
def show_matrix(model: Model) -> None:
    """Show the matrix of the chosen measurements, as wide as the window."""
    schema = model.schema
    chosen = list(range(len(schema.measurements)))
    if len(chosen) > matrix.MOST:
        chosen = st.pills(
            f"Measurements, at most {matrix.MOST}; at first those that separate the "
            f"{as_markdown(schema.group.plural)} most",
            chosen,
            default=most_separating(model, matrix.MOST),
            selection_mode="multi",
            format_func=lambda index: as_markdown(schema.measurements[index].label),
            key=f"matrix_{model.digest}",
        )
    width = available_width("matrix_width")
    if not 2 <= len(chosen) <= matrix.MOST:
        st.info(f"Choose 2 to {matrix.MOST} measurements.")
        return
    shown = tuple(sorted(chosen))
    height = matrix.matrix_height(schema, width, len(shown))
    with st.container(key="matrix", height=height, border=False):
        show_chart(
            matrix.matrix_spec(model, shown, width, ink()),
            datasets=charts.specimens_data(model)
            | charts.here_data(schema, current_specimen(model))
            | charts.densities_data(model)
            | matrix.correlations_data(model),
            key="matrix_chart",
            alt=matrix.matrix_words(schema, shown),
        )
