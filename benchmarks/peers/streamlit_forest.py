"""The popular design of iris apps: four sliders, and a random forest fitted on every move."""

import pandas as pd
import streamlit as st
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier

st.write("# Simple iris flower prediction")
values = {
    "sepal length": st.slider("Sepal length, cm", 4.0, 8.5, 5.4),
    "sepal width": st.slider("Sepal width, cm", 1.5, 5.0, 3.4),
    "petal length": st.slider("Petal length, cm", 0.5, 7.5, 1.3),
    "petal width": st.slider("Petal width, cm", 0.1, 3.0, 0.2),
}
flower = pd.DataFrame([values])
st.subheader("User input")
st.write(flower)

iris = load_iris()
forest = RandomForestClassifier()
forest.fit(iris.data, iris.target)

st.subheader("Prediction")
st.write(iris.target_names[forest.predict(flower.to_numpy())])
st.subheader("Prediction probability")
st.write(forest.predict_proba(flower.to_numpy()))
