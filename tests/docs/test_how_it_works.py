"""The plain Python of how-it-works.md prints what the page says, and what the program says."""

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest

from iris_model.answer.changes import changes
from iris_model.answer.shares import shares
from iris_model.model_storage import load_model
from tests.docs.pages import PAGES, blocks
from tools.servers import ROOT

PAGE = PAGES["docs/how-it-works.md"]
MODEL = load_model()


@pytest.fixture(scope="module")
def program() -> dict[str, Any]:
    """What the page's program has computed, and in `printed` what each block has printed."""
    found: dict[str, Any] = {"printed": []}
    with contextlib.chdir(ROOT):
        for block in blocks(PAGE, "python"):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), _closing_files(found):
                exec(block, found)
            found["printed"].append(printed.getvalue())
    return found


@contextlib.contextmanager
def _closing_files(names: dict[str, Any]):
    """Open files so that they are closed: the page's program leaves that to its end."""
    with contextlib.ExitStack() as stack:
        names["open"] = lambda name, **options: stack.enter_context(Path(name).open(**options))
        yield


def test_it_prints_what_the_page_says(program):
    assert [text for text in program["printed"] if text] == blocks(PAGE, "text")


def test_its_probabilities_are_the_programs(program):
    _, expected = MODEL.classify(tuple(program["flower"]))
    assert program["probabilities"](program["flower"]) == pytest.approx(expected, abs=1e-12)


def test_its_distance_to_the_border_is_the_programs(program):
    nearest = changes(MODEL, tuple(program["flower"]))[0]
    printed = next(text for text in program["printed"] if "standard deviations" in text)
    assert printed == (
        f"{nearest.border_distance:.2f} standard deviations to "
        f"{MODEL.schema.group_names[nearest.code]}\n"
    )


def test_its_shares_are_the_programs(program):
    expected = shares(MODEL, tuple(program["flower"]))
    assert program["shares"] == pytest.approx(expected.shares, abs=1e-12)
