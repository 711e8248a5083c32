"""Imports point one way, and what answers a person starts without what only training needs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tools.servers import ROOT

STARTS = {
    "pages": """
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("app.py", default_timeout=30).run()
assert "Which iris is this?" in page.title[0].value
page.switch_page("pages/model.py").run()
assert page.title[0].value == "How good is this model?"
page.switch_page("pages/train.py").run()
page.button_group(key="sample_table").set_value("344 penguins").run()
assert page.button[-1].label == "Train"
""",
    "command line": """
import contextlib, io
from iris_model.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main(["predict", "5", "3", "4", "1"]) == 0
""",
    "training": """
from iris_model.__main__ import main
assert main(["train", "LICENSE", "-o", "model.json"]) == 2
""",
    "server": "import server",
}
CHECK = "\nimport sys\nassert 'sklearn' not in sys.modules, 'scikit-learn was imported'"


ENTRY_POINTS = ("iris_model.api", "iris_model.cli", "iris_model.cluster", "ui")


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def imported_by(package: str) -> set[str]:
    """Return the modules that a package's files import."""
    folder = ROOT / package.replace(".", "/")
    return set().union(*(imports(path) for path in folder.rglob("*.py")))


def within(modules: set[str], *packages: str) -> set[str]:
    """Return those of some modules that are, or are in, one of the packages."""
    return {m for m in modules if any(m == p or m.startswith(f"{p}.") for p in packages)}


def test_the_classifier_knows_no_screen() -> None:
    assert not within(imported_by("iris_model"), "streamlit", "altair", "ui", "pages", "server")


def test_the_screen_knows_no_page() -> None:
    assert not within(imported_by("ui"), "app", "pages", "server", "sklearn")


@pytest.mark.parametrize("package", ENTRY_POINTS)
def test_entry_points_do_not_import_each_other(package: str) -> None:
    others = [other for other in ENTRY_POINTS if other != package]
    if package == "iris_model.cli":
        others.remove("iris_model.cluster")  # classify --dask is that entry point
    assert not within(imported_by(package), *others)


def test_only_training_imports_scikit_learn() -> None:
    training = ROOT / "iris_model" / "training"
    for path in (*(ROOT / "iris_model").rglob("*.py"), *(ROOT / "ui").rglob("*.py")):
        assert training in path.parents or not within(imports(path), "sklearn"), path


def test_tests_benchmarks_and_docs_share_tools_alone() -> None:
    packages = ("tests", "benchmarks", "docs", "tools")
    for package in packages:
        others = [other for other in packages if other not in (package, "tools")]
        assert not within(imported_by(package), *others), package


def test_nothing_is_pickled() -> None:
    for package in ("iris_model", "ui", "pages"):
        assert not within(imported_by(package), "pickle", "joblib", "dill", "cloudpickle")


@pytest.mark.parametrize("what", STARTS)
def test_starts_without_scikit_learn(what: str) -> None:
    program = f"{STARTS[what]}{CHECK}"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
