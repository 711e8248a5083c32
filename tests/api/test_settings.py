"""What the environment tells the server, and what it can't."""

import pytest

from iris_model.api.settings import frame_ancestors, megabytes
from iris_model.errors import IrisError

NAME = "IRIS_SETTING"


@pytest.mark.parametrize(
    ("read", "value"),
    [
        *((megabytes, value) for value in ("lots", "-5", "0", "9" * 5000)),
        *(
            (frame_ancestors, value)
            for value in (
                "'self'\nX-Evil: 1",
                "'self'; script-src *",
                "https://schüle.example",
            )
        ),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_that_names_its_setting(read, value, monkeypatch):
    monkeypatch.setenv(NAME, value)
    with pytest.raises(IrisError) as refused:
        read(NAME, "")
    assert str(refused.value).startswith(f"{NAME} is “")
    assert "\n" not in str(refused.value)
