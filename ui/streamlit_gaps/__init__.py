"""What works around a gap in Streamlit: each module says which, and can go when it is closed."""
