"""A model trained on the command line."""

import json
import os
import pty
import signal
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest
import xlsxwriter

from iris_model.__main__ import main
from iris_model.model_storage import load_model
from tests.cli.running import COMMAND, error_of, everything_on, output_of
from tools.servers import ROOT

PENGUINS = ROOT / "data" / "samples" / "penguins.csv"


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Every tenth penguin: fewer folds, and a tenth of the time."""
    header, *rows = PENGUINS.read_text().splitlines()
    table = tmp_path_factory.mktemp("few") / "penguins.csv"
    table.write_text("\n".join([header, *rows[::10]]) + "\n")
    return table


@pytest.fixture(scope="module")
def trained(few):
    """They are trained on once: code, output and messages of the call, and where the model is."""
    path = few.with_name("model.json")
    call = ["train", str(few), "-o", str(path), "--json", "--progress", "json"]
    with redirect_stdout(StringIO()) as output, redirect_stderr(StringIO()) as messages:
        code = main(call)
    return subprocess.CompletedProcess(call, code, output.getvalue(), messages.getvalue()), path


@pytest.fixture
def small(tmp_path):
    """A small table that is trained fast, its group names hostile to lists."""
    lines = ["name,weight,kind"]
    for row in range(20):
        odd = row % 4 == 0
        kind = '"a, b=c"' if odd else "plain"
        lines.append(f"n{row},{10 + odd * 3 + row % 7 / 10},{kind}")
    table = tmp_path / "table.csv"
    table.write_text("\n".join(lines) + "\n")
    return table


def test_json_says_what_came_out(trained):
    done, path = trained
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["rows"] == 35
    assert found["used"] == sum(found["groups"].values())
    assert found["label"] == "species"
    assert "bill_length_mm" in found["measurements"]
    assert "year" not in found["measurements"]
    assert [*found["groups"]] == ["Adelie", "Chinstrap", "Gentoo"]
    assert {"log_loss", "accuracy", "right", "of", "models"} <= {*found["evaluation"]}
    assert {"left_out", "unlabelled", "notes", "C", "advice", "seconds"} <= {*found}
    model = load_model(path)
    assert model.c == found["C"]
    assert model.training.used == found["used"]


def test_progress_is_lines_of_json_for_a_program(trained):
    done, _ = trained
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert len(lines) > 3
    assert all([*line] == ["share", "what"] for line in lines)
    shares = [line["share"] for line in lines]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert all(line["what"] for line in lines)


def test_the_model_is_used_by_the_other_commands(trained, capsys):
    _, path = trained
    pairs = ["bill_length=39.1", "bill_depth=18.7", "flipper_length=181", "body_mass=3750"]
    text = output_of(capsys, ["predict", *pairs, "--model", str(path), "--json"])
    assert json.loads(text)["predicted"] == "Adelie"
    assert output_of(capsys, ["evaluate", "--model", str(path)])
    assert output_of(capsys, ["export", "json", "--model", str(path)]) == path.read_text()


def test_the_choice_of_columns_and_groups_is_followed(capsys, tmp_path, few):
    output = tmp_path / "model.json"
    measurements = "bill_depth_mm,bill_length_mm"
    call = ["train", str(few), "-o", str(output), "--json", "--label", "species"]
    call += ["--measurements", measurements, "--without", "Gentoo"]
    found = json.loads(output_of(capsys, call))
    assert found["measurements"] == measurements.split(",")
    assert [*found["groups"]] == ["Adelie", "Chinstrap"]
    assert load_model(output).schema.names == ("bill_depth", "bill_length")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--label", "nix"], "nix"),
        (["--measurements", "weight,nix"], "nix"),
        (["--measurements", "weight,,name"], "--measurements"),
        (["--measurements", ""], "--measurements"),
        (["--without", "a\nb"], "--without"),
        (["--without", "nix"], "nix"),
        (["--without", '"a, b=c"'], "2"),
        (["--progress", "loud"], "loud"),
    ],
    ids=str,
)
def test_a_choice_that_does_not_fit_is_one_line_and_nothing_is_written(
    capsys, tmp_path, small, options, named
):
    output = tmp_path / "model.json"
    assert named in error_of(capsys, "train", str(small), "-o", str(output), *options)
    assert not output.exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"a,b\n", b"\x00\x01", b"%PDF-1.7\n", b"{}"])
def test_what_is_no_table_is_one_line_and_nothing_is_written(capsys, tmp_path, content):
    table, output = tmp_path / "table.csv", tmp_path / "model.json"
    table.write_bytes(content)
    error_of(capsys, "train", str(table), "-o", str(output))
    assert not output.exists()


def test_rows_are_only_added_to_those_of_a_model_that_fits(capsys, tmp_path, small, trained):
    # That they are added is tested where the Train page calls this command: tests/ui/train.
    _, path = trained
    output = tmp_path / "model.json"
    call = ["train", str(small), "-o", str(output), "--add-to", str(path)]
    assert "no column for bill length" in error_of(capsys, *call)
    assert not output.exists()
    assert error_of(capsys, "train", "--add-to", str(path))


def test_a_call_that_lacks_something_is_one_line(capsys, tmp_path):
    assert "-o" in error_of(capsys, "train", str(PENGUINS))
    assert "TABLE" in error_of(capsys, "train", "--label", "species")
    output = str(tmp_path / "model.json")
    assert "nowhere.csv" in error_of(capsys, "train", "nowhere.csv", "-o", output)
    assert str(tmp_path) in error_of(capsys, "train", str(tmp_path), "-o", output)


def test_an_output_that_cannot_be_written_is_refused_before_the_work(capsys, tmp_path):
    for path in (tmp_path / "missing" / "model.json", tmp_path):
        assert str(path) in error_of(capsys, "train", "-o", str(path)) or "missing" in str(path)


def test_an_interruption_leaves_nothing_behind(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "train", "-o", str(tmp_path / "model.json"), "--progress", "json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr.readline().startswith("{")
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=60)
    assert output == ""
    assert all(line.startswith("{") for line in error.splitlines())
    assert process.returncode == 128 + signal.SIGINT
    assert [*tmp_path.iterdir()] == []


def test_a_table_can_be_piped_while_a_terminal_shows_one_line(tmp_path, small):
    output = tmp_path / "model.json"
    small.write_bytes(small.read_text().replace("plain", "plaïn").encode("cp1252"))
    reader, writer = pty.openpty()
    with small.open("rb") as table:
        process = subprocess.Popen(
            [*COMMAND, "train", "-", "-o", str(output)],
            cwd=ROOT,
            stdin=table,
            stdout=subprocess.PIPE,
            stderr=writer,
            text=True,
            env={**os.environ, "COLUMNS": "40"},
        )
    os.close(writer)
    shown = everything_on(reader)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.startswith("The text is not UTF-8 and was read as Windows-1252.")
    assert "weight" in said
    assert "“a, b=c”" in said or "a, b=c 5" in said
    assert str(output) in said
    assert load_model(output).training.used == 20
    # The bar is drawn over itself, never wraps, and is gone at the end.
    assert "\n" not in shown
    assert "100%" in shown or "99%" in shown
    assert shown.endswith("\r\x1b[K")
    assert all(len(line) < 40 for line in shown.replace("\x1b[K", "").split("\r"))


@pytest.mark.parametrize("name", ["table.csv", "link.csv"])
def test_the_table_is_never_replaced_by_the_model(capsys, small, name):
    before = small.read_bytes()
    output = small.with_name(name)
    if output != small:
        output.symlink_to(small)
    assert "is an input" in error_of(capsys, "train", str(small), "-o", str(output))
    assert small.read_bytes() == before


def test_a_sheet_and_an_encoding_are_named(capsys, tmp_path):
    book, model = tmp_path / "book.xlsx", tmp_path / "m.json"
    with xlsxwriter.Workbook(book) as written:
        for name in ("May", "June"):
            sheet = written.add_worksheet(name)
            sheet.write_row(0, 0, ["size", "kind"])
            for row in range(1, 25):
                sheet.write_row(row, 0, [row + 0.5, f"{name}{row % 4 // 3}"])
    assert "June0 18" in output_of(
        capsys, ["train", str(book), "-o", str(model), "--sheet", "June"]
    )
    text = tmp_path / "table.csv"
    rows = "".join(f"{row}.5,{'Юлия' if row < 20 else 'Жанна'}\n" for row in range(24))
    text.write_bytes(f"size,kind\n{rows}".encode("windows-1251"))
    call = ["train", str(text), "-o", str(model), "--encoding", "windows-1251"]
    assert "“Жанна” has 4 usable rows" in error_of(capsys, *call)  # it was read
