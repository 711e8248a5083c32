"""The Train page, run by Streamlit without a browser."""

import polars as pl
import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from iris_model.files.reading.any_table import read_any_table
from iris_model.model_storage import load_model, model_bytes
from tests.hostile import LABELS, NAMES, SOURCE
from tests.packing import every_kind
from tools.servers import ROOT
from ui.train.unlabelled import rows_without_group

SMALL = "weight,kind\n" + "".join(
    f"{10 + row % 2 * 3 + row % 7 / 10},{'ab'[row % 2]}\n" for row in range(20)
)


@pytest.fixture
def page():
    return open_train_page()


def open_train_page():
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    page.switch_page("pages/train.py").run()
    assert not page.exception
    return page


def upload(page, content, name="table.csv"):
    page.file_uploader(key="table").set_value((name, content.encode(), "text/csv")).run()
    assert not page.exception
    return page


def press(page, label):
    (button,) = [each for each in page.button if each.label == label]
    button.click().run()
    assert not page.exception


def texts(page):
    return "\n".join(each.value for each in page.text)


def headers(page):
    return [each.value for each in page.header]


def labels(page):
    return [each.label for each in page.button]


@pytest.fixture(scope="module")
def trained():
    """The page with a small workbook, three rows of it without a group, after it was trained."""
    page = open_train_page()
    content = every_kind((SMALL + "10.2,\n13.4,NA\n99,\n").encode())[".xlsx"]
    page.file_uploader(key="table").set_value(("weights.xlsx", content, "")).run()
    press(page, "Train")
    return page


def test_the_table_comes_first_and_the_limits_are_said(page):
    uploaders = page.get("file_uploader")
    assert uploaders[0].label == "A table of your own: CSV, Excel or Parquet, zipped too"
    said = " ".join(each.value for each in page.markdown).replace("\n", " ")
    for limit in ("2 to 8 groups", "at least 5 rows", "20 in all", "200,000 rows", "5 minutes"):
        assert limit in said


def test_the_penguins_are_recognised(page):
    page.button_group(key="sample_table").set_value("344 penguins").run()
    assert "342 of 344 rows are used. Left out: 2 (missing cell)." in texts(page)
    uses = page.dataframe[1].value.set_index("Column")
    assert uses.loc["species", "Use"] == "names the groups"
    assert uses.loc["body_mass_g"].tolist() == ["measurement", "g", "2700 to 6300"]
    assert uses.loc["year", "Use"] == "not used: years"
    assert page.multiselect[0].value == [
        *("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"),
    ]


def test_pasted_rows_are_a_table(page):
    page.text_area(key="pasted").set_value(SMALL.replace(",", "\t")).run()
    assert "20 of 20 rows are used." in texts(page)
    assert "Train" in labels(page)


@pytest.mark.parametrize("kind", every_kind(b"x,y\n1,2\n"))
def test_a_workbook_or_packed_table_is_read(page, kind):
    content = every_kind(SMALL.encode())[kind]
    page.file_uploader(key="table").set_value((f"weights{kind}", content, "")).run()
    assert "20 of 20 rows are used." in texts(page)


def test_another_sheet_of_a_workbook_can_be_chosen(page, tmp_path):
    lines = SMALL.splitlines()
    content = workbook(tmp_path / "book.xlsx", May=lines, June=lines + lines[1:])
    page.file_uploader(key="table").set_value(("book.xlsx", content, "")).run()
    assert "20 of 20 rows are used." in texts(page)
    page.selectbox[0].select("June").run()
    assert "40 of 40 rows are used." in texts(page)


def workbook(path, **sheets):
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line.split(","))
    return path.read_bytes()


def test_an_upload_moves_to_the_folder_of_the_session(page):
    upload(page, SMALL)
    page.run()
    assert "20 of 20 rows are used." in texts(page)
    held = page.session_state["session_folder"].path / "table"
    assert held.read_text() == SMALL


def leave_and_return(page):
    page.switch_page("pages/explore.py").run()
    page.switch_page("pages/train.py").run()
    assert not page.exception


def test_a_table_and_its_corrections_are_there_again_after_another_page(page):
    upload(page, SMALL + "9,c\n" * 6, "shells.csv")
    page.multiselect[1].set_value(["c"]).run()
    leave_and_return(page)
    assert "Your table from before: shells.csv" in texts(page)
    assert "20 of 26 rows are used." in texts(page)
    press(page, "Remove")
    assert "What was recognised" not in headers(page)
    page.text_area(key="pasted").set_value(SMALL).run()
    leave_and_return(page)
    assert "20 of 20 rows are used." in texts(page)


def test_another_table_takes_the_place_of_the_one_from_before(page):
    upload(page, SMALL)
    leave_and_return(page)
    upload(page, SMALL + "9,a\n")
    assert "21 of 21 rows are used." in texts(page)
    assert "from before" not in texts(page)
    page.file_uploader(key="table").set_value([]).run()
    assert "What was recognised" not in headers(page)


def test_each_thing_recognised_can_be_corrected(page):
    page.button_group(key="sample_table").set_value("344 penguins").run()
    page.selectbox[0].set_value("island").run()
    assert page.dataframe[0].value["Group"].tolist() == ["Biscoe", "Dream", "Torgersen"]
    page.multiselect[0].set_value(["body_mass_g", "year"]).run()
    uses = page.dataframe[1].value.set_index("Column")["Use"]
    assert uses[uses == "measurement"].index.tolist() == ["body_mass_g", "year"]
    page.multiselect[1].set_value(["Dream"]).run()
    assert page.dataframe[0].value["Group"].tolist() == ["Biscoe", "Torgersen"]
    assert "124 (group left out)" in texts(page)


def test_a_group_too_small_is_left_out_with_one_click(page):
    upload(page, SMALL + "9,rare\n9.5,rare\n")
    assert page.error
    assert "Group “rare” has 2 usable rows" in texts(page)
    assert "(--" not in texts(page)
    press(page, "Leave out the group with too few rows")
    assert not page.error
    assert "2 (group left out)" in texts(page)
    assert "Train" in labels(page)


@pytest.mark.parametrize(("count", "rest"), [(10, "2 smallest groups"), (9, "smallest group")])
def test_of_too_many_groups_the_smallest_are_left_out_with_one_click(page, count, rest):
    rows = "".join(
        f"{row * 7 % 13},{'abcdefghij'[row % (count if row < 90 else 8)]}\n" for row in range(110)
    )
    upload(page, "x,kind\n" + rows)
    assert f"{count} groups, and at most 8" in texts(page)
    press(page, f"Leave out the {rest}")
    assert page.dataframe[0].value["Group"].tolist() == list("abcdefgh")


@pytest.mark.parametrize(
    "content", ["", "\n", "a,b\n", "%PDF-1.7\n", "{}", "x\n1\n2\n", "a,b\n1,2\n"], ids=repr
)
def test_what_can_not_be_trained_on_is_one_error_and_no_button(page, content):
    upload(page, content)
    assert len(page.error) == 1
    assert texts(page)
    assert "(--" not in texts(page)
    assert "Train" not in labels(page)


def test_a_model_file_in_the_place_of_a_table_is_told_where_to_go(page):
    upload(page, (ROOT / "tests" / "models" / "two.json").read_text(), "two.json")
    assert "“Load a model”" in texts(page)


def test_without_any_measurement_chosen_there_is_nothing_to_train(page):
    upload(page, SMALL)
    page.multiselect[0].set_value([]).run()
    assert "Choose 1 to 8 measurements" in texts(page)
    assert "Train" not in labels(page)


def test_groups_are_left_out_with_one_click_only_where_two_remain(page):
    upload(page, "x,kind\n" + "".join(f"{row * 7 % 13},{'abcde'[row % 5]}\n" for row in range(21)))
    assert page.error
    assert not [label for label in labels(page) if label.startswith("Leave out")]


def test_the_penguins_wait_until_the_file_is_removed(page):
    upload(page, SMALL)
    assert page.button_group(key="sample_table").disabled
    assert page.text_area(key="pasted").disabled
    page.file_uploader(key="table").set_value([]).run()
    assert not page.button_group(key="sample_table").disabled


def test_a_column_can_be_chosen_where_none_was_found(page):
    upload(page, "".join(f"{10 + row % 2 * 3}.{row % 7},{row % 2}\n" for row in range(30)))
    assert page.error
    page.selectbox[0].set_value("column_2").run()
    assert not page.error
    assert page.dataframe[0].value["Group"].tolist() == ["0", "1"]


def test_a_trained_model_says_how_good_it_is(trained):
    assert not trained.error
    assert "How good is it?" in headers(trained)
    assert "20 of 20 specimens correctly" in texts(trained)
    assert "Always giving the same answer would get 10 right" in texts(trained)
    assert "It recognised every kind every time." in texts(trained)
    downloads = [each.label for each in trained.get("download_button")]
    assert downloads[:2] == ["Download the model", "Download one HTML file"]
    assert {"Use it on all pages", "Put it on the web", "Train"} <= {*labels(trained)}


def test_rows_without_a_group_are_answered(trained):
    assert "The rows without a group" in headers(trained)
    answers = trained.dataframe[-1].value
    assert answers["row"].astype(int).tolist() == [21, 22, 23]
    assert answers["predicted_kind"].tolist()[:2] == ["a", "b"]
    assert "99" in answers["problem"].tolist()[2]
    model = trained.session_state["trained"].model
    expected = [model.classify((value,))[1][1] for value in (10.2, 13.4)]
    shown = answers["probability_b"][:2].astype(float).tolist()
    assert shown == pytest.approx(expected, abs=5e-5)
    assert trained.get("download_button")[-1].label == "Download these answers"


def test_the_steps_to_the_web_say_that_the_rows_are_public(trained):
    press(trained, "Put it on the web")
    assert 'IRIS_MODEL = "data/model.json"' in " ".join(m.value for m in trained.markdown)
    assert "all 20 rows" in trained.warning[0].value
    press(trained, "Put it on the web")
    assert not trained.warning


def test_a_model_in_use_is_on_every_page_until_the_way_back(trained):
    press(trained, "Use it on all pages")
    assert trained.success
    assert not trained.checkbox  # its rows are in the present model already
    for path in ("app.py", "pages/explore.py", "pages/model.py"):
        trained.switch_page(path).run()
        assert not trained.exception
        assert "Which kind is this?" in trained.markdown[0].value
    trained.switch_page("pages/train.py").run()
    assert "How good is it?" in headers(trained)  # what was trained is still there
    press(trained, "Back to the irises")
    assert "own_model" not in trained.session_state


def test_a_model_from_before_is_loaded(page):
    content = model_bytes(load_model(ROOT / "tests" / "models" / "two.json"))
    page.file_uploader(key="model_file").set_value(("m.json", content, "application/json")).run()
    assert "How good is it?" in headers(page)
    press(page, "Use it on all pages")
    assert page.session_state["own_model"].schema.group_names


def test_the_newest_model_is_shown_whether_trained_or_loaded(page):
    content = model_bytes(load_model(ROOT / "tests" / "models" / "two.json"))
    page.file_uploader(key="model_file").set_value(("m.json", content, "application/json")).run()
    upload(page, SMALL)
    press(page, "Train")
    assert "Which kind is this?" in headers(page)
    press(page, "Use it on all pages")
    assert page.session_state["own_model"].schema.group.singular == "kind"
    page.file_uploader(key="model_file").set_value(("2.json", content, "application/json")).run()
    assert "Which kind is this?" not in headers(page)
    page.multiselect[1].set_value(["a"]).run()
    assert "has only the group “b” left" in texts(page)
    page.multiselect[1].set_value([]).run()
    page.file_uploader(key="model_file").set_value([]).run()
    assert "Which kind is this?" in headers(page)


def test_a_loaded_model_gives_way_to_a_table(page):
    content = model_bytes(load_model(ROOT / "tests" / "models" / "two.json"))
    page.file_uploader(key="model_file").set_value(("m.json", content, "application/json")).run()
    assert "How good is it?" in headers(page)
    upload(page, SMALL)
    assert "How good is it?" not in headers(page)
    page.file_uploader(key="table").set_value([]).run()
    assert "How good is it?" in headers(page)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x80\x04", b"[" * 100_000, b"a,b\n1,2\n"])
def test_a_bad_model_file_is_one_sentence(page, content):
    page.file_uploader(key="model_file").set_value(("m.json", content, "application/json")).run()
    assert not page.exception
    assert len(page.error) == 1
    assert texts(page).startswith("m.json is not a model of this program: ")
    assert ("If it is a table" in texts(page)) == (content[:1] != b"{")


def test_rows_are_added_to_the_present_models(page):
    irises = (ROOT / "data" / "iris.csv").read_text()
    upload(page, irises, "more.csv")
    page.checkbox[0].check().run()
    assert "300 of 300 rows are used." in texts(page)
    assert page.dataframe[0].value["Rows"].tolist() == [100, 100, 100]
    assert "150 rows of the table equal rows that the model was trained on." in texts(page)
    assert len(page.multiselect) == 1


def test_rows_of_other_measurements_are_not_offered_to_be_added(page):
    upload(page, SMALL)
    assert not page.checkbox


def test_a_hostile_table_is_only_ever_text(page):
    header = ",".join('"' + label.replace('"', '""') + '"' for label in (*LABELS[:2], "kind"))
    groups = ['"' + name.replace('"', '""') + '"' for name in NAMES]
    rows = "".join(
        f"{row % 3 * 5 + row % 7 / 10},{row % 5 + row % 3},{groups[row % 3]}\n" for row in range(30)
    )
    name = SOURCE.replace("/", "")  # a browser sends the last part of a path
    upload(page, f"{header}\n{rows}1,2,\n", name)
    assert page.dataframe[0].value["Group"].tolist() == sorted(NAMES, key=str.casefold)
    press(page, "Train")
    press(page, "Put it on the web")
    press(page, "Use it on all pages")
    assert name in texts(page)
    interpreted = [*page.markdown, *page.header, *page.subheader, *page.success, *page.warning]
    said = "\n".join(
        [each.value for each in interpreted]
        + [each.label for each in (*page.button, *page.multiselect, *page.selectbox)]
        + [each.label for each in (*page.metric, *page.expander)]
    )
    for text in (*NAMES, *LABELS, name):
        assert text not in said


def test_rows_without_a_group_keep_their_numbers_and_cells():
    table = read_any_table(b"row;kind;x\n7;a;1,5\n8;;2,5\n9;?;x\n")
    rows = rows_without_group(table, "kind")
    expected = pl.DataFrame({"row": [2, 3], "row_2": ["8", "9"], "x": ["2,5", "x"]})
    assert rows.equals(expected)
