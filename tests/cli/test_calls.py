"""What every command has in common: help, exit codes, one line for what is wrong."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from iris_model.model_storage import load_model
from tests.cli.running import COMMAND, FLOWER, MODELS, check_error, error_of, run
from tools.servers import ROOT

COMMANDS = ("predict", "classify", "train", "evaluate", "export")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "COMMAND"),
        (["guess"], "guess"),
        (["predict", *FLOWER, "--xml"], "--xml"),
        (["predict", *FLOWER, "--jso"], "--jso"),
        (["predict", *FLOWER, "--model"], "--model"),
        (["predict", *FLOWER, "--model", ""], "--model"),
        (["predict"], "VALUE"),
        (["export", "pickle"], "pickle"),
        (["export"], "form"),
        (["train", "-o"], "-o"),
        (["classify", "a.csv"], "-o"),
        (["evaluate", "more"], "more"),
        (["gu\nes\x1bs"], "invalid choice"),
    ],
    ids=str,
)
def test_a_wrong_call_is_one_line_that_names_what_is_wrong(capsys, arguments, named):
    assert named in error_of(capsys, *arguments)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(command):
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "usage: python -m iris_model" in done.stdout


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"format": 2', b"[]", b"\xff\xfe", None, "folder"]
)
@pytest.mark.parametrize("by", ["option", "environment"])
@pytest.mark.parametrize("command", [("predict", *FLOWER), ("evaluate",), ("export", "json")])
def test_a_model_file_that_is_none_is_one_line(capsys, tmp_path, monkeypatch, content, by, command):
    path = tmp_path / "model.json"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    if by == "environment":
        monkeypatch.setenv("IRIS_MODEL", str(path))
        assert "IRIS_MODEL: " in error_of(capsys, *command)
    else:
        assert str(path) in error_of(capsys, *command, "--model", str(path))


def test_a_reader_that_stops_reading_is_no_error():
    process = subprocess.Popen(
        [*COMMAND, "predict", *FLOWER, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(timeout=60) == 128 + signal.SIGPIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "predict", *FLOWER], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    check_error(done.stderr)


def in_shell(words: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with streams closed as a shell does it."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {words}', "sh", *COMMAND, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("predict", *FLOWER),
        ("predict", *FLOWER, "--json"),
        ("evaluate",),
        ("export", "python"),
        ("classify", "data/iris.csv", "-o", "-"),
    ],
    ids=" ".join,
)
def test_closed_standard_output_is_one_line(arguments):
    done = in_shell(">&-", *arguments)
    assert done.returncode == 2
    assert check_error(done.stderr) == "error: Standard output is closed.\n"


def test_closed_standard_input_is_one_line(tmp_path):
    done = in_shell("<&-", "classify", "-", "-o", str(tmp_path / "o.csv"))
    assert done.returncode == 2
    assert check_error(done.stderr) == "error: Standard input is closed.\n"
    assert [*tmp_path.iterdir()] == []


def test_closed_streams_that_are_not_needed_are_no_matter(tmp_path):
    done = in_shell("<&- >&- 2>&-", "export", "json", "-o", str(tmp_path / "model.json"))
    assert done.returncode == 0
    load_model(tmp_path / "model.json")
    assert in_shell("<&- 2>&-", "predict", *FLOWER).stdout.startswith("Versicolor")
    assert in_shell("2>&-", "predict", "x").stdout == ""


def test_a_terminal_without_unicode_gets_the_output_and_the_error():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("predict", *FLOWER, env=environment)
    assert done.stdout.startswith("Versicolor (")
    done = run("predict", "five", "3", "4.9", "1.6", env=environment)
    assert done.returncode == 2
    assert check_error(done.stderr).startswith("error: Sepal length")


def test_json_loses_no_character_on_a_terminal_without_unicode(tmp_path):
    text = (MODELS / "penguins.json").read_text().replace('"Adelie"', '"Adélie 🐧"')
    (tmp_path / "model.json").write_text(text)
    for encoding in ("ascii", "latin-1", "utf-8"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(
            [*COMMAND, "predict", "bill_length=39", "--json", "--model", tmp_path / "model.json"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
        )
        assert "Adélie 🐧" in json.loads(done.stdout.decode(encoding))["probabilities"]


def test_an_export_that_standard_output_cannot_hold_is_refused(tmp_path):
    text = (MODELS / "penguins.json").read_text().replace('"Adelie"', '"Adélie"')
    (tmp_path / "model.json").write_text(text)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("export", "python", "--model", str(tmp_path / "model.json"), env=environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "PYTHONIOENCODING" in check_error(done.stderr)


def test_no_text_of_a_model_steers_the_terminal(tmp_path):
    path = tmp_path / "model.json"
    text = (MODELS / "penguins.json").read_text()
    path.write_text(text.replace('"Adelie"', '"Ade\\u001b[2Jlie"'))
    done = run("predict", "bill_length=39", "--model", str(path))
    assert done.returncode == 2
    assert "\x1b" not in check_error(done.stderr)
    model = json.loads(text)
    model["evaluation"]["advice"] = ["\x1b[2JDo this."]
    path.write_text(json.dumps(model))
    done = run("evaluate", "--model", str(path))
    assert "\x1b" not in done.stdout
    assert " [2JDo this." in done.stdout
