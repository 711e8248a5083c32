"""Workarounds for gaps in Streamlit; each module names its gap, and can go once that is closed."""
