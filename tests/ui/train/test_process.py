"""Training as a process of its own: its turn, its end, and what is left of it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from itertools import islice

import psutil
import pytest

from iris_model.cli.parser import parse
from iris_model.cli.train import _listed
from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.training.columns import Choice
from tools.servers import ROOT
from ui.train import process
from ui.train.process import WAITING, train_in_process

ROWS = "".join(
    f"{13 - row % 4 // 3 * 3 + row % 7 / 10},{'ba'[row % 4 // 3]}\n" for row in range(20)
)
TABLE = f"weight,kind\n{ROWS}".encode()
PENGUINS = (ROOT / "data" / "samples" / "penguins.csv").read_bytes()
ASKS_AND_WAITS = """
import sys
from pathlib import Path
from iris_model.training.columns import Choice
from ui.train.process import train_in_process
table = Path("data/samples/penguins.csv").read_bytes()
for step in train_in_process(table, "penguins.csv", Choice(), Path(sys.argv[1])):
    print(step, flush=True)
"""


def trainings(folder):
    """Return the processes that train a table in a folder."""
    found = []
    for each in psutil.process_iter(["cmdline"]):
        command = each.info["cmdline"] or []
        if "train" in command and any(str(folder) in word for word in command):
            found.append(each)
    return found


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def model_of(steps):
    *_, last = steps
    assert isinstance(last, Model)
    return last


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """All that a training yields, and the folder it was given."""
    folder = tmp_path_factory.mktemp("folder")
    return list(train_in_process(TABLE, "../a b/-kinds.csv", Choice(), folder)), folder


def test_steps_rise_to_the_model(trained):
    (*steps, model), _ = trained
    shares = [step.share for step in steps]
    assert shares == sorted(shares)
    assert steps[-1].share > 0.5
    assert model.training.source == "-kinds.csv"
    assert [model.classify((weight,))[0] for weight in (10.0, 13.5)] == [0, 1]


def test_nothing_is_left_on_disk(trained, tmp_path):
    _, folder = trained
    with pytest.raises(IrisError):
        list(train_in_process(b"", "t.csv", Choice(), tmp_path))
    assert not [*folder.iterdir(), *tmp_path.iterdir()]


def test_rows_are_added_to_those_of_a_model(trained, tmp_path):
    (*_, first), _ = trained
    both = model_of(train_in_process(TABLE, "second.csv", Choice(), tmp_path, add_to=first))
    assert both.training.used == 2 * first.training.used
    assert both.training.source == "-kinds.csv + second.csv"


def test_the_choice_arrives_whatever_the_names_are():
    choice = Choice("--help", ("x=1", 'a "quoted", one'), ("2", "-o"))
    parsed = parse(["train", "t", "-o", "m", *process._options(choice)])
    assert parsed.label == "--help"
    assert _listed(parsed.measurements, "") == choice.measurements
    assert _listed(parsed.without, "") == choice.without


def test_what_is_wrong_with_a_table_is_said_as_the_command_says_it(tmp_path):
    with pytest.raises(IrisError, match=r"^There is no column “nix”"):
        list(train_in_process(TABLE, "t.csv", Choice(label="nix"), tmp_path))


def test_a_name_that_no_command_can_have_is_refused(tmp_path):
    for name in ("a\0b", "x" * 200_000):
        with pytest.raises(IrisError, match="names like these"):
            list(train_in_process(TABLE, "t.csv", Choice(label=name), tmp_path))


def test_one_table_at_a_time_and_the_others_see_that_they_wait(tmp_path):
    first = train_in_process(PENGUINS, "first.csv", Choice(), tmp_path)
    second = train_in_process(TABLE, "second.csv", Choice(), tmp_path)
    with closing(first), closing(second):
        while next(first) == WAITING:  # another test of this machine
            pass
        assert next(second) == WAITING
        assert len(trainings(tmp_path)) == 1
        first.close()
        assert any(step != WAITING for step in islice(second, 200))  # others have their turns


def test_who_stops_listening_ends_it(tmp_path):
    with closing(train_in_process(PENGUINS, "p.csv", Choice(), tmp_path)) as steps:
        while not trainings(tmp_path):
            next(steps)
        (training,) = trainings(tmp_path)
        assert training.nice() > psutil.Process().nice()
    assert not trainings(tmp_path)
    assert not list(tmp_path.iterdir())


def test_it_ends_with_a_server_that_is_killed(tmp_path):
    command = [sys.executable, "-c", ASKS_AND_WAITS, str(tmp_path)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    with server:
        assert server.stdout
        wait_until(lambda: b"Choosing" in server.stdout.readline())
        left = [each for each in trainings(tmp_path) if each.pid != server.pid]
        assert left
        os.kill(server.pid, signal.SIGKILL)
    psutil.wait_procs(left, timeout=30)
    assert not trainings(tmp_path)


def test_a_training_that_takes_too_long_is_stopped_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "LONGEST_SECONDS", 0)
    with pytest.raises(IrisError, match="was stopped"):
        list(train_in_process(TABLE, "t.csv", Choice(), tmp_path))
    assert not trainings(tmp_path)
