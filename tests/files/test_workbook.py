"""The Excel workbook, read back by another library."""

from pathlib import Path

import fastexcel
import polars as pl
import pytest

from iris_model.errors import IrisError
from iris_model.files import workbook
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import NO_OPTIONS, Options
from tests.files.cases import HEADER, MODEL, C, S, V
from tests.files.in_memory import classify_table


def written(data: bytes, folder: Path, options: Options = NO_OPTIONS) -> Path:
    layout = recognise(data, MODEL)
    table, summary = classify_table([data], layout, MODEL, options)
    output = folder / "out.xlsx"
    workbook.write_workbook(output, table.iter_slices(2), layout, summary, MODEL, options)
    return output


def rows(path: Path) -> pl.DataFrame:
    return fastexcel.read_excel(path).load_sheet("Rows", dtypes="string").to_polars()


def test_the_rows_come_back_with_their_results(tmp_path):
    data = f"{HEADER},note\n{S},a\n{C},b\n5.1,x,1.4,0.2,c\n{V},\n".encode()
    found = rows(written(data, tmp_path))
    table, _ = classify_table([data], recognise(data, MODEL), MODEL)
    assert found.columns == table.columns
    assert found["predicted_variety"].to_list() == ["Setosa", "Versicolor", None, "Virginica"]
    assert found["note"].to_list() == ["a", "b", "c", None]
    assert found["problem"].to_list() == table["problem"].to_list()


def test_plain_numbers_are_numbers_that_look_the_same_and_others_stay_text(tmp_path):
    texts = ["007", "1.50", "12345678901234567890", "1e5", "-0", "1,5", "0", "-3.0", "1.", "0.0"]
    data = (HEADER + ",note\n" + "".join(f'{S},"{text}"\n' for text in texts)).encode()
    path = written(data, tmp_path)
    sheet = fastexcel.read_excel(path).load_sheet("Rows", dtypes={"note": "string"}).to_polars()
    assert [text for text in sheet["note"] if text not in ("1.5", "-3")] == [
        *("007", "12345678901234567890", "1e5", "-0", "1,5", "0", "1.", "0")
    ]
    numbers = fastexcel.read_excel(path).load_sheet("Rows").to_polars()
    assert numbers.schema["sepal_length"] == pl.Float64
    assert numbers.schema["probability_setosa"] == pl.Float64


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1-cmd", "http://x.y", "{=A1}"])
def test_no_text_becomes_a_formula_or_a_link(text, tmp_path):
    from zipfile import ZipFile

    path = written(f'{HEADER},"{text}"\n{S},"{text}"\n'.encode(), tmp_path)
    with ZipFile(path) as zipped:
        sheet = zipped.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert rows(path)[text].to_list() == [text]


def test_rows_without_an_answer_are_marked_and_others_not(tmp_path):
    from zipfile import ZipFile

    clean = written(f"{HEADER}\n{S}\n".encode(), tmp_path)
    with ZipFile(clean) as zipped:
        assert b"FBE3D0" not in zipped.read("xl/styles.xml")
    marked = written(f"{HEADER}\n{S}\n5.1,x,1.4,0.2\n".encode(), tmp_path)
    with ZipFile(marked) as zipped:
        assert b"FBE3D0" in zipped.read("xl/styles.xml")


def test_the_second_sheet_has_the_counts_and_how_the_file_was_read(tmp_path):
    data = f"{HEADER},species\n{S},setosa\n{C},setosa\n5.1,x,1.4,0.2,\n".encode()
    book = fastexcel.read_excel(written(data, tmp_path))
    assert book.sheet_names == ["Rows", "About"]
    about = book.load_sheet("About", header_row=None, dtypes="string").to_polars()
    facts = dict(about.iter_rows())
    assert facts["Model"] == MODEL.schema.title
    assert (facts["Rows"], facts["Classified"], facts["Problems"]) == ("3", "2", "1")
    assert (facts["Setosa"], facts["Versicolor"]) == ("1", "1")
    assert "1 of 2 labels" in facts["Against the file’s labels"]
    assert "sepal_length from “sepal_length”" in facts["Columns"]
    assert facts["Separator"] == ","


def test_a_cell_that_excel_cannot_hold_says_that_it_is_cut(tmp_path):
    found = rows(written(f"{HEADER},note\n{S},{'x' * 40_000}\n".encode(), tmp_path))
    text = found["note"][0]
    assert len(text) == 32_767
    assert text.endswith("(cut: an Excel cell holds no more)")


def test_more_rows_than_a_sheet_has_are_refused_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(IrisError, match="at most 3 rows"):
        written(f"{HEADER}\n{(S + chr(10)) * 4}".encode(), tmp_path)
    assert not list(tmp_path.iterdir())
