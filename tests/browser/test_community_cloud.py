"""What Streamlit Community Cloud does: a clone, requirements.txt alone, and its own options."""

import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tools.servers import ROOT, STREAMLIT, running

pytestmark = pytest.mark.browser

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
    venv.create(clone / ".venv", with_pip=True)
    executable = clone / ".venv" / "bin" / "python"
    install = [executable, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
    subprocess.run(install, cwd=clone, check=True)
    return executable


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


@pytest.mark.parametrize("path", ["/", "/explore", "/batch", "/model", "/train"])
def test_a_fresh_clone_shows_the_page(path: str, url: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=30_000
    )
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.close()


def test_all_pages_together_stay_below_the_free_tiers_memory(url: str) -> None:
    assert server_memory(url.rsplit(":", 1)[1]) < MEMORY_FLOOR


def test_no_page_left_a_traceback(clone: Path, url: str) -> None:
    assert "Traceback" not in (clone / "log.txt").read_text()


def test_the_requirements_are_pinned(clone: Path) -> None:
    lines = (clone / "requirements.txt").read_text().splitlines()
    assert lines
    assert all("==" in line for line in lines)
