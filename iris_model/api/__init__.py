"""The HTTP API and its middleware, without Streamlit."""

from iris_model.api.routes import create_api

__all__ = ["create_api"]
