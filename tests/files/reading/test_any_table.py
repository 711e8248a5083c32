"""Tables as programs and people write them, read as named text columns."""

import pytest

from iris_model.errors import IrisError
from iris_model.files.reading.any_table import MOST_BYTES, numbers, read_any_table
from tests.packing import every_kind, in_workbook
from tools.servers import ROOT

ROWS = [("1.5", "2", "a"), ("3.25", "4", "b")]
WAYS = {
    "commas": b"x,y,kind\n1.5,2,a\n3.25,4,b\n",
    "no line break at the end": b"x,y,kind\n1.5,2,a\n3.25,4,b",
    "CRLF": b"x,y,kind\r\n1.5,2,a\r\n3.25,4,b\r\n",
    "CR": b"x,y,kind\r1.5,2,a\r3.25,4,b\r",
    "semicolons": b"x;y;kind\n1.5;2;a\n3.25;4;b\n",
    "tabs": b"x\ty\tkind\n1.5\t2\ta\n3.25\t4\tb\n",
    "bars": b"x|y|kind\n1.5|2|a\n3.25|4|b\n",
    "blanks": b"x  y kind\n1.5  2 a\n3.25 4 b\n",
    "aligned blanks": b"   x  y kind\n 1.5  2    a\n3.25  4    b\n",
    "quotes": b'"x","y","kind"\n"1.5","2","a"\n"3.25","4","b"\n',
    "blanks around cells": b"x , y , kind\n 1.5 , 2 , a\n 3.25 , 4 , b\n",
    "a byte-order mark": b"\xef\xbb\xbfx,y,kind\n1.5,2,a\n3.25,4,b\n",
    "UTF-16": "x\ty\tkind\n1.5\t2\ta\n3.25\t4\tb\n".encode("utf-16"),
    "a declared separator": b"sep=;\nx;y;kind\n1.5;2;a\n3.25;4;b\n",
    "an unusual separator, declared": b"sep=:\nx:y:kind\n1.5:2:a\n3.25:4:b\n",
    "a byte-order mark in the middle": b"x,y,kind\n1.5,2,a\n\xef\xbb\xbf3.25,4,b\n",
    "a comment": b"# measured in May\nx,y,kind\n1.5,2,a\n3.25,4,b\n",
    "a title": b"My table,,\nx,y,kind\n1.5,2,a\n3.25,4,b\n",
    "blank lines": b"\n\nx,y,kind\n\n1.5,2,a\n\n3.25,4,b\n\n\n",
    "rows with separators behind": b"x,y,kind\n1.5,2,a,\n3.25,4,b,\n",
    "a header with separators behind": b"x,y,kind,,\n1.5,2,a\n3.25,4,b\n",
    "a name more than cells in every row": b"x,y,kind,note\n1.5,2,a\n3.25,4,b\n",
    "whole lines in quotes": b'"x,y,kind"\n"1.5,2,a"\n"3.25,4,b"\n',
    "whole lines in quotes, saved again": b'"x,y,kind";\n"1.5,2,a";\n"3.25,4,b";\n',
    "rows of semicolons below a header of commas": b"x,y,kind\n1.5;2;a\n3.25;4;b\n",
    "rows of blanks below a header of commas": b"x,y,kind\n1.5 2 a\n3.25 4 b\n",
    "a header after a mark of comments": b"# x y kind\n1.5 2 a\n3.25 4 b\n",
    **every_kind(b"x,y,kind\n1.5,2,a\n3.25,4,b\n"),
    "a workbook with a page of notes first": in_workbook(
        Notes=b"Measured in May\nby me\n", Data=b"x,y,kind\n1.5,2,a\n3.25,4,b\n"
    ),
    "ARFF": b"@relation r\n@attribute x numeric\n@attribute y numeric\n@attribute kind {a,b}\n"
    b"@data\n1.5,2,a\n3.25,4,b\n",
}


@pytest.mark.parametrize("data", WAYS.values(), ids=WAYS)
def test_the_same_table_is_read_from_every_way_to_write_it(data):
    table = read_any_table(data)
    assert table.names == ("x", "y", "kind")
    assert table.frame.rows() == ROWS
    assert table.decimal == "."
    assert not table.broken


def test_decimal_commas_are_told_by_the_cells():
    for data in (
        b"x;y\n1,5;2\n3,25;4\n",
        b'x,y\n"1,5",2\n"3,25",4\n',
        b"x y\n1,5 2\n3,25 4\n",
        b"x\ty\n1,5\t2\n3,25\t4\n",
        b"1,5;2\n3,25;4\n",
    ):
        table = read_any_table(data)
        assert table.decimal == ","
        assert numbers(table, table.names[0]).to_list() == [1.5, 3.25]


def test_a_number_is_read_strictly():
    cells = ["1", "-1.5", "+2", "1e3", ".5", "5.", "1_0", "nan", "inf", "1e999", "١", "1,5", "0x1F"]
    table = read_any_table("\n".join(["x|y", *(f"{cell}|1.5" for cell in cells)]).encode())
    assert numbers(table, "x").to_list() == [1, -1.5, 2, 1000, 0.5, 5, *[None] * 7]


def test_a_broken_row_keeps_its_place():
    table = read_any_table(b'x,y,z\n1,2,3\n1,2\n1,2,3,4\n"1,2,3\n4,5,6\n')
    assert table.frame["x"].to_list() == ["1", None, None, None, "4"]
    assert table.broken == {1, 2, 3}


def test_a_cell_may_have_separators_quotes_and_line_breaks():
    table = read_any_table(b'x,note\n1,"a, ""b"""\n2,"two\nlines"\n')
    assert table.frame["note"].to_list() == ['a, "b"', "two\nlines"]


def test_every_column_has_a_name_of_its_own():
    table = read_any_table(b",x,x,,x\n1,2,3,4,5\n")
    assert table.names == ("column_1", "x", "x_2", "column_4", "x_3")


def test_r_leaves_out_the_name_of_the_row_names():
    table = read_any_table(b'"length" "kind"\n"1" 5.1 "a b"\n"2" 4.9 "c"\n')
    assert table.names == ("column_1", "length", "kind")
    assert table.frame["kind"].to_list() == ["a b", "c"]
    assert "no name for the first column" in table.notes[0]


@pytest.mark.parametrize(
    ("header", "names", "note"),
    [
        (
            "Leaf,,Plant\nlength,width,\nmm,[1],-",
            ("Leaf length (mm)", "Leaf width", "Plant"),
            "two",
        ),
        ("length (mm),width,kind\nmm,cm,", ("length (mm)", "width (cm)", "kind"), "units"),
        ("length,mass,kind\n(mm),(g),(text)", ("length (mm)", "mass (g)", "kind"), "units"),
        ("length,mass,kind\nmm,,", ("length (mm)", "mass", "kind"), "units"),
        (
            "Leaf,,Plant\nlength,width,kind",
            ("Leaf length", "Leaf width", "Plant kind"),
            "two lines",
        ),
    ],
)
def test_a_second_line_of_the_header_adds_to_the_names(header, names, note):
    table = read_any_table(f"{header}\n1,2,a\n3,4,b\n5,6,a\n".encode())
    assert table.names == names
    assert table.frame.height == 3
    assert note in table.notes[0]


@pytest.mark.parametrize("row", ["?,?,d", "NA,NA,", "lost,torn,b", "1.5,torn,c", ",,c"])
def test_a_row_with_few_numbers_is_no_second_line_of_the_header(row):
    table = read_any_table(f"length,mass,kind\n{row}\n1,2,a\n3,4,b\n5,6,a\n".encode())
    assert table.names == ("length", "mass", "kind")
    assert table.frame.height == 4


@pytest.mark.parametrize("header", ["2020,2021,kind", "length,2021,kind"])
def test_names_may_be_numbers_above_groups(header):
    rows = "".join(f"{row},{row + 1},{'ab'[row % 2]}\n" for row in range(8))
    table = read_any_table(f"{header}\n{rows}".encode())
    assert table.names == tuple(header.split(","))


@pytest.mark.parametrize("first", ["?,?,a", "NA,NA,b", "lost,lost,a", "1.5,?,b", ",2,a"])
def test_a_row_with_gaps_is_no_header(first):
    rows = "".join(f"{row},{row + 1},{'ab'[row % 2]}\n" for row in range(8))
    table = read_any_table(f"{first}\n{rows}".encode())
    assert table.names == ("column_1", "column_2", "column_3")
    assert table.frame.height == 9


def test_a_table_without_header_gets_numbered_columns():
    table = read_any_table(b"5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n\n")
    assert table.names == ("column_1", "column_2", "column_3")
    assert table.frame.height == 2


@pytest.mark.parametrize(
    ("header", "row", "mark"),
    [
        ("length,width,species", "13.0 mm,20.5 mm,a", ","),
        ("shell length,shell width,species", "13.0 mm,20.5 mm,a", ","),
        ("length\tspecies", "13.0 mm\ta", "\t"),
        ("length;species", "13,0 ± 0,1;a b", ";"),
    ],
)
def test_blanks_inside_cells_separate_none(header, row, mark):
    table = read_any_table("\n".join([header, row, row, row]).encode())
    assert table.names == tuple(header.split(mark))
    assert table.frame.row(2) == tuple(row.split(mark))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("name length\nSmith,J 1.5\nSmith,K 2.5\n", ("Smith,J", "1.5")),
        ("a b kind\n1,5 2,5 x\n1,5 2,5 y\n", ("1,5", "2,5", "x")),
        ('a kind\n1.5 "x, y"\n2.5 "x, y"\n', ("1.5", "x, y")),
    ],
)
def test_blanks_separate_cells_that_have_commas(text, row):
    assert read_any_table(text.encode()).frame.row(0) == row


@pytest.mark.parametrize(
    ("cells", "decimal"), [(('"4,560"', '"1,460.9"'), "."), (('"4.560"', '"1.460,9"'), ",")]
)
def test_a_number_with_both_marks_tells_which_is_the_decimal_one(cells, decimal):
    row = ",".join(cells)
    table = read_any_table(f"mass,height\n{row}\n{row}\n{cells[0]},{cells[0]}\n".encode())
    assert table.decimal == decimal
    assert numbers(table, "mass").null_count() == 3


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("mass;width\n3.500;11,2\n2.790;9,5\n", ","),
        ('mass,kind\n"1,102",a\n823,b\n"1,554",b\n', "."),
        ("mass;kind\n1,102;a\n0,823;b\n", ","),
        ("mass,kind\n1.102,a\n1.823,b\n", "."),
    ],
)
def test_marks_that_may_separate_thousands_are_decimal_where_nothing_contradicts(text, decimal):
    assert read_any_table(text.encode()).decimal == decimal


def test_windows_text_is_read():
    data = "größe;art\n1,5;Möwe\n".encode("cp1252")
    table = read_any_table(data)
    assert table.names == ("größe", "art")
    assert table.frame["art"].to_list() == ["Möwe"]
    assert "Windows-1252" in table.notes[0]
    assert read_any_table(data, encoding="cp1252").notes == ()


def test_penguins_are_read_as_they_are():
    table = read_any_table((ROOT / "data" / "samples" / "penguins.csv").read_bytes())
    assert table.frame.shape == (344, 8)
    assert numbers(table, "bill_length_mm").null_count() == 2


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\n \n\n", "empty"),
    "a header alone": (b"x,y,kind\n", "header but no rows"),
    "a header and blank lines": (b"x,y,kind\n\n\n", "header but no rows"),
    "a PDF": (b"%PDF-1.7\n", "PDF"),
    "a web page": (b"<!DOCTYPE html><html>", "web page"),
    "JSON": (b'{"a": 1}', "JSON"),
    "binary": (bytes(range(256)) * 4, "binary"),
    "too many columns": (b"1," * 2000 + b"1\n", "more than 1,000 cells"),
    "too many bytes": (b"1,2\n" * (MOST_BYTES // 4 + 1), "over 100 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused(name):
    data, reason = REFUSED[name]
    with pytest.raises(IrisError, match=reason):
        read_any_table(data)
