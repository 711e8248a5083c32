"""Real servers, started once for all tests that only ask them, and one thread for NumPy."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

from tools.servers import SERVER, running

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Threads only wait for each other on arrays this small; training works so by itself."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as `streamlit run app.py` serves it."""
    with running(log=tmp_path_factory.mktemp("app") / "log.txt") as url:
        yield url


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with the HTTP API, as `uvicorn server:app` serves it."""
    with running(SERVER, log=tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url
