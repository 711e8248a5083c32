"""Imports point one way, and what answers a person starts without what only training needs."""

import ast
import subprocess
import sys

import pytest

from tools.servers import ROOT

STARTS = {
    "front page": "from streamlit.testing.v1 import AppTest; "
    "assert not AppTest.from_file('{root}/app.py', default_timeout=30).run().exception",
    "command line": "import contextlib, io; from iris_model.__main__ import main; "
    "contextlib.redirect_stdout(io.StringIO()).__enter__(); main(['predict', '5', '3', '4', '1'])",
    "server": "import server",
}


def imported_modules(package: str) -> set[str]:
    """Return the top-level names that a package's modules import."""
    names: set[str] = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


def test_the_classifier_knows_no_screen() -> None:
    assert not imported_modules("iris_model") & {"streamlit", "altair", "ui", "pages", "server"}


def test_the_screen_knows_no_page() -> None:
    assert not imported_modules("ui") & {"app", "pages", "server", "sklearn"}


def test_nothing_is_pickled() -> None:
    for package in ("iris_model", "ui", "pages"):
        assert not imported_modules(package) & {"pickle", "joblib", "dill", "cloudpickle"}


@pytest.mark.parametrize("what", STARTS)
def test_starts_without_scikit_learn(what: str) -> None:
    program = STARTS[what].format(root=ROOT)
    check = "; import sys; assert 'sklearn' not in sys.modules, 'scikit-learn was imported'"
    subprocess.run([sys.executable, "-c", program + check], cwd=ROOT, check=True, timeout=60)
