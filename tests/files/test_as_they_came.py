"""Bytes that come back as they came, and what is said of those that don't."""

from pathlib import Path

import pytest

from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header, guarded_in_words
from iris_model.files.whole_files import classify_stream
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
    assert guarded_in_words(2) == "2 cells that look like formulas got an apostrophe before them."


def test_a_value_outside_the_range_is_said_once() -> None:
    rows = output_of(table("51,3.5,1.4,0.2", C, C).encode()).decode()
    assert "cell “51” is outside 2.15 to 15.8 cm, the range this model can judge." in rows
    mixed = table("510,35,14,2", "51,35,14,2", header=HEADER.replace(",", "_mm,") + "_mm")
    assert "“510” (51 cm) is outside 2.15 to 15.8 cm" in output_of(mixed.encode()).decode()
