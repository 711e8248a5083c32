"""The HTTP API, and what stands before every request; nothing here knows Streamlit."""

from iris_model.api.routes import create_api

__all__ = ["create_api"]
