"""Files that appear whole or not at all; what the files' tests don't already say."""

import subprocess
import sys
from pathlib import Path

import pytest

from iris_model.errors import IrisError
from iris_model.writing import check_output, whole_or_nothing
from tools.servers import ROOT

ON_WINDOWS = """
import os, pathlib, sys
sys.platform = "win32"
from iris_model.writing import whole_or_nothing

def nobody_has_it_open(event, arguments):
    # Windows moves and removes no file that is open anywhere (WinError 32).
    if event in ("os.rename", "os.remove"):
        for descriptor in os.listdir("/proc/self/fd"):
            link = f"/proc/self/fd/{descriptor}"
            assert not (os.path.lexists(link) and os.readlink(link) == str(arguments[0])), event

sys.addaudithook(nobody_has_it_open)
target = pathlib.Path(sys.argv[1])
(target.parent / ".iris-left.part").write_text("a killed run's")
with whole_or_nothing(target) as temporary:
    temporary.write_text("new")
try:
    with whole_or_nothing(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
except RuntimeError:
    pass
print(target.read_text(), os.listdir(target.parent))
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux for the open files")
def test_on_windows_a_file_is_closed_before_it_is_moved_or_removed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ON_WINDOWS, str(tmp_path.resolve() / "o")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout == "new ['o']\n"


def test_a_link_that_leads_to_itself_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(IrisError, match="link"):
        check_output(tmp_path / "a")
    with pytest.raises(IrisError, match="link"), whole_or_nothing(tmp_path / "a" / "o"):
        pass
    assert len([*tmp_path.iterdir()]) == 2


def test_an_output_that_cannot_be_a_file_is_refused_beforehand(tmp_path):
    check_output(tmp_path / "new")
    (tmp_path / "there").write_text("old")
    check_output(tmp_path / "there")
    with pytest.raises(IrisError, match="not a file"):
        check_output(tmp_path)
    with pytest.raises(IrisError, match="no folder"):
        check_output(tmp_path / "missing" / "new")
