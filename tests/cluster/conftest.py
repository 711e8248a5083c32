"""A cluster for all these tests but those that end it."""

from collections.abc import Iterator

import pytest

from tools.dask_cluster import running_cluster


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, for all tests that leave it alive."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster.address
