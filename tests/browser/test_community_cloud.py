"""What Streamlit Community Cloud does: a clone, requirements.txt alone, and its own options.

First with the irises, then with a model of another table, as the README's four steps have it.
`make` has installed requirements.txt; a Python that sees what it brought, and nothing of
requirements-dev.txt, spares this module from installing it again.
"""

import os
import re
import shlex
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tools.audit import dependencies
from tools.servers import ROOT, STREAMLIT, running

pytestmark = pytest.mark.browser

PENGUINS = ROOT / "data" / "samples" / "penguins.csv"
MEMORY_FLOOR = 690 * 2**20  # bytes; what an app on the free tier is sure to have
# Community Cloud forces these; it also forces browser.gatherUsageStats, which would make this
# test's browser call a host outside this machine.
FORCED_OPTIONS = (
    "--client.showErrorDetails=false",
    "--runner.fastReruns=true",
    "--server.runOnSave=true",
    "--server.enableXsrfProtection=true",
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("cloud") / "app"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    return target


@pytest.fixture(scope="module")
def python(clone: Path) -> Path:
    """A Python with the packages of requirements.txt, theirs, and no others."""
    base = clone / ".venv"
    venv.create(base)
    variables = {"base": str(base), "platbase": str(base)}
    packages = Path(sysconfig.get_path("purelib", "venv", variables))
    for package in dependencies(str(clone / "requirements.txt")):
        for name in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            link = packages / name
            if not link.exists():
                link.symlink_to(Path(str(package.locate_file(name))))
    return base / "bin" / "python"


@pytest.fixture(scope="module")
def url(clone: Path, python: Path) -> Iterator[str]:
    arguments = (*STREAMLIT, *FORCED_OPTIONS)
    with running(arguments, cwd=clone, python=python, log=clone / "log.txt") as address:
        yield address


def server_memory(port: str) -> int:
    """Return the resident bytes of the process of ours that listens on a port."""
    for child in psutil.Process().children(recursive=True):
        if f"--server.port={port}" in child.cmdline():
            return child.memory_info().rss
    raise AssertionError(f"no server on port {port}")


def open_page(page: Page, url: str) -> None:
    """Open an address; return once its script has ended, without an exception."""
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_a_fresh_clone_shows_every_page_in_the_free_tiers_memory(
    clone: Path, url: str, page: Page
) -> None:
    # A server may be opened first anywhere: this one here, the next at the model, others elsewhere.
    for path in ("/train", "/", "/explore", "/batch", "/model"):
        open_page(page, url + path)
    assert server_memory(url.rsplit(":", 1)[1]) < MEMORY_FLOOR
    assert "Traceback" not in (clone / "log.txt").read_text()


def test_the_requirements_are_pinned(clone: Path) -> None:
    lines = (clone / "requirements.txt").read_text().splitlines()
    assert lines
    assert all("==" in line for line in lines)


def run_in(clone: Path, block: str, python: Path) -> None:
    """Run the lines of a block of the README, `python` being the clone's own."""
    environment = {**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"}
    for line in block.splitlines():
        subprocess.run(shlex.split(line), cwd=clone, env=environment, check=True)


@pytest.fixture(scope="module")
def deployed(clone: Path, python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app made of data.csv in the README's four steps; its second one is what starts it here."""
    train, _try, push = re.findall(r"^```sh\n(.*?)^```", own_table(), re.MULTILINE | re.DOTALL)
    (secret,) = re.findall(r"^```toml\n(.*?)^```", own_table(), re.MULTILINE | re.DOTALL)
    header, *penguins = PENGUINS.read_text().splitlines()
    (clone / "data.csv").write_text("\n".join([header, *penguins[::10]]) + "\n")
    run_in(clone, train, python)
    fork = tmp_path_factory.mktemp("github") / "fork.git"
    git = ["git", "-C", str(clone)]
    subprocess.run(["git", "init", "--quiet", "--bare", str(fork)], check=True)
    for setting in (
        ("config", "user.name", "Me"),
        ("config", "user.email", "me@school.example"),
        ("config", "push.autoSetupRemote", "true"),
        ("remote", "set-url", "origin", str(fork)),
        ("checkout", "--quiet", "-B", "main"),
    ):
        subprocess.run([*git, *setting], check=True)
    run_in(clone, push, python)
    app = fork.with_name("app")
    subprocess.run(["git", "clone", "--quiet", "--branch", "main", str(fork), str(app)], check=True)
    (app / ".streamlit" / "secrets.toml").write_text(secret, encoding="utf-8")
    arguments = (*STREAMLIT, *FORCED_OPTIONS)
    with running(arguments, cwd=app, python=python, log=app / "log.txt") as address:
        yield address
    assert "Traceback" not in (app / "log.txt").read_text()


def own_table() -> str:
    """Return the README's section on a table of one's own."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return readme.split("## Your own table\n")[1].split("\n## ")[0]


def test_the_four_steps_put_a_table_of_ones_own_on_the_web(deployed: str, page: Page) -> None:
    open_page(page, f"{deployed}/model")
    open_page(page, deployed)
    expect(page.get_by_role("slider", name="Flipper length")).to_be_visible()
    expect(page.get_by_text("Gentoo").first).to_be_visible()
    open_page(page, f"{deployed}/explore")
    expect(page.get_by_role("heading", level=1)).to_contain_text("35 specimens")
