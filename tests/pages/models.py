"""The models that every page is tried with: the irises, and tables of other shapes."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model
from tools.servers import ROOT

FILES = {
    "irises": SHIPPED,
    **{name: ROOT / "tests" / "models" / f"{name}.json" for name in ("penguins", "two", "eight")},
}
MODELS: dict[str, Model] = {name: load_model(file) for name, file in FILES.items()}


def open_page(path: str, model: Model | None = None, **parameters: str | list[str]) -> AppTest:
    """Return a page as a session sees it at first, with a model of its own unless it is None."""
    page = AppTest.from_file(str(Path(ROOT) / path), default_timeout=30)
    if model is not None:
        page.session_state["own_model"] = model
    for name, text in parameters.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return page
