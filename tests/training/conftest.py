"""Training on one thread, as the program does it."""

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Threads only wait for each other on arrays this small."""
    with threadpool_limits(1):
        yield
