"""Workbooks as they are shown, of every kind, and files whose few bytes mean far too many cells."""

import datetime
import io
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from iris_model.errors import IrisError
from iris_model.files.reading.cell_files import sheet_names
from iris_model.files.reading.containers import unpack
from iris_model.files.sources import recognise_source
from tests.files.cases import HEADER, MODEL, S, table
from tests.files.test_cases_real import AS_FOUND, FILES, answers, classified, source_of, zipped

NUMBERS = [float(number) for number in S.split(",")]


@pytest.mark.parametrize("name", ["old-excel.xls", "old-excel-1904.xls", "calc.ods"])
def test_other_workbooks_are_read_as_they_are_shown(name: str) -> None:
    """They have a sheet of notes first, an .xls a hidden sheet, an .ods a million empty rows."""
    source = source_of(name)
    rows, _, _ = classified(source)
    assert answers(rows) == "SC"
    assert [row["day"] for row in rows] == ["2024-05-01", "2024-05-02"]
    assert [row["note"] for row in rows] == ["merged Köln", ""]
    assert len(source.layout.notes) == 1


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_and_hours_of_a_workbook_are_read_as_they_are_shown(
    tmp_path: Path, since_1904: bool
) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEADER.split(","), "day", "hour", "moment", "share", "sum"])
        sheet.write_row(1, 0, NUMBERS)
        moment = datetime.datetime(2024, 5, 1, 13, 45)
        for place, value, form in [
            (4, moment.date(), "d.m.yy"),
            (5, moment.time(), "hh:mm"),
            (6, moment, "d mmm yyyy hh:mm"),
        ]:
            sheet.write_datetime(1, place, value, book.add_format({"num_format": form}))
        sheet.write_number(1, 7, 0.25, book.add_format({"num_format": "0 %"}))
        sheet.write_formula(1, 8, "=A2*2", None, 10.2)
    rows, _, _ = classified(recognise_source(str(path), MODEL, AS_FOUND))
    assert list(rows[0].values())[4:9] == [
        *("2024-05-01", "13:45:00", "2024-05-01 13:45:00", "0.25", "10.2")
    ]


def test_a_workbook_with_macros_and_merged_cells_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(io.BytesIO(b"macros"), is_stream=True)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEADER.split(","), "colony"])
        for row in (1, 2):
            sheet.write_row(row, 0, NUMBERS)
        sheet.merge_range(1, 4, 2, 4, "north")
    rows, _, _ = classified(recognise_source(str(path), MODEL, AS_FOUND))
    assert answers(rows) == "SS"
    assert [row["colony"] for row in rows] == ["north", ""]


def test_the_sheets_of_a_workbook_are_named() -> None:
    with (FILES / "calc.ods").open("rb") as book:
        assert sheet_names(book) == ["notes", "flowers"]
    assert sheet_names(io.BytesIO((FILES / "80-iris.xlsx").read_bytes())) == []
    assert sheet_names(io.BytesIO(zipped("a.csv"))) == []


def with_one_long_string(path: Path) -> None:
    """Write a workbook of a megabyte whose one text of 30 kB is in 200,000 cells."""
    small = io.BytesIO()
    with xlsxwriter.Workbook(small) as book:
        book.add_worksheet().write_string(0, 0, "x" * 30_000)
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before, after = data.split(b"<sheetData>")[0], data.split(b"</sheetData>")[1]
                row = b"".join(b'<c r="%c%%d" t="s"><v>0</v></c>' % letter for letter in b"ABCDE")
                row = b'<row r="%d">' + row + b"</row>"
                cells = b"".join(row % ((i,) * 6) for i in range(1, 40_000))
                data = before + b"<sheetData>" + cells + b"</sheetData>" + after
            new.writestr(name, data)


def with_a_long_text(path: Path) -> None:
    """Write a file whose one text of a megabyte is in 20,000 rows."""
    codes, texts = pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 1_000_000])
    long = pa.table({"a": pa.DictionaryArray.from_arrays(codes, texts)})
    if path.suffix == ".parquet":
        pq.write_table(long, path)
        return
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, long.schema) as writer:
        writer.write_table(long)


@pytest.mark.parametrize("name", ["long.xlsx", "long.parquet", "long.feather"])
def test_a_file_that_means_far_too_many_bytes_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    (with_one_long_string if name.endswith("x") else with_a_long_text)(path)
    assert path.stat().st_size < 50_000_000
    with path.open("rb") as file, pytest.raises(IrisError, match=r"too large|far more than its"):
        unpack(file)


def test_cells_repeated_without_end_are_refused() -> None:
    with pytest.raises(IrisError, match="too large"):
        source_of("repeated-cells.ods")


def test_a_packed_workbook_is_read(tmp_path: Path) -> None:
    book = (FILES / "80-iris.xlsx").read_bytes()
    path = tmp_path / "book.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("book.xlsx", book)
        archive.writestr("README.txt", "Irises of 2024")
    rows, _, _ = classified(recognise_source(str(path), MODEL, AS_FOUND))
    assert answers(rows) == "SC"


def test_columns_of_bytes_and_lists_do_no_harm(tmp_path: Path) -> None:
    columns = dict(zip(HEADER.split(","), NUMBERS, strict=True))
    pl.DataFrame(columns | {"raw": [b"\xff"]}).write_parquet(tmp_path / "i.parquet")
    rows, _, _ = classified(recognise_source(str(tmp_path / "i.parquet"), MODEL, AS_FOUND))
    assert answers(rows) == "S"


def test_who_waits_may_end_the_work() -> None:
    class GoneError(Exception):
        pass

    def gone() -> None:
        raise GoneError

    for data in ((FILES / "80-iris.xlsx").read_bytes(), zipped("a.csv", data=table(S).encode())):
        with pytest.raises(GoneError):
            unpack(io.BytesIO(data), check=gone)
