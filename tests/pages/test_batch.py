"""The Batch page, run by Streamlit without a browser, on the bundled samples and on real files."""

import gc
import gzip
import weakref
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest
import streamlit as st
import xlsxwriter
from streamlit.testing.v1 import AppTest

from iris_model.__main__ import main
from iris_model.model import Model
from tests.hostile import LABELS, NAMES, NOUN, hostile_model
from tests.models import FILES, MODELS
from tools.servers import ROOT
from ui.batch import samples, uploads
from ui.batch.downloads import archive, report_page, workbook
from ui.batch.mix import MixSample
from ui.batch.results import Result
from ui.cached import SAMPLES as SAMPLE_DIR
from ui.plain_text import as_markdown

IRISES = MODELS["irises"]
SAMPLES = [name for name in samples.LABELS if name != "penguins.csv"]
"""Those of the irises."""
every_model = pytest.mark.parametrize("name", MODELS)
FLOWERS = b"sepal_length,sepal_width,petal_length,petal_width,note\n"
HOSTILE = "[a](http://b) **c** :red[d] $e$ <b>f</b>"


@pytest.fixture(autouse=True)
def session_ends_with_the_test() -> Iterator[None]:
    yield
    st.cache_resource.clear()


def open_batch_page(model: Model | None = None) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if model:
        page.session_state["own_model"] = model
    page.switch_page("pages/batch.py").run()
    assert not page.exception
    return page


def choose_sample(name: str, model: Model | None = None) -> AppTest:
    page = open_batch_page(model)
    page.button_group(key="sample").set_value(name).run()
    assert not page.exception
    return page


def upload(*files: tuple[str, bytes], model: Model | None = None) -> AppTest:
    page = open_batch_page(model)
    exchange(page, *files)
    return page


def exchange(page: AppTest, *files: tuple[str, bytes]) -> None:
    """Upload files in place of those before."""
    page.file_uploader(key="uploads").set_value([(n, b, "text/csv") for n, b in files]).run()
    assert not page.exception


def results(page: AppTest) -> list[Result]:
    return list(page.session_state["results"].values())


def figures(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def field(page: AppTest, label: str):
    return next(box for box in page.selectbox if box.label == label)


def by_command_line(path: Path, output: Path, *options: str) -> bytes:
    assert main(["classify", str(path), "-o", str(output), *options]) == 0
    return output.read_bytes()


def test_an_empty_page_shows_what_a_file_looks_like_and_offers_a_template_and_samples() -> None:
    page = open_batch_page()
    assert list(page.dataframe[0].value.columns) == list(IRISES.schema.names)
    assert page.download_button[0].label == "Download this as a template"
    assert page.button_group(key="sample").options == [samples.LABELS[name] for name in SAMPLES]
    assert {path.name for path in SAMPLE_DIR.iterdir()} == set(samples.LABELS)
    assert not page.metric


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gives_the_bytes_that_the_command_line_gives(name: str, tmp_path: Path) -> None:
    (result,) = results(choose_sample(name))
    assert result.csv.read_bytes() == by_command_line(SAMPLE_DIR / name, tmp_path / "out.csv")
    table = pl.read_parquet(result.parquet)
    by_command_line(SAMPLE_DIR / name, tmp_path / "out.parquet")
    assert table.equals(pl.read_parquet(tmp_path / "out.parquet"))


def test_rows_with_problems_are_counted_and_come_first_with_their_reasons() -> None:
    page = choose_sample("problem-rows.csv")
    counts = figures(page)
    assert (counts["Rows"], counts["Classified"], counts["Problems"]) == ("28", "16", "12")
    first = page.dataframe[1].value
    assert first["why"].str.contains("petal_width").iloc[0]
    assert first["row"].iloc[0] == 3
    assert first["plant"].iloc[0] == "A-03"
    assert first["why"].str.contains("Unlike any training flower").any()
    assert first["why"].str.startswith("Uncertain").iloc[-1]


def test_a_file_without_a_doubt_says_so() -> None:
    page = upload(("sure.csv", FLOWERS + b"5.1,3.5,1.4,0.2,\n"))
    assert "No row has a problem" in page.success[0].value


@pytest.mark.parametrize(
    ("view", "rows"), [("All", 28), ("Problems", 12), ("Warnings", 1), ("Uncertain", 4)]
)
def test_a_view_shows_its_rows_and_their_numbers(view: str, rows: int) -> None:
    page = choose_sample("problem-rows.csv")
    views = page.button_group[1]
    assert f"{view} ({rows})" in views.options
    views.set_value(view).run()
    table = page.dataframe[2].value
    assert len(table) == rows
    plants = pl.read_parquet(results(page)[0].parquet)["plant"].to_list()
    assert [plants[number - 1] for number in table["row"]] == table["plant"].tolist()


def test_a_long_file_is_shown_in_parts_that_together_hold_every_row() -> None:
    page = upload(("long.csv", FLOWERS + b"5.1,3.5,1.4,0.2,\n" * 250_000))
    part = field(page, "Part")
    starts, ends = zip(
        *(option.split(" of ")[0].split(" to ") for option in part.options), strict=True
    )
    numbers = [int(end.replace(",", "")) for end in ends]
    assert [int(start.replace(",", "")) - 1 for start in starts] == [0, *numbers[:-1]]
    assert numbers[-1] == 250_000
    assert page.dataframe[1].value["row"].iloc[0] == 1
    part.select_index(1).run()
    assert page.dataframe[1].value["row"].iloc[0] == numbers[0] + 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("flowers.csv", b"PK\x03\x04" + b"xl/workbook.xml" * 20, "The file is damaged"),
        ("flowers.pdf", b"%PDF-1.7" * 20, "PDF"),
        ("empty.csv", b"", "The file is empty"),
        (
            "three.csv",
            b"sepal_length,sepal_width,petal_length\n1,2,3\n",
            "No column for petal width",
        ),
    ],
)
def test_a_refused_file_says_why_and_leaves_nothing(
    name: str, content: bytes, sentence: str
) -> None:
    page = upload((name, content))
    assert page.error[0].value == "This file can’t be classified."
    assert sentence in page.text[0].value
    assert not results(page)


def test_a_file_that_breaks_off_half_way_leaves_no_half_of_a_result() -> None:
    flowers = b"5.1,3.5,1.4,0.2,\n" * 100_000
    broken = FLOWERS + flowers + b"x" * 1_100_000 + b"\n"
    page = upload(("short.csv", FLOWERS), ("broken.csv", broken))
    assert "A line is longer than 1 MB" in page.dataframe[0].value["Not classified"].iloc[1]
    (result,) = results(page)
    folders = [path for path in result.folder.parent.iterdir() if path.is_dir()]
    assert folders == [result.folder]


def test_a_user_can_say_which_column_is_which() -> None:
    content = b"a,b,c,d,e\n1,5.1,3.5,1.4,0.2\n2,6.3,3.3,6.0,2.5\n"
    page = upload(("odd.csv", content))
    assert page.error
    for index, measurement in enumerate(IRISES.schema.measurements, start=1):
        field(page, f"Column for {measurement.phrase}").select_index(index + 1).run()
    assert not page.error
    (result,) = results(page)
    assert [column.name for column in result.layout.columns.values()] == list("bcde")
    assert result.summary.groups == {"Setosa": 1, "Virginica": 1, "Versicolor": 0}


def test_a_user_can_say_that_the_first_line_is_no_header_and_what_the_marks_are() -> None:
    page = upload(("bare.csv", b"5,1;3,5;1,4;0,2\n6,3;3,3;6,0;2,5\n5,0;3,4;1,5;0,2\n"))
    (recognised,) = results(page)
    assert not recognised.layout.header
    field(page, "Decimal mark").select("Point").run()
    (corrected,) = results(page)
    assert corrected.layout.decimal == "."
    assert figures(page)["Problems"] == "3"
    assert not recognised.folder.exists()


def test_a_file_that_states_varieties_is_scored() -> None:
    page = choose_sample("kaggle.csv")
    assert any("agrees with 33 of 36 labels" in text.value for text in page.markdown)
    disagreeing = page.dataframe[-1].value
    assert sorted(disagreeing["Id"]) == ["134", "71", "84"]
    assert "Disagreeing (3)" in page.button_group[1].options


def test_labels_that_mean_nothing_are_no_error() -> None:
    page = upload(("labels.csv", FLOWERS.replace(b"note", b"variety") + b"5.1,3.5,1.4,0.2,rose\n"))
    assert figures(page)["Classified"] == "1"
    assert not any("agrees with" in text.value for text in page.markdown)


def test_differing_flowers_are_warned_about_and_few_rows_are_not_judged() -> None:
    assert "Setosa sepal length" in choose_sample("dried-flowers.csv").warning[0].value
    assert "Too few rows to judge" in choose_sample("problem-rows.csv").info[0].value


def test_formulas_are_disarmed_unless_the_user_wants_them_raw(tmp_path: Path) -> None:
    path = tmp_path / "formula.csv"
    path.write_bytes(FLOWERS + b"5.1,3.5,1.4,0.2,=1+1\n")
    page = upload((path.name, path.read_bytes()))
    guarded = results(page)[0].csv.read_bytes()
    assert b"'=1+1" in guarded
    assert guarded == by_command_line(path, tmp_path / "guarded.csv")
    assert "1 cell that looks like a formula got an apostrophe" in " ".join(captions(page))
    page.checkbox(key="raw").check().run()
    assert "apostrophe" not in " ".join(captions(page))
    raw = results(page)[0].csv.read_bytes()
    assert b",=1+1," in raw
    assert raw == by_command_line(path, tmp_path / "raw.csv", "--raw")


@pytest.mark.parametrize(
    ("mark", "place", "said"),
    [(b"", "Köln", True), (b"", "Bonn", False), (b"\xef\xbb\xbf", "Köln", False)],
)
def test_letters_that_excel_may_misread_are_said(mark: bytes, place: str, said: bool) -> None:
    rows = f"5.1,3.5,1.4,0.2,{place}\nx,3.5,1.4,0.2,\n"  # the problem has quotation marks
    page = upload(("places.csv", mark + FLOWERS + rows.encode()))
    warning = "Excel may show letters of this CSV file wrongly: take the Excel file."
    assert (warning in captions(page)) == said


def test_several_files_have_a_result_each_and_a_bad_one_spoils_no_other(tmp_path: Path) -> None:
    names = ["gist.csv", "millimetres.tsv"]
    files = [(name, (SAMPLE_DIR / name).read_bytes()) for name in names]
    page = upload(files[0], ("book.pdf", b"%PDF-1.7" * 9), files[1], files[1])
    overview = page.dataframe[0].value
    assert overview["File"].tolist() == ["gist.csv", "book.pdf", "millimetres.tsv", *names[1:]]
    assert overview["Rows"].dropna().tolist() == [150, 27, 27]
    assert "PDF" in overview["Not classified"].iloc[1]
    field(page, "File to look at").select_index(2).run()
    assert figures(page)["Rows"] == "27"
    field(page, "File to look at").select_index(1).run()
    assert "PDF" in page.text[0].value


def test_an_archive_holds_every_result_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2" * 100_000)
    content = archive({"a.csv": tmp_path / "one", "ä.csv": tmp_path / "two"}, tmp_path)
    (tmp_path / "all.zip").write_bytes(content)
    with ZipFile(tmp_path / "all.zip") as zipped:
        assert {n: len(zipped.read(n)) for n in zipped.namelist()} == {"a.csv": 1, "ä.csv": 100_000}


def test_a_correction_stays_with_its_file_while_another_is_looked_at() -> None:
    content = b"5.1;3.5;1.4;0.2\n"
    page = upload(("one.csv", content), ("two.csv", content))
    field(page, "Decimal mark").select("Comma").run()
    field(page, "File to look at").select_index(1).run()
    assert figures(page)["Problems"] == "0"
    field(page, "File to look at").select_index(0).run()
    assert figures(page)["Problems"] == "1"


def test_a_correction_goes_with_its_file() -> None:
    content = b"5.1;3.5;1.4;0.2\n"
    page = upload(("one.csv", content))
    field(page, "Decimal mark").select("Comma").run()
    assert figures(page)["Problems"] == "1"
    exchange(page, ("two.csv", content))
    assert figures(page)["Problems"] == "0"
    assert field(page, "Decimal mark").value == "As recognised"


def test_one_file_after_another_makes_no_more_widgets_than_the_first() -> None:
    """Streamlit keeps what it knows of a widget until the session ends, however long it is gone."""

    def widgets(page: AppTest) -> set[str]:
        drawn = [*page.selectbox, *page.button_group, *page.checkbox]
        return {widget.id for widget in [*drawn, *page.download_button]}

    flowers = [(f"{name}.csv", FLOWERS + b"5.1,3.5,1.4,0.2,\n") for name in "abcdef"]
    for count in (1, 2):
        page = upload(*flowers[:count])
        first = widgets(page)
        exchange(page, *flowers[count : 2 * count])
        assert widgets(page) == first


@pytest.mark.parametrize("count", [1, 2])
def test_nothing_of_a_file_that_is_gone_stays_in_memory(count: int) -> None:
    def flowers(name: str) -> list[tuple[str, bytes]]:
        return [(f"{name}{at}.csv", FLOWERS + b"5.1,3.5,1.4,0.2,\n") for at in range(count)]

    page = upload(*flowers("a"))
    gone = [weakref.ref(result) for result in results(page)]
    assert len(gone) == count
    exchange(page, *flowers("b"))
    gc.collect()
    assert not any(result() for result in gone)


def test_the_result_of_a_file_that_is_gone_is_removed() -> None:
    page = choose_sample("gist.csv")
    (result,) = results(page)
    assert result.csv.exists()
    page.button_group(key="sample").set_value("kaggle.csv").run()
    assert not result.folder.exists()
    (result,) = results(page)
    page.button_group(key="sample").set_value(None).run()
    assert not result.folder.exists()


MISSING = FLOWERS + b"5.1,3.5,1.4,,a\n5.1,3.5,x,0.2,b\n,,,,c\n6.3,,6.0,2.5,d\n5.1,3.5,1.4,0.2,a\n"


def captions(page: AppTest) -> list[str]:
    return [caption.value for caption in page.caption]


def test_the_page_says_how_many_rows_lack_measurements_and_answers_them(tmp_path: Path) -> None:
    path = tmp_path / "missing.csv"
    path.write_bytes(MISSING)
    page = upload((path.name, MISSING))
    assert figures(page)["Problems"] == "4"
    assert any("would answer 2 of the 4 rows" in text for text in captions(page))
    page.toggle(key="partial_rows").set_value(True).run()
    assert figures(page)["Problems"] == "2"
    assert "2 rows are answered without all measurements." in captions(page)
    (result,) = results(page)
    expected = by_command_line(path, tmp_path / "out.csv", "--partial")
    assert result.csv.read_bytes() == expected


def test_a_file_without_a_column_is_answered_from_the_others_when_asked() -> None:
    content = b"sepal_length,sepal_width,petal_length\n5.1,3.5,1.4\n"
    page = upload(("three.csv", content))
    assert any("sepal width and petal length alone" in text.value for text in page.markdown)
    page.toggle(key="partial_rows").set_value(True).run()
    assert not page.error
    assert figures(page)["Classified"] == "1"


def test_the_reasons_of_every_row_are_a_column_when_asked(tmp_path: Path) -> None:
    page = choose_sample("gist.csv")
    page.toggle(key="row_reasons").set_value(True).run()
    (result,) = results(page)
    path = SAMPLE_DIR / "gist.csv"
    assert result.csv.read_bytes() == by_command_line(path, tmp_path / "out.csv", "--reasons")
    assert "petal length +" in pl.read_parquet(result.parquet)["reasons"][0]


def test_the_mix_of_a_file_is_estimated_and_taken_by_a_click(tmp_path: Path) -> None:
    lines = training_file(IRISES).decode().splitlines(keepends=True)
    rows = [lines[0], *lines[1:41], *lines[51:61], *lines[101:106]]
    path = tmp_path / "mixed.csv"
    path.write_text("".join(rows))
    page = upload((path.name, path.read_bytes()))
    (result,) = results(page)
    estimate = result.mix_sample.estimate()
    assert estimate is not None
    assert estimate.shares == pytest.approx((40 / 55, 10 / 55, 5 / 55), abs=0.02)
    said = next(text.value for text in page.text if "in this file" in text.value)
    assert f"{100 * estimate.shares[0]:.1f} % ± {196 * estimate.errors[0]:.1f} in this" in said
    page.button(key="file_mix").click().run()
    assert any("assume another mix of varieties" in text.value for text in page.text)
    shares = zip(IRISES.schema.group_names, estimate.shares, strict=True)
    mix = ",".join(f"{name}={share!r}" for name, share in shares)
    expected = by_command_line(path, tmp_path / "out.csv", "--mix", mix)
    assert results(page)[0].csv.read_bytes() == expected
    next(b for b in page.button if b.label == "As in the training rows").click().run()
    assert results(page)[0].csv.read_bytes() == by_command_line(path, tmp_path / "out.csv")


def test_typed_shares_are_a_mix_too() -> None:
    page = choose_sample("gist.csv")
    page.text_input(key="batch_share_0").set_value("50")
    page.text_input(key="batch_share_1").set_value("many")
    page.text_input(key="batch_share_2").set_value("50,0")
    next(b for b in page.button if b.label == "Use these shares").click().run()
    assert not any("another mix" in text.value for text in page.text)
    page.text_input(key="batch_share_1").set_value("100")
    next(b for b in page.button if b.label == "Use these shares").click().run()
    said = next(text.value for text in page.text if "another mix" in text.value)
    assert "Setosa 25.0 %, Versicolor 50.0 % and Virginica 25.0 %" in said


def test_a_long_file_is_sampled_evenly_for_its_mix() -> None:
    sample = MixSample(IRISES)
    flowers = pl.DataFrame(IRISES.training.measurements, schema=list(IRISES.schema.names))
    for _ in range(400):
        sample.add(flowers)
    estimate = sample.estimate()
    assert sample.rows == 60_000
    assert estimate is not None
    assert estimate.shares == pytest.approx((1 / 3, 1 / 3, 1 / 3), abs=0.01)


def test_a_file_is_summed_up_by_a_column() -> None:
    page = upload(("sites.csv", MISSING))
    field(page, "Sum up by").select_index(1).run()
    table = next(d.value for d in page.dataframe if "note" in d.value and " Answer" in d.value)
    assert table["note"].tolist() == ["a", "b", "c", "d", "All"]
    assert table[" Rows"].tolist() == ["2", "1", "1", "1", "5"]
    assert table["● Setosa "].iloc[0].startswith("1 (21–100 %)")
    assert table[" Answer"].iloc[0] == "Not clear"


def test_rows_can_be_pasted_from_a_spreadsheet() -> None:
    page = open_batch_page()
    text = (SAMPLE_DIR / "gist.csv").read_text().replace(",", "\t")
    page.text_area(key="pasted_rows").set_value(text).run()
    assert not page.exception
    assert figures(page)["Classified"] == "150"
    assert results(page)[0].layout.separator == "\t"
    page.text_area(key="pasted_rows").set_value("").run()
    assert not page.metric
    assert not results(page)


def test_a_file_survives_a_visit_to_another_page_and_can_be_removed() -> None:
    content = FLOWERS + b"5.1,3.5,1.4,0.2,\n"
    page = upload((f"{HOSTILE}.csv", content))
    (result,) = results(page)
    for _ in range(3):
        page.switch_page("pages/model.py").run()
        page.switch_page("pages/batch.py").run()
        assert not page.exception
        assert figures(page)["Classified"] == "1"
        assert results(page) == [result]
    assert any(HOSTILE in text.value for text in page.text)
    exchange(page, ("second.csv", content))
    assert page.dataframe[0].value["File"].tolist() == [f"{HOSTILE}.csv", "second.csv"]
    page.button(key="remove_0").click().run()
    assert not page.exception
    (left,) = results(page)
    assert left is not result
    assert not result.folder.exists()


def test_the_switches_survive_a_visit_to_another_page() -> None:
    page = upload(("missing.csv", MISSING))
    page.toggle(key="partial_rows").set_value(True).run()
    page.switch_page("pages/explore.py").run()
    page.switch_page("pages/batch.py").run()
    assert page.toggle(key="partial_rows").value
    assert figures(page)["Problems"] == "2"


def test_more_files_than_the_server_keeps_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "MOST_KEPT", 100)
    content = FLOWERS + b"5.1,3.5,1.4,0.2,\n"
    page = upload(("one.csv", content), ("two.csv", content))
    assert "Remove one first" in page.error[0].value
    assert "two.csv was not kept." in page.text[0].value
    assert len(results(page)) == 1


def test_the_verdict_comes_before_the_counts() -> None:
    page = choose_sample("dried-flowers.csv")
    kinds = [element.type for element in page.main]
    assert kinds.index("warning") < kinds.index("header")
    assert "probabilities may not hold" in page.warning[0].value
    assert len(page.warning) == 1


def test_no_probability_on_the_page_claims_certainty() -> None:
    page = choose_sample("gist.csv")
    shown = page.dataframe[2].value
    probabilities = shown[[f"probability_{n.lower()}" for n in IRISES.schema.group_names]]
    texts = set(probabilities.to_numpy().ravel())
    assert "<0.0001" in texts
    assert not texts & {"0.0000", "1.0000"}
    table = pl.read_parquet(results(page)[0].parquet)
    assert "0.0000" in set(table["probability_virginica"])


def test_codes_that_may_mean_anything_are_not_scored_until_a_visitor_says_so() -> None:
    names = {"Setosa": "1", "Versicolor": "2", "Virginica": "0"}
    text = training_file(IRISES).decode()
    for name, code in names.items():
        text = text.replace(name, code)
    page = upload(("clusters.csv", text.encode()))
    assert any("codes are not scored" in markdown.value for markdown in page.markdown)
    assert not any("The model agrees with" in markdown.value for markdown in page.markdown)
    page.toggle(key="by_codes").set_value(True).run()
    assert not page.exception
    assert any(
        "The model agrees with 146 of" in m.value or "of 150" in m.value for m in page.markdown
    )


def test_a_result_comes_as_a_workbook_with_the_rows_of_the_csv(tmp_path: Path) -> None:
    (result,) = results(choose_sample("problem-rows.csv"))
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(result, tmp_path))
    rows = fastexcel.read_excel(path).load_sheet("Rows", dtypes="string").to_polars()
    table = pl.read_parquet(result.parquet)
    assert rows.columns == table.columns
    assert rows["predicted_variety"].equals(table["predicted_variety"])
    assert rows["problem"].equals(table["problem"])


def in_sheets(path: Path, **sheets: bytes) -> bytes:
    """Return a workbook with tables in its sheets."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": True}) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(table.decode().splitlines()):
                sheet.write_row(at, 0, line.split(","))
    return path.read_bytes()


def test_a_workbook_is_read_and_another_sheet_can_be_chosen(tmp_path: Path) -> None:
    one, two = FLOWERS + b"5.1,3.5,1.4,0.2,a\n", FLOWERS + b"6.3,3.3,6.0,2.5,b\n" * 2
    content = in_sheets(tmp_path / "book.xlsx", Notes=b"x,y\n1,2\n", May=one, June=two)
    page = upload(("book.xlsx", content))
    assert figures(page)["Rows"] == "1"
    assert results(page)[0].summary.groups["Setosa"] == 1
    folder = results(page)[0].folder.parent
    field(page, "Sheet").select("June").run()
    assert figures(page)["Rows"] == "2"
    assert results(page)[0].summary.groups["Virginica"] == 2
    assert "Encoding" not in [each.label for each in page.selectbox]
    exchange(page, ("rows.csv.gz", gzip.compress(one)))
    assert figures(page)["Rows"] == "1"
    texts = page.session_state["unpacked_texts"]
    assert [key[0] for key in texts] == list(page.session_state["kept_uploads"])
    files = [path for path in folder.iterdir() if path.is_file()]
    assert len(files) == 2  # what came, and what was unpacked


def test_a_user_can_say_which_encoding_a_file_has() -> None:
    content = FLOWERS + "5.1,3.5,1.4,0.2,ирис\n".encode("windows-1251")
    page = upload(("russian.csv", content))
    field(page, "Encoding").select("windows-1251").run()
    assert not page.error
    assert page.dataframe[-1].value["note"].tolist() == ["ирис"]
    assert ",ирис,Setosa".encode("windows-1251") in results(page)[0].csv.read_bytes()


def test_the_report_says_what_the_page_says() -> None:
    page = upload((f"{HOSTILE}.csv", MISSING))
    (result,) = results(page)
    (kept,) = page.session_state["kept_uploads"].values()
    html = report_page(kept.name, result, IRISES, None).decode()
    assert "5 rows, 1 classified" in html
    assert "the petal width is missing" in html
    assert "<b>f</b>" not in html
    assert "&lt;b&gt;f&lt;/b&gt;" in html


def test_text_of_a_file_never_reaches_what_renders_markdown() -> None:
    header = FLOWERS.decode().replace("note", f"variety,{HOSTILE}")
    rows = f"5.1,3.5,1.4,0.2,setosa,x\n{HOSTILE},3.5,1.4,0.2,setosa,x\n"
    good = (f"{HOSTILE}.csv", (header + rows).encode())
    truth = ("truth.csv", FLOWERS.replace(b"note", b"class") + b"5.1,3.5,1.4,0.2,setosa\n")
    refused = (f"{HOSTILE}.txt", f"{HOSTILE},b\n1,2\n".encode())
    for files in ([good], [refused], [good, truth, refused]):
        page = upload(*files)
        assert_plain(page, "**c**", ":red[")


def assert_plain(page: AppTest, *texts: str) -> None:
    """Hold that texts are nowhere where Streamlit reads Markdown, unless escaped."""
    rendered = [*page.markdown, *page.error, *page.info, *page.warning, *page.success]
    rendered += [*page.caption, *page.header, *page.subheader, *page.title]
    shown = [element.value for element in rendered]
    labelled = [*page.metric, *page.selectbox, *page.button_group, *page.checkbox]
    labelled += [*page.download_button, *page.button, *page.expander, *page.text_area]
    shown += [element.label for element in [*labelled, *page.file_uploader]]
    shown += [metric.help or "" for metric in page.metric]
    shown += [option for group in page.button_group for option in group.options]
    for text in texts:
        assert not any(text in each.replace(as_markdown(text), "") for each in shown), text


def training_file(model: Model) -> bytes:
    """Return the rows that a model holds, as a file of its own measurements with labels."""
    names = model.schema.group_names
    table = pl.DataFrame(
        {
            **dict(zip(model.schema.names, model.training.measurements.T, strict=True)),
            "class": [names[code] for code in model.training.codes],
        }
    )
    return table.write_csv().encode()


@every_model
def test_the_page_serves_any_model(name: str, tmp_path: Path) -> None:
    model = MODELS[name]
    page = open_batch_page(model)
    assert list(page.dataframe[0].value.columns) == list(model.schema.names)
    assert len(page.dataframe[0].value) == len(model.schema.groups)
    path = tmp_path / "rows.csv"
    path.write_bytes(training_file(model))
    exchange(page, (path.name, path.read_bytes()))
    (result,) = results(page)
    output = tmp_path / "out.csv"
    expected = by_command_line(path, output, "--model", str(FILES[name]))
    assert result.csv.read_bytes() == expected
    codes = model.probabilities(model.training.measurements).argmax(axis=1)
    right = int((codes == model.training.codes).sum())
    said = as_markdown(f"The model agrees with {right:,} of {len(codes):,} labels")
    assert any(said in text.value for text in page.markdown)
    assert page.header[0].value == f"The {model.schema.group.plural}"
    for view in page.button_group[-1].options:
        page.button_group[-1].set_value(view.rsplit(" (", 1)[0]).run()
        assert not page.exception


@every_model
def test_only_samples_with_the_measurements_of_the_model_are_offered(name: str) -> None:
    page = open_batch_page(MODELS[name])
    offered = [option for group in page.button_group for option in group.options]
    own = {"irises": [samples.LABELS[name] for name in SAMPLES], "penguins": ["344 penguins"]}
    assert offered == own.get(name, [])


def test_the_penguins_of_the_sample_are_answered_by_their_model(tmp_path: Path) -> None:
    (result,) = results(choose_sample("penguins.csv", MODELS["penguins"]))
    options = ("--model", str(FILES["penguins"]))
    expected = by_command_line(SAMPLE_DIR / "penguins.csv", tmp_path / "out.csv", *options)
    assert result.csv.read_bytes() == expected
    assert result.summary.problems == 2


def test_a_file_is_answered_by_the_model_in_use() -> None:
    page = upload(("rows.csv", training_file(MODELS["penguins"])), model=MODELS["penguins"])
    assert figures(page)["Classified"] == "342"
    page.session_state["own_model"] = IRISES
    page.run()
    assert page.error[0].value == "This file can’t be classified."
    page.session_state["own_model"] = MODELS["penguins"]
    page.run()
    assert figures(page)["Classified"] == "342"


def test_a_hostile_model_shows_its_names_only_as_text() -> None:
    model = hostile_model()
    page = open_batch_page(model)
    assert_plain(page, *NAMES, *LABELS, NOUN)
    exchange(page, ("rows.csv", training_file(model)))
    assert figures(page)["Classified"] == "342"
    assert_plain(page, *NAMES, *LABELS, NOUN)
    exchange(page, ("less.csv", b"bill_length,a,b,c\n40,18,190,3000\n"))
    assert page.error
    assert_plain(page, *NAMES, *LABELS, NOUN)
