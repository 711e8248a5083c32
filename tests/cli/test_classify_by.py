"""`classify --by COLUMN`, and a workbook as output."""

import json
from pathlib import Path

import fastexcel
import pytest

from iris_model.__main__ import main
from tests.models import FILES
from tools.servers import ROOT

PENGUINS = ROOT / "data" / "samples" / "penguins.csv"


def test_the_penguins_are_summed_up_by_their_islands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["classify", str(PENGUINS), "-o", str(tmp_path / "out.csv")]
    call += ["--model", str(FILES["penguins"]), "--by", "island"]
    assert main([*call, "--json"]) == 0
    printed = capsys.readouterr()
    by = json.loads(printed.out)["by"]
    assert by["column"] == "island"
    rows = {part["value"]: part["rows"] for part in by["values"]}
    assert rows == {"Torgersen": 52, "Biscoe": 168, "Dream": 124}
    assert by["all"]["rows"] == 344
    torgersen, biscoe, dream = by["values"]
    assert torgersen["answer"] == "Adelie"
    assert biscoe["answer"] == "Gentoo"
    assert dream["answer"] is None
    assert main(call) == 0
    table = capsys.readouterr().err.splitlines()
    assert any(line.startswith("Torgersen") and line.endswith("Adelie") for line in table)


def test_a_column_that_is_not_there_leaves_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.csv"
    call = ["classify", str(PENGUINS), "-o", str(output), "--model", str(FILES["penguins"])]
    assert main([*call, "--by", "colony"]) == 2
    assert "no column is called “colony”" in capsys.readouterr().err
    assert not output.exists()


def test_a_workbook_has_the_rows_of_the_csv(tmp_path: Path) -> None:
    call = ["classify", str(PENGUINS), "--model", str(FILES["penguins"]), "-o"]
    assert main([*call, str(tmp_path / "out.xlsx")]) == 0
    assert main([*call, str(tmp_path / "out.csv")]) == 0
    book = fastexcel.read_excel(tmp_path / "out.xlsx")
    rows = book.load_sheet("Rows", dtypes="string").to_polars()
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert rows.columns == lines[0].split(",")
    assert rows.height == len(lines) - 1 == 344
