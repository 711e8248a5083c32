"""The least a page with this flower can be: four sliders and a line of text, no model at all."""

import streamlit as st

values = (
    st.slider("Sepal length, cm", 4.0, 8.5, 5.4),
    st.slider("Sepal width, cm", 1.5, 5.0, 3.4),
    st.slider("Petal length, cm", 0.5, 7.5, 1.3),
    st.slider("Petal width, cm", 0.1, 3.0, 0.2),
)
st.text(f"A flower of {values}")
