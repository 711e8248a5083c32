"""Temporary folders: kept while their process lives, removed when it ends or was killed."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iris_model.temporary import remove_abandoned
from tools.servers import ROOT, SERVER, running

OWNER = """
from iris_model.temporary import temporary_folder
folder = temporary_folder()
(folder / "results.csv").write_text("slen")
print(folder, flush=True)
input()
"""


@contextmanager
def owner(temporary: Path) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """A process that has made a folder; yields both."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        cwd=ROOT,
        env={"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_with_its_process(temporary):
    with owner(temporary) as (process, folder):
        assert (folder / "results.csv").exists()
        assert process.communicate("\n") == ("", None)
        assert [*temporary.iterdir()] == []


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_is_not(temporary):
    with owner(temporary) as (killed, left), owner(temporary) as (_, kept):
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.exists()
        remove_abandoned()
        assert not left.exists()
        assert not left.parent.exists()
        assert (kept / "results.csv").exists()


def test_folders_of_other_programs_are_never_removed(temporary):
    (temporary / "iris-photographs").mkdir()
    (temporary / "iris-link").symlink_to(ROOT)
    (temporary / "iris-file").write_text("a herbarium")
    remove_abandoned()
    assert len([*temporary.iterdir()]) == 3


def test_the_server_removes_what_a_killed_one_left_when_it_starts(temporary, monkeypatch):
    with owner(temporary) as (killed, left):
        killed.kill()
        killed.wait()
        monkeypatch.setenv("TMPDIR", str(temporary))
        with running(SERVER):
            assert not left.exists()
