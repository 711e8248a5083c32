"""One real server with the HTTP API, for all tests that only ask it things."""

from collections.abc import Iterator

import pytest

from tests.running import SERVER, running


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(SERVER, log=tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url
