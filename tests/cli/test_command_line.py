import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from iris_model.__main__ import main
from iris_model.answer.answer import answer
from iris_model.dataset import Flower, default_model, load_dataset
from iris_model.errors import IrisError
from iris_model.export import formulas as export
from iris_model.validation import parse_flower

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "iris_model"]
FLOWER = ("5.9", "3.0", "4.9", "1.6")


def run(*arguments, **options):
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, **options
    )


def error_of(capsys, *arguments):
    """The one line that a wrong call prints, and nothing else."""
    assert main(arguments) == 2
    output, error = capsys.readouterr()
    assert output == ""
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert error.endswith("\n")
    return error


def test_predict_prints_the_variety_first():
    done = run("predict", *FLOWER)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("Versicolor (")
    assert "The 95 % set is" in done.stdout
    assert "For Virginica, the least change is" in done.stdout


def test_predict_json_prints_the_whole_answer_unrounded():
    done = run("predict", *FLOWER, "--json")
    assert done.returncode == 0
    expected = answer(default_model(), load_dataset(), Flower(*map(float, FLOWER)))
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize("place", range(5))
def test_the_json_option_may_stand_anywhere(capsys, place):
    arguments = [*FLOWER]
    arguments.insert(place, "--json")
    assert main(["predict", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["variety"] == "Versicolor"


@pytest.mark.parametrize(
    "texts",
    [
        ("-1", "3.0", "4.9", "1.6"),
        ("-1e3", "3.0", "4.9", "1.6"),
        ("5.9", "-.5", "4.9", "1.6"),
        ("5.9", "-inf", "4.9", "1.6"),
        ("5.9", "3.0", "-5,1", "1.6"),
        ("5.9", "3.0", "4.9", "-"),
        ("59", "30", "49", "16"),
        ("0", "0", "0", "0"),
        ("5,9", "3,0", "4,9", "1,6"),
        ("five", "3.0", "4.9", "1.6"),
        ("", "3.0", "4.9", "1.6"),
    ],
    ids=" ".join,
)
def test_a_wrong_measurement_gets_the_validators_message(capsys, texts):
    with pytest.raises(IrisError) as caught:
        parse_flower(dict(zip(Flower._fields, texts, strict=True)))
    assert error_of(capsys, "predict", *texts) == f"error: {caught.value}\n"


def test_missing_measurements_are_named(capsys):
    assert "PLEN, PWID" in error_of(capsys, "predict", "5.9", "3.0")


def test_a_fifth_measurement_is_named(capsys):
    assert "7.7" in error_of(capsys, "predict", *FLOWER, "7.7")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "COMMAND"),
        (["guess"], "guess"),
        (["predict", *FLOWER, "--xml"], "--xml"),
        (["export", "pickle"], "pickle"),
        (["export"], "form"),
        (["train", "-o"], "-o"),
        (["gu\nes\x1bs"], "invalid choice"),
    ],
    ids=str,
)
def test_a_wrong_call_is_one_line_that_names_what_is_wrong(capsys, arguments, named):
    assert named in error_of(capsys, *arguments)


@pytest.mark.parametrize("command", [[], ["predict"], ["classify"], ["train"], ["export"]], ids=str)
def test_every_command_explains_itself(command):
    done = run(*command, "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "usage: python -m iris_model" in done.stdout


def test_help_names_the_accepted_range_of_every_measurement():
    text = " ".join(run("predict", "--help").stdout.split())
    assert "sepal length in cm, 2.15 to 15.8" in text
    assert "petal width in cm, 0.05 to 5" in text


def test_predict_loads_nothing_that_it_does_not_need():
    script = (
        "import sys; from iris_model.__main__ import main;"
        f"main(['predict', *{FLOWER!r}]);"
        "print(*{m.partition('.')[0] for m in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {*done.stderr.split()}
    assert "numpy" in loaded
    assert not loaded & {"sklearn", "scipy", "pandas", "polars", "streamlit", "altair", "pyarrow"}


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
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def test_an_interruption_leaves_nothing_behind(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "train", "-o", str(tmp_path / "model.json")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 128 + signal.SIGINT
    assert [*tmp_path.iterdir()] == []


def test_a_terminal_without_unicode_gets_the_output_and_the_error():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("export", "json", env=environment)
    assert done.stderr == ""
    assert json.loads(done.stdout)["coefficients"] == default_model().coefficients.tolist()
    done = run("predict", "five", "3", "4.9", "1.6", env=environment)
    assert done.returncode == 2
    assert done.stderr.startswith("error: Sepal length")
    assert done.stderr.count("\n") == 1


def test_training_into_a_missing_folder_is_refused_before_the_work(capsys, tmp_path):
    path = str(tmp_path / "missing" / "model.json")
    assert path in error_of(capsys, "train", "-o", path)


def test_training_onto_a_folder_is_refused_before_the_work(capsys, tmp_path):
    assert str(tmp_path) in error_of(capsys, "train", "-o", str(tmp_path))


@pytest.mark.parametrize(
    ("form", "text_of"),
    [
        ("python", export.as_python),
        ("spreadsheet", export.as_spreadsheet),
        ("json", export.as_json),
    ],
)
def test_export_prints_the_model_and_nothing_else(capsys, form, text_of):
    assert main(["export", form]) == 0
    assert capsys.readouterr() == (text_of(default_model()).rstrip("\n") + "\n", "")
