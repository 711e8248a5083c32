"""Whole files on the command line: options, outputs, refusals. What is in them: tests/files."""

import csv
import gzip
import io
import json
import os
import pty
import subprocess

import fastexcel
import polars as pl
import pytest

from iris_model.__main__ import main
from iris_model.answer.answer import answer
from iris_model.model_storage import load_model
from tests.cli.running import COMMAND, MODELS, error_of, everything_on, run
from tests.packing import every_kind, in_workbook
from tools.servers import ROOT

IRISES = ROOT / "data" / "iris.csv"
PENGUINS = ROOT / "data" / "samples" / "penguins.csv"
PACKED = every_kind(IRISES.read_bytes())
PENGUIN_MODEL = MODELS / "penguins.json"


def rows_of(capsysbinary, path, *options: str) -> list[dict[str, str]]:
    """The rows that a call gives on standard output."""
    assert main(["classify", str(path), "-o", "-", *options]) == 0
    return [*csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode()))]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("note,slen,swid,plen,pwid\n=1+1,5.1,3.5,1.4,0.2\nb,,,4.9,1.6\nc,x,3,4,1\n")
    return path


@pytest.mark.parametrize("by", ["option", "environment"])
def test_another_model_classifies_its_own_specimens(capsysbinary, monkeypatch, by):
    options = ["--model", str(PENGUIN_MODEL)] if by == "option" else []
    if by == "environment":
        monkeypatch.setenv("IRIS_MODEL", str(PENGUIN_MODEL))
    rows = rows_of(capsysbinary, PENGUINS, *options)
    assert len(rows) == 344
    right = sum(row["species"] == row["predicted_species"] for row in rows)
    assert right >= 335
    model, row = load_model(PENGUIN_MODEL), rows[0]
    columns = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    specimen = tuple(float(row[column]) for column in columns)
    found = answer(model, model.schema.by_name(specimen))
    assert row["predicted_species"] == found.predicted
    assert float(row["probability_adelie"]) == round(found.probabilities["Adelie"], 4)


def test_rows_that_lack_measurements_are_answered_on_request(capsysbinary, table):
    whole = rows_of(capsysbinary, table)
    assert [bool(row["predicted_variety"]) for row in whole] == [True, False, False]
    partial = rows_of(capsysbinary, table, "--partial")
    known = {"petal_length": 4.9, "petal_width": 1.6}
    assert partial[1]["predicted_variety"] == answer(load_model(), known).predicted
    assert partial[1]["measured"] == "petal_length|petal_width"
    assert not partial[2]["predicted_variety"]
    assert "x" in partial[2]["problem"]


def test_reasons_are_a_column(capsysbinary, table):
    assert "petal" in rows_of(capsysbinary, table, "--reasons")[0]["reasons"]
    assert "reasons" not in rows_of(capsysbinary, table)[0]


def test_another_mix_moves_the_probabilities(capsysbinary, table):
    before = rows_of(capsysbinary, table, "--partial")[1]["probability_virginica"]
    mix = "Setosa=1,Versicolor=1,Virginica=98"
    after = rows_of(capsysbinary, table, "--partial", "--mix", mix)[1]["probability_virginica"]
    assert float(after) > float(before)


def test_formulas_are_disarmed_unless_raw(capsysbinary, table):
    assert rows_of(capsysbinary, table)[0]["note"] == "'=1+1"
    assert rows_of(capsysbinary, table, "--raw")[0]["note"] == "=1+1"


def test_columns_are_named_by_name_or_number(capsysbinary, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('a,"b,=",c,d\n5.1,3.5,1.4,0.2\n')
    for columns in ('slen=a,"swid=b,=",plen=c,pwid=d', "sepal_length=1,swid=2,plen=3,pwid=4"):
        assert rows_of(capsysbinary, path, "--columns", columns)[0]["predicted_variety"] == "Setosa"


def test_json_is_the_summary(capsys, tmp_path, table):
    assert main(["classify", str(table), "-o", str(tmp_path / "o.csv"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["classified"], found["problems"]) == (3, 1, 2)
    assert found["groups"] == {"Setosa": 1, "Versicolor": 0, "Virginica": 0}
    assert {"warnings", "layout", "truth", "seconds"} <= {*found}


def test_one_row_is_one_row(capsys, tmp_path):
    table = tmp_path / "one.csv"
    table.write_text("slen,swid,plen,pwid,variety\n5.1,3.5,1.4,0.2,Setosa\n")
    assert main(["classify", str(table), "-o", str(tmp_path / "o.csv")]) == 0
    said = capsys.readouterr()
    said = said.out + said.err
    assert said.startswith("1 row: 1 classified")
    assert "1 of 1 label " in said


def test_strict_tells_of_problem_rows_by_the_exit_code(capsys, tmp_path, table):
    output = tmp_path / "o.csv"
    assert main(["classify", str(table), "-o", str(output), "--strict"]) == 1
    assert output.exists()
    assert main(["classify", str(IRISES), "-o", str(output), "--strict"]) == 0
    capsys.readouterr()


def test_every_kind_of_output_holds_the_same(capsysbinary, tmp_path, table):
    assert main(["classify", str(table), "-o", "-"]) == 0
    text = capsysbinary.readouterr().out
    for name in ("o.csv", "o.csv.gz", "o.parquet", "o.xlsx"):
        assert main(["classify", str(table), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "o.csv").read_bytes() == text
    assert gzip.decompress((tmp_path / "o.csv.gz").read_bytes()) == text
    stored = pl.read_parquet(tmp_path / "o.parquet")
    rows = [*csv.DictReader(io.StringIO(text.decode()))]
    book = fastexcel.read_excel(tmp_path / "o.xlsx").load_sheet("Rows", dtypes="string")
    for column in ("note", "predicted_variety", "problem"):
        cells = book.to_polars()[column].fill_null("").to_list()
        assert cells == [row[column].removeprefix("'") for row in rows]
    assert stored["predicted_variety"].fill_null("").to_list() == [
        row["predicted_variety"] for row in rows
    ]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["-o", "o.txt"], ".csv"),
        (["-o", "missing/o.csv"], "missing"),
        (["-o", "folder.csv"], "not a file"),
        (["-o", "loop.csv"], "link"),
        (["-o", "table.csv"], "input"),
        (["-o", "-", "--json"], "--json"),
        (["-o", "o.csv", "--columns", "slen"], "--columns"),
        (["-o", "o.csv", "--columns", "slen=A\nswid=B"], "--columns"),
        (["-o", "o.csv", "--columns", "slen=" + "1" * 4301], "column"),
        (["-o", "o.csv", "--columns", "leaf=a"], "leaf"),
        (["-o", "o.csv", "--mix", "Setosa=1"], "mix"),
        (["-o", "o.csv", "--model", "table.csv"], "table.csv"),
        (["more.csv", "-o", "o.csv"], "more.csv"),
        (["*.nothing", "-o", "o.csv"], "*.nothing"),
        (["-", "-", "-o", "o.csv"], "once"),
        (["-o", "o.csv", "--encoding", "klingon"], "klingon"),
        (["-o", "o.csv", "--sheet", "May"], "only workbooks have sheets"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_cannot_be_done_is_one_line_and_nothing_is_written(
    capsys, tmp_path, monkeypatch, table, options, named
):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    before = sorted(tmp_path.iterdir())
    monkeypatch.chdir(tmp_path)
    assert named in error_of(capsys, "classify", "table.csv", *options)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("piped", [False, True])
def test_every_kind_of_file_is_read(capsysbinary, tmp_path, monkeypatch, kind, piped):
    path = tmp_path / "flowers.csv"  # the name plays no part
    path.write_bytes(PACKED[kind])
    expected = rows_of(capsysbinary, IRISES)
    if not piped:
        assert rows_of(capsysbinary, path) == expected
        return
    with path.open("rb") as file:
        done = subprocess.run(
            ["sh", "-c", f"cat | {' '.join(COMMAND)} classify - -o -"],
            cwd=ROOT, stdin=file, capture_output=True, timeout=60,
        )  # fmt: skip
    assert [*csv.DictReader(io.StringIO(done.stdout.decode()))] == expected


def test_workbooks_and_text_make_one_table(capsysbinary, tmp_path):
    path = tmp_path / "flowers.xlsx"
    path.write_bytes(PACKED[".xlsx"])
    assert main(["classify", str(path), str(IRISES), "-o", "-"]) == 0
    assert capsysbinary.readouterr().out.count(b"\n") == 301


def test_a_sheet_is_named(capsysbinary, tmp_path):
    header, path = b"slen,swid,plen,pwid\n", tmp_path / "book.xlsx"
    path.write_bytes(
        in_workbook(May=header + b"5.1,3.5,1.4,0.2\n", June=header + b"6.3,3.3,6.0,2.5\n")
    )
    assert rows_of(capsysbinary, path)[0]["predicted_variety"] == "Setosa"
    assert rows_of(capsysbinary, path, "--sheet", "June")[0]["predicted_variety"] == "Virginica"
    assert main(["classify", str(path), "-o", "-", "--sheet", "July"]) == 2
    assert "“May” and “June”" in capsysbinary.readouterr().err.decode()


def test_an_encoding_is_named_and_kept(capsysbinary, tmp_path):
    text = "Ирис,slen,swid,plen,pwid\nИрис,5.1,3.5,1.4,0.2\n"
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode("windows-1251"))
    for options in ([], ["--encoding", "windows-1251"]):
        assert main(["classify", str(path), "-o", str(tmp_path / "o.xlsx"), *options]) == 0
        assert main(["classify", str(path), "-o", str(tmp_path / "o.csv"), *options]) == 0
        assert (tmp_path / "o.csv").read_bytes().decode("windows-1251").count("Ирис") == 2
    book = fastexcel.read_excel(tmp_path / "o.xlsx").load_sheet("Rows", dtypes="string")
    assert book.to_polars()["Ирис"].to_list() == ["Ирис"]


def test_codes_of_an_order_of_their_own_are_not_scored_but_offered(capsys, tmp_path):
    lines = IRISES.read_text().splitlines()
    numbers = {"Setosa": "1", "Versicolor": "2", "Virginica": "0"}
    rows = [f"{line.rpartition(',')[0]},{numbers[line.rpartition(',')[2]]}" for line in lines[1:]]
    path = tmp_path / "clusters.csv"
    path.write_text("\n".join([lines[0], *rows]) + "\n")
    assert main(["classify", str(path), "-o", str(tmp_path / "o.csv"), "--json"]) == 0
    output, said = capsys.readouterr()
    assert json.loads(output)["truth"]["accuracy"] is None
    assert json.loads(output)["truth"]["codes"] == {
        "0": "Virginica", "1": "Setosa", "2": "Versicolor"
    }  # fmt: skip
    assert "0 for Virginica, 1 for Setosa, 2 for Versicolor" in said
    assert "%" not in said


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"a,b\n1,2\n", b"%PDF-1.7\n", b"{}", None, "folder"]
)
def test_an_input_that_is_no_table_is_one_line(capsys, tmp_path, content):
    path = tmp_path / "input.csv"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    assert str(path) in error_of(capsys, "classify", str(path), "-o", str(tmp_path / "o.csv"))
    assert not (tmp_path / "o.csv").exists()


def test_a_large_input_of_unknown_size_does_not_flood_the_terminal(tmp_path):
    large = tmp_path / "large.csv"
    large.write_text("slen,swid,plen,pwid\n" + "5.1,3.5,1.4,0.2\n" * 200_000)
    (tmp_path / "small.csv").write_text("slen,swid,plen,pwid\n5.1,3.5,1.4,0.2\n")
    reader, writer = pty.openpty()
    with large.open("rb") as piped:
        process = subprocess.Popen(
            [*COMMAND, "classify", "-", "small.csv", "-o", "o.csv"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=piped,
            stderr=writer,
        )
    os.close(writer)
    shown = everything_on(reader)
    assert process.wait(timeout=60) == 0
    assert "200,001 rows" in shown
    assert len(shown) < 3000


def test_a_reader_that_stops_reading_is_no_error(tmp_path):
    large = tmp_path / "large.csv"
    large.write_text("slen,swid,plen,pwid\n" + "5.1,3.5,1.4,0.2\n" * 50_000)
    command = f"{' '.join(COMMAND)} classify {large} -o - 2>&1 | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("slen,swid,plen,pwid,predicted_variety")
    assert done.stderr == ""


def test_all_options_are_explained():
    text = run("classify", "--help").stdout
    for option in ("--model", "--columns", "--partial", "--reasons", "--mix", "--raw", "--strict"):
        assert option in text
