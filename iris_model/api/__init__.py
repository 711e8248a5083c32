"""The HTTP API, and the middleware around it; nothing here knows Streamlit."""

from iris_model.api.routes import create_api

__all__ = ["create_api"]
