"""Bytes that come back as they came, and what is said of those that don't."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from iris_model.errors import IrisError
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header, guarded_in_words
from iris_model.files.whole_files import classify_stream
from iris_model.schema import Group
from tests.files.cases import HEADER, MODEL, C, S, table
from tests.files.test_cases_real import answers, classified, written


def output_of(data: bytes) -> bytes:
    layout = recognise(data, MODEL)
    rows = classify_stream([data], layout, MODEL, Summary(MODEL.schema))
    return csv_header(layout) + b"".join(rows)


@pytest.mark.parametrize("place", ["Köln".encode("cp1252"), "Томск".encode("cp1251")])
def test_bytes_that_first_appear_late_in_a_file_come_back(place: bytes) -> None:
    rows = [f"{S},Bonn"] * (HEAD_BYTES // len(f"{S},Bonn") + 1)
    data = table(*rows, header=f"{HEADER},place").encode() + f"{C},".encode() + place + b"\n"
    last = output_of(data).splitlines()[-1]
    assert last.startswith(f"{C},".encode() + place + b",Versicolor,")


def test_a_stray_byte_in_a_file_of_utf8_comes_back() -> None:
    data = table(f"{S},Köln", f"{S},Jülich", f"{C},X", header=f"{HEADER},place").encode()
    lines = output_of(data.replace(b"X", b"K\xf6ln")).splitlines()
    assert lines[-1].startswith(f"{C},".encode() + b"K\xf6ln,Versicolor,")


@pytest.mark.parametrize(("encoding", "place"), [("cp1252", "Köln"), ("utf-8", "Łódź")])
def test_text_of_an_arff_file_comes_back(tmp_path: Path, encoding: str, place: str) -> None:
    names = "".join(f"@attribute {name} numeric\n" for name in HEADER.split(","))
    text = f"@relation iris\n{names}@attribute place string\n@data\n{S},'{place}, it\\'s'\n{C},?\n"
    rows, _, output = classified(written(tmp_path, "i.arff", text.encode(encoding)))
    assert answers(rows) == "SC"
    assert rows[0]["place"] == f"{place}, it's"
    assert place.encode(encoding) in output


def test_cells_that_get_an_apostrophe_are_counted() -> None:
    text = table(f"{S},=1+1", f"{C},-", f"{C},@x", header=f"{HEADER},note").encode()
    layout, summary = recognise(text, MODEL), Summary(MODEL.schema)
    output = b"".join(bytes(rows) for rows in classify_stream([text], layout, MODEL, summary))
    assert summary.guarded == output.count(b"'") == 2
    said = guarded_in_words(2, layout)
    assert said == "2 cells that look like formulas got an apostrophe before them."


def test_a_name_of_a_column_that_gets_an_apostrophe_is_counted() -> None:
    text = table(f"{S},1", header=f"{HEADER},=note").encode()
    layout = recognise(text, MODEL)
    assert csv_header(layout).count(b"'") == 1
    said = guarded_in_words(0, layout)
    assert said == "1 cell that looks like a formula got an apostrophe before it."
    assert guarded_in_words(0, recognise(table(S).encode(), MODEL)) == ""


def test_letters_of_a_broken_line_come_back_in_the_encoding_they_came_in() -> None:
    surplus = "he said “hi” – and left"
    data = table(f"{S},Köln,{surplus}", header=f"{HEADER},place").encode("cp1252")
    assert output_of(data).endswith(surplus.encode("cp1252") + b"\n")


def test_rows_begin_after_a_header_with_a_byte_that_is_no_utf8() -> None:
    """In scikit-learn's form, with letters that only UTF-8 explains."""
    header = b"2,4,setosa,ver\xe9sicolor,virgini\xf3\xa0\x87\xafca\n"
    rows = output_of(header + b"5.1,3.5,1.4,0.2,0\n7.0,3.2,4.7,1.4,1\n").splitlines()
    assert [row.split(b",")[5] for row in rows[1:]] == [b"Setosa", b"Versicolor"]
    place = "Fundort Köln und Düren ".encode() + b"\xe9"
    rows = output_of(HEADER.encode() + b"," + place + b"\n" + f"{S},x\n".encode())
    assert rows.splitlines()[1].startswith(f"{S},x,Setosa".encode())


def test_a_sentence_among_blanks_is_quoted_once() -> None:
    data = table("5.1 3.5 1.4", S, header=HEADER).replace(",", " ").encode()
    said = '"Line not understood: 3 cells where 4 are needed."'
    assert f' "" {said}\n' in output_of(data).decode()


def test_answers_that_the_encoding_of_a_file_cannot_hold_are_refused() -> None:
    """Written as question marks they would be lost."""
    layout = recognise(table(f"{S},Köln", header=f"{HEADER},place").encode("cp1252"), MODEL)
    groups = tuple(Group(name) for name in ("Ирис", "Касатик", "Сирень"))
    russian = replace(layout, schema=structs.replace(layout.schema, groups=groups))
    with pytest.raises(IrisError, match="read as windows-1252"):
        csv_header(russian)
    assert "ирис".encode("cp1251") in csv_header(replace(russian, encoding="cp1251"))


def test_a_value_outside_the_range_is_said_once() -> None:
    rows = output_of(table("51,3.5,1.4,0.2", C, C).encode()).decode()
    assert "cell “51” is outside 2.15 to 15.8 cm, the range this model can judge." in rows
    mixed = table("510,35,14,2", "51,35,14,2", header=HEADER.replace(",", "_mm,") + "_mm")
    assert "“510” (51 cm) is outside 2.15 to 15.8 cm" in output_of(mixed.encode()).decode()
