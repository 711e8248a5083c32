"""A cluster for all these tests but those that end it."""

from collections.abc import Iterator

import pytest

from iris_model.cluster import connection
from tools.dask_cluster import running_cluster


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, for all tests that leave it alive."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster.address


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait one second for what is not going to come."""
    monkeypatch.setattr(connection, "_PATIENCE", 1)
