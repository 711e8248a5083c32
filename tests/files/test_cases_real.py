"""Files of the kinds that people reported in public: what is right for each of them."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from iris_model.errors import IrisError
from iris_model.files.reading.containers import unpack
from iris_model.files.reading.encoding import decode, is_unicode
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.recognition import recognise
from iris_model.files.sources import Source, recognise_source
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import classify_stream
from tests.files.cases import HEADER, MODEL, C, S, V, table

FILES = Path(__file__).with_name("cases_real")
AS_FOUND = Overrides()


def classified(source: Source) -> tuple[list[dict[str, str]], Summary, bytes]:
    """Return the rows of a source's output by column, the summary and the output."""
    layout, summary = source.layout, Summary(MODEL.schema)
    chunks = source.chunks(lambda _: None)
    output = csv_header(layout) + b"".join(classify_stream(chunks, layout, MODEL, summary))
    encoding = "utf-8" if is_unicode(layout.encoding) else layout.encoding
    text = io.StringIO(decode(output, encoding).removeprefix("\ufeff"), newline="")
    return list(csv.DictReader(text, delimiter=layout.separator)), summary, output


def source_of(name: str, overrides: Overrides = AS_FOUND) -> Source:
    return recognise_source(str(FILES / name), MODEL, overrides)


def written(folder: Path, name: str, data: bytes) -> Source:
    (folder / name).write_bytes(data)
    return recognise_source(str(folder / name), MODEL, AS_FOUND)


def answers(rows: list[dict[str, str]]) -> str:
    letters = {"Setosa": "S", "Versicolor": "C", "Virginica": "V", "": "-"}
    return "".join(letters[row["predicted_variety"]] for row in rows)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("01-dasl-type-codes.tsv", "SVVSVVCC"),
        ("02-serial-sl.csv", "SCV"),
        ("03-line-quoted.csv", "SC"),
        ("04-excel-equals.csv", "SC"),
        ("06b-bom-middle-noheader.csv", "SSCV"),
        ("10-iris.arff", "S-"),
        ("11-mean-row.csv", "SC--"),
        ("18b-utf16-nobom.txt", "SCV"),
        ("20-flowers.csv.gz", "SCV"),
        ("21-archive.zip", "SCV"),
        ("29-comma-header-semicolon-rows.csv", "SC"),
        ("37-backslash-quotes.csv", "-CV"),
        ("37b-open-quote-comma.csv", "-C"),
        ("54-dash-notes.csv", "SCV"),
        ("61-cp1251-notes.csv", "SC"),
        ("66-cp1252-roundtrip.csv", "S-"),
        ("67-space-sas.dat", "SCV"),
        ("68-space-r-writetable.txt", "SCV"),
        ("73-header-extra-column.csv", "SCV"),
        ("74-multiline-remeasure.csv", "SC"),
        ("79-kmeans-label.csv", "SSCCVV"),
        ("80-iris.xlsx", "SC"),
        ("96-cellprofiler-two-rows.csv", "SC"),
        ("97-r-writetable-comma-extra.csv", "CVV"),
    ],
)
def test_each_file_gets_its_answers(name: str, right: str) -> None:
    rows, summary, _ = classified(source_of(name))
    assert answers(rows) == right
    assert summary.rows == len(right)


def test_inches_in_a_row_of_units_are_refused() -> None:
    with pytest.raises(IrisError, match="units that cannot be read"):
        source_of("12-units-row-inches.csv")


def test_millimetres_in_a_row_of_units_are_converted(tmp_path: Path) -> None:
    rows, _, _ = classified(written(tmp_path, "i.csv", table("mm,mm,mm,mm", "51,35,14,2").encode()))
    assert answers(rows) == "S"
    assert next(iter(rows[0])) == "sepal_length (mm)"


@pytest.mark.parametrize("name", ["01-dasl-type-codes.tsv", "79-kmeans-label.csv"])
def test_codes_that_another_meaning_fits_better_are_not_scored(name: str) -> None:
    source = source_of(name)
    _, summary, _ = classified(source)
    truth = summary.truth(source.layout)
    assert truth is not None
    assert truth.accuracy is None
    assert truth.to_json()["accuracy"] is None
    assert len(truth.to_json()["codes"]) == 3
    assert "not scored" in truth.sentence


def test_setosa_or_not_is_no_code_of_three_varieties() -> None:
    text = table(f"{S},1", f"{C},0", f"{V},0", header=f"{HEADER},class").encode()
    layout, summary = recognise(text, MODEL), Summary(MODEL.schema)
    assert list(classify_stream([text], layout, MODEL, summary))
    truth = summary.truth(layout)
    assert truth is not None
    assert truth.accuracy is None


def test_ordinary_codes_with_a_few_mistakes_are_scored() -> None:
    rows = [f"{S},0"] * 9 + [f"{C},1"] * 9 + [f"{V},2"] * 8 + [f"{V},1"]
    text = table(*rows, header=f"{HEADER},target").encode()
    layout, summary = recognise(text, MODEL), Summary(MODEL.schema)
    assert list(classify_stream([text], layout, MODEL, summary))
    truth = summary.truth(layout)
    assert truth is not None
    assert truth.accuracy == 26 / 27


@pytest.mark.parametrize("name", ["37-backslash-quotes.csv", "37b-open-quote-comma.csv"])
def test_every_character_of_a_broken_line_comes_back(name: str) -> None:
    rows, _, _ = classified(source_of(name))
    line = (FILES / name).read_text().splitlines()[1]
    come_back = "".join(rows[0].values())
    for piece in line.split(","):
        assert piece in come_back


def test_a_long_text_behind_the_last_column_comes_back_whole(tmp_path: Path) -> None:
    long = "word " * 1000
    rows, _, _ = classified(written(tmp_path, "i.csv", table(f"{S},{long}!", C, C).encode()))
    assert f"{long}!" in rows[0]["problem"]


def test_a_note_of_several_lines_is_whole() -> None:
    rows, _, _ = classified(source_of("74-multiline-remeasure.csv"))
    assert rows[0]["note"] == "first look\n5.0,3.3,1.4,0.2,second measuring"


def test_a_lone_dash_is_no_formula() -> None:
    rows, _, _ = classified(source_of("54-dash-notes.csv"))
    assert [row["note"] for row in rows] == ["-", "'+32 555 0100", "'- checked"]


def test_what_excel_keeps_as_text_stays_so() -> None:
    rows, _, _ = classified(source_of("04-excel-equals.csv"))
    assert [row["id"] for row in rows] == ['="001"', '="002"']


@pytest.mark.parametrize("name", ["61-cp1251-notes.csv", "66-cp1252-roundtrip.csv"])
def test_bytes_of_other_encodings_come_back(name: str) -> None:
    source = source_of(name)
    _, _, output = classified(source)
    for came, went in zip(
        (FILES / name).read_bytes().split(b"\r\n"), output.split(b"\r\n"), strict=True
    ):
        assert went.startswith(came)
    assert all(not line.isascii() for line in output.split(b"\r\n")[1:2])
    decode(output, source.layout.encoding)


@pytest.mark.parametrize("encoding", ["shift_jis", "gbk", "mac_roman", "cp1250", "koi8-r", "big5"])
def test_a_user_may_name_the_encoding_and_bytes_come_back(encoding: str) -> None:
    place = {"shift_jis": "東京ソ", "gbk": "北京", "big5": "台北功", "koi8-r": "Казань"}.get(
        encoding, "Łódź" if encoding == "cp1250" else "Köln"
    )
    data = table(f"{S},{place}", f"x,3.5,1.4,0.2,{place}", header=f"{HEADER},{place}").encode(
        encoding
    )
    layout = recognise(data, MODEL, overrides=Overrides(encoding=encoding))
    assert layout.names[4] == place
    for read in (layout, recognise(data, MODEL)):
        rows = classify_stream([data], read, MODEL, Summary(MODEL.schema))
        output = csv_header(read) + b"".join(rows)
        for came, went in zip(data.split(b"\n"), output.split(b"\n"), strict=True):
            assert went.startswith(came)


@pytest.mark.parametrize("encoding", ["utf-16", "UTF-16BE"])
def test_a_user_may_name_utf_16_without_a_mark(encoding: str) -> None:
    data = table(S).encode("utf-16-be")
    layout = recognise(data, MODEL, overrides=Overrides(encoding=encoding))
    assert layout.encoding == "utf-16-be"


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "rot13", "utf-32", "", "cp037"])
def test_an_encoding_that_is_none_for_tables_is_refused(encoding: str) -> None:
    with pytest.raises(IrisError, match="There is no encoding"):
        recognise(table(S).encode(), MODEL, overrides=Overrides(encoding=encoding or " "))


def test_what_came_separated_by_blanks_goes_back_so() -> None:
    _, _, output = classified(source_of("67-space-sas.dat"))
    assert output.splitlines()[1] == b'1 5.1 3.5 1.4 0.2 Setosa 0.9990 0.0010 0.0000 Setosa "" ""'
    text = b'sl  sw pl pw note\n5.1 3.5 1.4 0.2 "two words"\n7 3.2 4.7 1.4 ""\n'
    rows, _, output = classified_text(text)
    assert [row["note"] for row in rows] == ["two words", ""]
    again, _, _ = classified_text(output)
    assert answers(again) == "SC"


@pytest.mark.parametrize("rows", ["5.1 3.5 1.4 0.2", "1 5.1 3.5 1.4 0.2"])
def test_a_header_after_a_mark_of_comments_is_read(rows: str) -> None:
    """NumPy's savetxt writes one; others call the row numbers so."""
    found, _, _ = classified_text(f"# {HEADER.replace(',', ' ')}\n{rows}\n{rows}\n".encode())
    assert answers(found) == "SS"


def classified_text(data: bytes) -> tuple[list[dict[str, str]], Layout, bytes]:
    layout = recognise(data, MODEL)
    output = csv_header(layout) + b"".join(
        classify_stream([data], layout, MODEL, Summary(MODEL.schema))
    )
    rows = csv.DictReader(io.StringIO(output.decode(), newline=""), delimiter=layout.separator)
    return list(rows), layout, output


@pytest.mark.parametrize(
    "word",
    [
        *("mean", "Median", "25%", "Total", "Std. Dev.", "Min", "1st Qu.", "Mean ± SD", "CV (%)"),
        *(
            "setosa mean",
            "Mean_setosa",
            "Grand mean",
            "Count",
            "Mittelwert",
            "Écart-type",
            "標準偏差",
        ),
    ],
)
def test_rows_that_sum_up_others_are_no_flowers(word: str) -> None:
    text = table(f"a,{S}", f"{word},{C}", f"SD,{V}", header=f"plant,{HEADER}")
    rows, _, _ = classified_text(text.encode())
    assert answers(rows) == "S--"
    labelled = table(f"{S},setosa", f"{S},setosa", f"{C},{word}", header=f"{HEADER},species")
    rows, _, _ = classified_text(labelled.encode())
    assert answers(rows) == "SS-"


@pytest.mark.parametrize(
    "words",
    [
        ("Max", "n"),
        ("Q1", "Q3"),
        ("N", "SE"),
        ("25%", "50%"),
        ("Total-1", "std-1"),
        ("Meanwood", "SD"),
    ],
)
def test_what_only_resembles_a_word_for_sums_is_a_flower(words: tuple[str, str]) -> None:
    """A collector, plots, directions, light, samples and places."""
    rows, _, _ = classified_text(
        table(f"{words[0]},{S}", f"{words[1]},{C}", header=f"plant,{HEADER}").encode()
    )
    assert answers(rows) == "SC"


def test_merged_titles_above_names_are_joined() -> None:
    text = "id,Sepal,,Petal,\n,Length,Width,Length,Width\n" + table(f"a,{S}", header=f"b,{C}")
    rows, layout, _ = classified_text(text.encode())
    assert answers(rows) == "CS"
    assert layout.names[2] == "Sepal Width"


def test_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("notes").write_row(0, 0, ["Irises", "of 2024"])
        hidden = book.add_worksheet("hidden")
        hidden.write_row(0, 0, HEADER.split(","))
        hidden.hide()
        sheet = book.add_worksheet("flowers")
        sheet.write_row(0, 0, [*HEADER.split(","), "day"])
        sheet.write_row(1, 0, [5.1, 3.5, 1.4, 0.2])
        sheet.write_formula(2, 0, "=3.5*2", None, 7)
        sheet.write_row(2, 1, [3.2, 4.7, 1.4, 'a "note", long'])
    source = recognise_source(str(path), MODEL, AS_FOUND)
    rows, _, _ = classified(source)
    assert answers(rows) == "SC"
    assert rows[1]["day"] == 'a "note", long'
    assert source.layout.notes[0] == "Sheet 3 of 3 was read."
    with pytest.raises(IrisError, match="There is no sheet “x”"):
        recognise_source(str(path), MODEL, AS_FOUND, sheet="x")
    with pytest.raises(IrisError, match="No column for"):
        recognise_source(str(path), MODEL, AS_FOUND, sheet="notes")


def test_a_workbook_that_spans_millions_of_empty_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(IrisError, match="too large"):
        recognise_source(str(path), MODEL, AS_FOUND)


def test_our_own_results_are_read_again(tmp_path: Path) -> None:
    frame = pl.DataFrame({name: [5.1, 7.0] for name in HEADER.split(",")} | {"list": [[1], [2]]})
    frame.write_parquet(tmp_path / "o.parquet")
    frame.write_ipc(tmp_path / "o.feather")
    for name in ("o.parquet", "o.feather"):
        rows, _, _ = classified(recognise_source(str(tmp_path / name), MODEL, AS_FOUND))
        assert [row["sepal_length"] for row in rows] == ["5.1", "7.0"]
    rows, _, _ = classified(written(tmp_path, "o.csv.gz", gzip.compress(table(S, C).encode())))
    assert answers(rows) == "SC"


def zipped(*names: str, data: bytes = b"x" * 100) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped("a.csv", "b.csv"), "several tables: “a.csv” and “b.csv”"),
        (zipped("a.sqlite"), "ZIP archive"),
        (zipped("iris", data=b"%PDF-1.7\n"), "a PDF document"),
        (zipped("Index/Document.iwa"), "Export it as CSV"),
        (gzip.compress(bytes(10_000_000), 1) * 60, "far more than its size suggests"),
        (gzip.compress(b"X\n\0\0\0\x03" + b"\0" * 300), "In R, write"),
        (gzip.compress(table(S).encode())[:-12], "damaged"),
        (b"PK\x03\x04" + b"\0" * 200, "damaged"),
        (b"PAR1" + b"\0" * 200 + b"PAR1", "damaged"),
        (b"ARROW1\0\0" + b"\0" * 200, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "damaged"),
        (b"@relation a\n@attribute x real\n@data\n{0 1}\n", "sparse"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_no_table_says_so(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(IrisError) as raised:
        written(tmp_path, "i", data)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("names", "where"),
    [(("notes.md", "iris.csv"), "file 2 of 2"), (("iris",), "the one file")],
)
def test_a_table_in_an_archive_is_found(tmp_path: Path, names: tuple[str, ...], where: str) -> None:
    source = written(tmp_path, "i.zip", zipped(*names, data=table(S).encode()))
    assert answers(classified(source)[0]) == "S"
    assert source.layout.notes == (f"The table is {where} in the ZIP archive.",)


def test_text_is_left_as_it_is() -> None:
    stream = io.BytesIO(table(S).encode())
    assert unpack(stream).stream is stream
    assert stream.tell() == 0
