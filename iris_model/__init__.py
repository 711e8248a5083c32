"""The iris classifier: everything but the screen. Nothing in this package imports Streamlit."""
