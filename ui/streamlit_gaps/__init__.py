"""Workarounds for gaps in Streamlit; each module can go once its gap is closed."""
