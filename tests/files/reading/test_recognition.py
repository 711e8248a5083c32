"""What is refused and in which words, and what a user can correct."""

import bz2
import codecs
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import zipfile

import numpy as np
import pytest

from iris_model.errors import IrisError
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from tests.files.cases import HEADER, MODEL, C, S, V, lines, table


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, S)
    return buffer.getvalue()


def numpy_array() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, MODEL.training.measurements)
    return buffer.getvalue()


def sqlite() -> bytes:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table flowers (sepal_length real)")
        content = database.serialize()
    database.close()
    return content


TABLE = table(S, C, V).encode()
FLOWERS = MODEL.training.measurements.tolist()
OTHER_KINDS = {
    ".zsav": (b"$FL3@(#) SPSS", "an SPSS file"),
    ".por": (b"ASCII SPSS PORT FILE   ", "an SPSS file"),
    ".sas7bdat": (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14" + bytes(99), "a SAS file"),
    "old .dta": (b"r\x02\x01\x00" + bytes(99), "a Stata file"),
    ".mat": (b"MATLAB 5.0 MAT-file, Platform: PCWIN64", "a MATLAB file"),
    ".dbf": (b"\x03\x7c\x05\x01\x02\x00\x00\x00\xa1\x00\x2e\x00" + bytes(99), "a dBase file"),
    ".tar": (b"iris.csv" + bytes(249) + b"ustar\x00" + bytes(99), "a TAR archive"),
    ".heic": (b"\x00\x00\x00\x18ftypheic" + bytes(99), "an image or film"),
    ".rds as text": (b"A\n3\n262401\n197888\n5\nUTF-8\n", "write.csv()"),
    ".omv": (zipped("META-INF/MANIFEST.MF", "xdata.json"), "a jamovi file"),
    "an Excel workbook": (
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        "Excel workbook (.xlsx)",
    ),
    "a zipped CSV": (zipped("iris.csv"), "ZIP archive"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old Excel workbook"),
    "gzip": (gzip.compress(TABLE), "gzip archive"),
    "bzip2": (bz2.compress(TABLE), "bzip2 archive"),
    "xz": (lzma.compress(TABLE), "xz archive"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "PDF below a line of a mail": (b"From: a\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG image"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG image"),
    "GIF": (b"GIF89a\x01\0\x01\0", "GIF image"),
    "HTML": (b"\r\n<!DOCTYPE html>\n<html><table><tr><td>5.1", "web page"),
    "HTML with a mark": (codecs.BOM_UTF8 + b"<HTML><body>", "web page"),
    "XML": (b'<?xml version="1.0"?>\n<flowers/>', "XML"),
    "JSON records": (json.dumps([{"sepal_length": 5.1}]).encode(), "JSON"),
    "JSON columns": (json.dumps({"sepal_length": [5.1]}, indent=1).encode(), "JSON"),
    "JSON arrays": (json.dumps(FLOWERS).encode(), "JSON"),
    **{
        f"pickle protocol {number}": (pickle.dumps(FLOWERS, protocol=number), "pickle")
        for number in range(pickle.HIGHEST_PROTOCOL + 1)
    },
    "a NumPy array": (numpy_array(), "NumPy"),
    "SQLite": (sqlite(), "binary file"),
    "ARFF": (b"% iris\n@RELATION iris\n@DATA\n5.1,3.5,1.4,0.2\n", "ARFF"),
    "UTF-32": (table(S).encode("utf-32"), "UTF-32 text"),
    "a Git LFS pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "git lfs pull",
    ),
    "random bytes": (np.random.default_rng(0).bytes(5000), "binary file"),
}

NO_TABLES = {
    "nothing": (b"", "The file is empty"),
    "a mark and nothing": (codecs.BOM_UTF8, "The file is empty"),
    "blank lines": (b"\n \r\n\t\n", "The file is empty"),
    "blank lines before a table": (b"\n" * HEAD_BYTES + TABLE, "more than 1 MB of blank lines"),
    "a declared separator and nothing": (b"sep=;\r\n", "The file is empty"),
    "a declared separator and separators": (b"sep=;\n;;;\n", "separators but no values"),
    "comments": (b"# one\n# two\n", "Each line is a single cell, the first “# one”"),
    "commas": (b"," * 600_000, "separators but no values"),
    "lines of separators": (b";;;\n" * 1000, "separators but no values"),
    "quotation marks": (b'"' * 600_000, "separators but no values"),
    "one endless line": (b"5.1," * 100 + b"x" * 30_000_000, "longer than 1 MB"),
    "1,001 columns": (lines(HEADER + ",x" * 997, S).encode(), "1,001 columns"),
    "hundreds of thousands of columns": (b"a" + b"," * 600_000, "600,001 columns"),
    "prose": (b"Dear Ronald,\nhere are the irises.\n", "No column for sepal length"),
    "other flowers' table": (b"a,b,c,d\n5.1,3.5,1.4,0.2\n", "“a”, “b”, “c”, “d”"),
    "a missing column": (
        b"sepal_length,sepal_width,petal_length,species\n5.1,3.5,1.4,setosa\n",
        "No column for petal width. The columns found are “sepal_length”, “sepal_width”",
    ),
    "names in another encoding": (
        "がく片の長さ,がく片の幅,花弁の長さ,花弁の幅\n5.1,3.5,1.4,0.2\n".encode("cp932"),
        "If they look wrong, name the file's encoding.",
    ),
    "a missing column named by a result": (
        lines("sepal_length,sepal_width,petal_length,predicted_petal_width", S).encode(),
        "No column for petal width",
    ),
    "no header and another order": (b"1.4,0.2,5.1,3.5\n4.7,1.4,7.0,3.2\n", "No column for"),
    "no header and five columns of numbers": (
        b"5.1,3.5,1.4,0.2,0.3\n4.9,3,1.4,0.2,.4\n",
        "No column",
    ),
    "no header, decimal commas split": (b"5,1,3,5,1,4,0,2\n4,9,3,0,1,4,0,2\n", "No column for"),
}

CONTRADICTIONS = {
    "two columns": (
        table(f"{S},5", header=f"{HEADER},Sepal.Length"),
        "Two columns for sepal length",
    ),
    "a measurement in two units": (
        table(f"{S},51", header=f"{HEADER},sepal_length_mm"),
        "“sepal_length” and “sepal_length_mm”",
    ),
    "millimetres named, centimetres meant": (
        table(S, C, header="slen_mm,swid_mm,plen_mm,pwid_mm"),
        "says millimetres, but the values make sense only as centimetres",
    ),
    "centimetres named, millimetres meant": (
        table("51,35,14,2", header="SepalLengthCm,SepalWidthCm,PetalLengthCm,PetalWidthCm"),
        "says centimetres, but the values make sense only as millimetres",
    ),
    "inches": (
        table(
            "2,1.4,.55,.08",
            header="sepal length (in),sepal width (in),petal length (in),petal width (in)",
        ),
        "units that cannot be read together",
    ),
    "a row of inches above the header": (
        lines("in,in,in,in", HEADER, "2,1.4,.55,.08"),
        "units that cannot be read together",
    ),
    "a row of marks of inches": (
        table('"("")"' + ',"("")"' * 3, "2,1.4,.55,.08"),
        "units that cannot be read together",
    ),
    "millimetres named for some": (
        table("51,35,1.4,.2", header="sepal_length_mm,sepal_width_mm,petal_length,petal_width"),
        "units that cannot be read together",
    ),
}


@pytest.mark.parametrize(("data", "words"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_another_kind_of_file_is_named(data: bytes, words: str):
    with pytest.raises(IrisError, match=r"^This is ") as raised:
        recognise(data, MODEL)
    assert words in str(raised.value)


@pytest.mark.parametrize(("data", "words"), NO_TABLES.values(), ids=NO_TABLES)
def test_what_is_no_table_of_flowers_says_what_was_found(data: bytes, words: str):
    with pytest.raises(IrisError) as raised:
        recognise(data, MODEL)
    assert words in str(raised.value)


@pytest.mark.parametrize(("text", "words"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_file_that_contradicts_itself_is_refused(text: str, words: str):
    with pytest.raises(IrisError) as raised:
        recognise(text.encode(), MODEL)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    "start", ["BMI", "PKW", "ORCHID", "GIF", "RIFF-RAFF", "MZ", "cat", "ID", "MATLAB"]
)
def test_a_table_whose_first_letters_are_a_signature_is_read(start: str):
    assert (
        recognise(f"{start},{HEADER}\nx,{S}\n".encode(), MODEL).columns["sepal_length"].index == 1
    )


def test_no_more_than_the_head_is_looked_at():
    head = (HEADER + "\n").encode() + (S + "\n").encode() * (HEAD_BYTES // len(S))
    assert recognise(head[:HEAD_BYTES], MODEL) == recognise(
        head[:HEAD_BYTES] + b"\xff\0," * 1000, MODEL
    )


def test_a_user_can_name_a_column_that_is_not_found():
    data = table(S, header="sepal_length,sepal_width,petal_length,pw of it").encode()
    layout = recognise(data, MODEL, overrides=Overrides(columns={"petal_width": "PW of it"}))
    assert layout.columns["petal_width"].index == 3


def test_a_users_word_goes_before_the_header():
    data = table(f"{S},0.3", header=f"{HEADER},second try").encode()
    layout = recognise(data, MODEL, overrides=Overrides(columns={"petal_width": 4}))
    assert layout.columns["petal_width"].name == "second try"


def test_a_user_can_choose_between_two_columns():
    data = table(f"{S},5.0", header=f"{HEADER},Sepal.Length").encode()
    layout = recognise(data, MODEL, overrides=Overrides(columns={"sepal_length": "Sepal.Length"}))
    assert layout.columns["sepal_length"].index == 4


@pytest.mark.parametrize(
    ("wanted", "called"),
    [("height", "“height”"), ("6", "“6”"), (4, "number 5"), (-1, "number 0"), ("", "“”")],
)
def test_a_column_that_is_not_there_is_named(wanted: str | int, called: str):
    words = f"There is no column {called}, given for petal width. The columns found are"
    with pytest.raises(IrisError, match=words):
        recognise(table(S).encode(), MODEL, overrides=Overrides(columns={"petal_width": wanted}))


def test_one_column_cannot_be_two_measurements():
    with pytest.raises(IrisError, match="One column is given for two measurements"):
        recognise(
            table(S).encode(), MODEL, overrides=Overrides(columns={"petal_width": "petal_length"})
        )


def test_a_user_can_give_positions_for_a_file_without_header():
    columns = {"petal_length": "1", "petal_width": "2", "sepal_length": "3", "sepal_width": "4"}
    layout = recognise(
        b"1.4,0.2,5.1,3.5\n", MODEL, overrides=Overrides(header=False, columns=columns)
    )
    assert layout.columns["petal_length"].index == 0
    assert layout.data_start == 0


def test_columns_by_number_leave_an_unreadable_header_a_header():
    columns = {"sepal_length": 0, "sepal_width": 1, "petal_length": 2, "petal_width": 3}
    layout = recognise(
        f"a;b;c;d\n{S}\n".replace(",", ";").encode(), MODEL, overrides=Overrides(columns=columns)
    )
    assert (layout.header, layout.names) == (True, ("a", "b", "c", "d"))


def test_a_user_can_say_that_the_first_line_is_the_header():
    columns = {"sepal_length": 0, "sepal_width": 1, "petal_length": 2, "petal_width": 3}
    layout = recognise(
        f"1,2,3,4\n{S}\n".encode(), MODEL, overrides=Overrides(header=True, columns=columns)
    )
    assert layout.names == ("1", "2", "3", "4")
    assert layout.data_start == 8


def test_a_user_can_say_that_there_is_no_header():
    layout = recognise(f"x,y,z,w\n{S}\n{C}\n".encode(), MODEL, overrides=Overrides(header=False))
    assert (layout.header, layout.data_start) == (False, 0)


def test_a_user_can_set_the_separator_and_the_decimal_mark():
    data = b"sepal_length;sepal_width;petal_length;petal_width\n5;3;1;2\n"
    layout = recognise(data, MODEL, overrides=Overrides(separator=";", decimal=","))
    assert (layout.separator, layout.decimal) == (";", ",")
    with pytest.raises(IrisError, match="Each line is a single cell"):
        recognise(data, MODEL, overrides=Overrides(separator=","))


@pytest.mark.parametrize("separator", ['"', "a", "5", "\n", ";;", "§"])
def test_what_cannot_separate_is_refused(separator: str):
    with pytest.raises(IrisError, match="cannot be a separator"):
        recognise(table(S).encode(), MODEL, overrides=Overrides(separator=separator))


@pytest.mark.parametrize(
    "before", ["campus\n2024\n", "campus\nnorth\n", "see scan.pdf (%PDF-1.7)\n", "note\n%PDF-\n"]
)
def test_a_title_that_looks_like_another_kind_of_file_is_a_title(before: str):
    assert recognise((before + table(S)).encode(), MODEL).names == tuple(HEADER.split(","))
