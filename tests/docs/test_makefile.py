"""The Makefile: targets, the model it serves, an interpreter that is too old."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import PAGES
from tools.audit import dependencies, is_welcome, licence
from tools.servers import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_target_says_what_it_is_for():
    (phony,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    for target in phony.split():
        assert re.search(rf"^{target}:.*  ## \w", MAKEFILE, re.MULTILINE), target


def test_every_target_for_people_is_documented():
    text = "\n".join(PAGES.values())
    for target in (
        "run",
        "serve",
        "test",
        "check",
        "docs",
        "fuzz",
        "soak",
        "bench",
        "canary",
        "audit",
    ):
        assert re.search(rf"make {target}\b", text), target


def test_an_interpreter_that_is_too_old_is_said_at_once(tmp_path: Path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for file in ROOT.glob("requirements*.txt"):
        shutil.copy(file, tmp_path)
    old = tmp_path / "python3.10"
    old.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "sys.version_info = (3, 10, 12, 'final', 0)\n"
        "exec(sys.argv[sys.argv.index('-c') + 1])\n"
    )
    old.chmod(0o755)
    for target in ("run", "test"):
        command = ["make", target, f"PYTHON={old}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 2
        assert "error: Iris needs Python 3.11 or newer, and this is 3.10." in done.stderr
        assert not (tmp_path / ".venv").exists()


def test_every_dependency_has_a_licence_that_lets_anyone_use_the_app():
    packages = dependencies()
    assert len(packages) > 15
    assert [p.name for p in packages if not is_welcome(licence(p))] == []


def test_the_affero_licence_is_not_welcome():
    assert not is_welcome("AGPL-3.0-or-later")
    assert not is_welcome("")
