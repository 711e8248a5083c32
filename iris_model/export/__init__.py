"""The model in other people's hands."""
