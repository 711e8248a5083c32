"""Every command line in the documentation runs, in a folder with small files of the same names."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import requests

from iris_model.__main__ import main
from iris_model.cli.parser import create_parser
from iris_model.errors import IrisError
from tests.docs.pages import PAGES, blocks, words_in_code
from tools.servers import ROOT

LINES = {
    line: page
    for page, text in PAGES.items()
    for block in blocks(text, "sh")
    for line in block.splitlines()
    if line.strip()
}
"""Each command line, and a page that has it."""
ADDRESS = "http://localhost:8501"
_PER_SPECIES = 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the project's, with a table that is trained on quickly."""
    target = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data", target / "data")
    (target / "iris_model").symlink_to(ROOT / "iris_model")
    penguins = target / "data" / "samples" / "penguins.csv"
    header, *rows = penguins.read_text(encoding="utf-8").splitlines()
    few = [
        row
        for name in ("Adelie", "Chinstrap", "Gentoo")
        for row in [row for row in rows if row.startswith(name) and "NA" not in row][:_PER_SPECIES]
    ]
    few = [",".join(row.split(",")[:4]) for row in [header, *few]]  # two measurements
    for file in (penguins, target / "data.csv"):
        file.write_text("\n".join(few) + "\n", encoding="utf-8")
    return target


@pytest.mark.parametrize("line", LINES)
def test_the_command_line_runs(line, folder, monkeypatch, request):
    words = shlex.split(line.removesuffix("&"), comments=True)
    while "=" in words[0]:
        name, value = words.pop(0).split("=", 1)
        assert name == "IRIS_MODEL"
        assert value.startswith("data/")
    monkeypatch.chdir(folder)
    for beginning, check in CHECKS.items():
        if line_begins(words, beginning):
            server = request.getfixturevalue("server_url") if check is ask else ""
            check(words[len(beginning.split()) :], server)
            return
    raise AssertionError(f"nothing here knows how to try this line of {LINES[line]}")


def line_begins(words: list[str], beginning: str) -> bool:
    start = beginning.split()
    return words[: len(start)] == start


def run_ours(arguments: list[str], _: str) -> None:
    if "--dask" in arguments:  # tests/cluster runs such calls, with a cluster
        assert parses(arguments)
    else:
        assert main(arguments) == 0


def run_python(arguments: list[str], _: str) -> None:
    *command, into, file = arguments
    assert into == ">"
    done = subprocess.run([sys.executable, *command], capture_output=True, check=True)
    assert done.stdout == (ROOT / file).read_bytes()


def run_make(arguments: list[str], _: str) -> None:
    printed = dry_run(*arguments)
    model = next((a.removeprefix("MODEL=") for a in arguments if a.startswith("MODEL=")), None)
    assert model is None or f"IRIS_MODEL='{model}' .venv/bin/" in printed


def dry_run(*arguments: str) -> str:
    """Return what make would do."""
    command = ["make", "--dry-run", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def ask(arguments: list[str], server: str) -> None:
    """Ask the server what curl would ask it."""
    headers, data, files, urls = {}, None, {}, []
    words = iter(arguments)
    for word in words:
        if word == "-H":
            headers.update([next(words).split(": ")])
        elif word == "--data-binary":
            data = Path(next(words).removeprefix("@")).read_bytes()
        elif word == "-F":
            name, file = next(words).split("=@")
            files[name] = (Path(file).name, Path(file).read_bytes())
        elif word == "-o":
            next(words)
        else:
            urls.append(word)
    (url,) = urls
    assert url.startswith(ADDRESS)
    url = url.replace(ADDRESS, server)
    if data is None and not files:
        response = requests.get(url, timeout=30)
    else:
        response = requests.post(url, data=data, files=files, headers=headers, timeout=30)
    assert response.status_code == 200, response.text
    assert "Setosa" in response.text


def find_file(arguments: list[str], _: str) -> None:
    """Check the files of the project that another program is given."""
    for word in arguments:
        assert not word.startswith(("requirements", "deploy", "tests/")) or (ROOT / word).exists()


def find_app(arguments: list[str], _: str) -> None:
    """Check what is served; the tests of pages, server and deployment start it."""
    module, _, name = arguments[0].partition(":")
    file = ROOT / (module if module.endswith(".py") else f"{module}.py")
    assert re.search(rf"^ *{name} = ", file.read_text(), re.MULTILINE) if name else file.exists()


def run_nothing(_: list[str], __: str) -> None:
    """Other people's programs, with nothing of ours."""


CHECKS: dict[str, Callable[[list[str], str], None]] = {
    "python -m iris_model": run_ours,
    "python -c": lambda words, server: run_python(["-c", *words], server),
    "make": run_make,
    "curl": ask,
    "streamlit run": find_app,
    "uvicorn": find_app,
    "pip install -r": find_file,
    ".venv/bin/pytest": find_file,
    "nginx": find_file,
    "dask": run_nothing,
    "git": run_nothing,
    "mkdir -p /tmp/iris": run_nothing,
}


def parses(arguments: list[str]) -> bool:
    parser, _ = create_parser()
    try:
        parser.parse_args(arguments)
    except IrisError:
        return False
    return True


INLINE = sorted({word for text in PAGES.values() for word in words_in_code(text)})


@pytest.mark.parametrize("line", [word for word in INLINE if "python -m " in word])
def test_a_module_or_command_that_a_text_mentions_is_there(line):
    module, *arguments = re.sub(r"^.*python -m ", "", line).split()
    assert find_spec(module) or (ROOT / f"{module.replace('.', '/')}.py").exists()
    if module == "iris_model" and arguments:
        _, commands = create_parser()
        command = commands[arguments[0]]
        options = {option for action in command._actions for option in action.option_strings}
        assert {word for word in arguments if word.startswith("-")} <= options


@pytest.mark.parametrize("line", [word for word in INLINE if word.startswith("make ")])
def test_a_target_of_make_that_a_text_mentions_is_there(line):
    target = line.split()[1]
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()


def test_no_line_was_run_with_a_model_of_the_callers_own():
    assert "IRIS_MODEL" not in os.environ
