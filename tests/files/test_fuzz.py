"""The properties of `tests.files.fuzz` with a fixed budget of inputs."""

import pytest

from tests.files import fuzz


@pytest.mark.parametrize("check", fuzz.PROPERTIES, ids=lambda check: check.__name__)
def test_holds_for_inputs_nobody_would_write(check) -> None:
    fuzz.BUDGET(check)()
