"""The API around the irises and around the penguins, each started once."""

import pytest
import requests

from iris_model.model_storage import load_model
from tests.api.serving import served
from tools.servers import ROOT


@pytest.fixture(scope="session")
def irises():
    return load_model()


@pytest.fixture(scope="session")
def penguins():
    return load_model(ROOT / "tests" / "models" / "penguins.json")


@pytest.fixture(scope="session")
def api_url(irises):
    with served(irises) as url:
        yield url


@pytest.fixture(scope="session")
def penguins_url(penguins):
    with served(penguins) as url:
        yield url


@pytest.fixture(scope="session")
def client():
    with requests.Session() as session:
        yield session
