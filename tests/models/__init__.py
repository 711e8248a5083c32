"""Models of other tables than the irises', for tests of whatever serves any model."""

from iris_model.model import Model
from iris_model.model_storage import load_model
from tools.servers import ROOT

FILES = {
    "irises": ROOT / "iris_model" / "model.json",
    "penguins": ROOT / "tests" / "models" / "penguins.json",
    "two": ROOT / "tests" / "models" / "two.json",
    "eight": ROOT / "tests" / "models" / "eight.json",
}
MODELS: dict[str, Model] = {name: load_model(file) for name, file in FILES.items()}
