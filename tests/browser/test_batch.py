"""The Batch page as a person uses it: pick or drop a file, look through its rows, download."""

import base64
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from iris_model.__main__ import main
from tests.browser.screens import settle
from tools.servers import ROOT

pytestmark = pytest.mark.browser

SAMPLES = (ROOT / "data") / "samples"


@pytest.fixture
def batch_page(page: Page, app_url: str) -> Page:
    page.goto(f"{app_url}/batch")
    settle(page)
    expect(page.get_by_role("heading", name="What a file looks like")).to_be_visible()
    return page


def pick(page: Page, *paths: Path) -> None:
    page.locator("input[type=file]").set_input_files(list(paths))


def drop(page: Page, path: Path) -> None:
    """Drop a file on the picker as a file manager does."""
    transfer = page.evaluate_handle(
        """([name, content]) => {
            const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name));
            return transfer;
        }""",
        [path.name, base64.b64encode(path.read_bytes()).decode()],
    )
    zone = page.get_by_test_id("stFileUploaderDropzone")
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": transfer})


def download(page: Page, button: str, to: Path) -> Path:
    """Press a download button; return the path of the file, under the name the server gave it."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    path = to / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def expect_figure(page: Page, label: str, value: str) -> None:
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    expect(metric.get_by_test_id("stMetricValue")).to_have_text(value)


def by_command_line(path: Path, to: Path) -> bytes:
    output = to / "by-command-line.csv"
    assert main(["classify", str(path), "-o", str(output)]) == 0
    return output.read_bytes()


def test_a_dropped_file_comes_back_as_the_command_line_gives_it(
    batch_page: Page, tmp_path: Path
) -> None:
    drop(batch_page, SAMPLES / "kaggle.csv")
    expect_figure(batch_page, "Rows", "36")
    expect(batch_page.get_by_text("The model agrees with 33 of 36 labels")).to_be_visible()
    result = download(batch_page, "Download CSV", tmp_path)
    assert result.read_bytes() == by_command_line(SAMPLES / "kaggle.csv", tmp_path)
    assert download(batch_page, "Parquet", tmp_path).read_bytes().startswith(b"PAR1")


def test_a_sample_is_one_click_and_another_is_shown_by_the_same_view(batch_page: Page) -> None:
    batch_page.get_by_role("radio", name="A messy notebook").click()
    expect_figure(batch_page, "Problems", "12")
    for key in ("file_layout", "file_first_look", "file_rows"):
        table = batch_page.locator(f".st-key-{key}")
        expect(table.locator("[role=grid]")).to_be_attached()
        table.hover()
        expect(table.get_by_role("button", name="Search")).to_be_visible()
        # Streamlit's own would not disarm formulas.
        expect(table.get_by_role("button", name="Download")).to_be_hidden()
    grid = batch_page.locator(".st-key-file_rows [role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", "29")
    batch_page.get_by_role("radio", name="Problems (12)").click()
    expect(grid).to_have_attribute("aria-rowcount", "13")
    batch_page.get_by_role("radio", name="Uncertain (4)").click()
    expect(grid).to_have_attribute("aria-rowcount", "5")
    batch_page.get_by_role("radio", name="Kaggle’s layout").click()
    view = batch_page.get_by_role("radio", name="Uncertain (", exact=False)
    expect(view).not_to_have_text("Uncertain (4)")
    expect(view).to_be_checked()
    rows = int((view.text_content() or "").split("(")[1].rstrip(")"))
    expect(grid).to_have_attribute("aria-rowcount", str(rows + 1))


def test_the_fields_say_what_was_corrected_for_the_file_that_is_looked_at(
    batch_page: Page, tmp_path: Path
) -> None:
    def choose(field: str, option: str) -> None:
        box = batch_page.get_by_role("combobox", name=field)
        box.scroll_into_view_if_needed()  # a list closes when the page is scrolled below it
        settle(batch_page)
        box.click()
        batch_page.get_by_role("option", name=option).click()

    # The fields of a refused file stand open.
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in paths:
        path.write_text("sepal_length,sepal_width,petal_length\n5.1,3.5,1.4\n")
    decimal = batch_page.get_by_role("combobox", name="Decimal mark")
    pick(batch_page, *paths)
    expect(batch_page.get_by_role("combobox", name="File to look at")).to_be_visible()
    expect(decimal).to_have_value("As recognised")
    choose("Decimal mark", "Comma")
    expect(decimal).to_have_value("Comma")
    choose("File to look at", "2: ")
    expect(decimal).to_have_value("As recognised")
    choose("File to look at", "1: ")
    expect(decimal).to_have_value("Comma")
    choose("Decimal mark", "As recognised")
    choose("File to look at", "2: ")
    choose("Decimal mark", "Point")
    choose("File to look at", "1: ")
    expect(decimal).to_have_value("As recognised")


def test_a_picked_file_survives_visits_to_other_pages_until_it_is_removed(
    batch_page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes((SAMPLES / "german-excel.csv").read_bytes())
    pick(batch_page, path)
    expect_figure(batch_page, "Rows", "24")
    for name in ("Model", "Explore", "Classify"):
        batch_page.get_by_role("link", name=name, exact=True).click()
        settle(batch_page)
        batch_page.get_by_role("link", name="Batch").click()
        expect_figure(batch_page, "Rows", "24")
        expect(batch_page.get_by_text("mine.csv (")).to_be_visible()
    result = download(batch_page, "Download CSV", tmp_path)
    assert result.name == "mine-classified.csv"
    assert result.read_bytes() == by_command_line(path, tmp_path)
    batch_page.get_by_role("button", name="Remove", exact=True).click()
    expect(batch_page.get_by_role("heading", name="What a file looks like")).to_be_visible()


def test_upload_after_upload_on_visit_after_visit_is_never_too_much_for_the_server(
    page: Page, small_budget_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "half.csv"
    path.write_bytes(b"5.1,3.5,1.4,0.2\n" * 35_000)  # more than half a megabyte
    page.goto(f"{small_budget_url}/batch")
    for visit in range(1, 4):
        pick(page, path)
        if visit == 1:
            expect_figure(page, "Rows", "35,000")
        else:
            overview = page.locator(".st-key-file_overview [role=grid]")
            expect(overview).to_have_attribute("aria-rowcount", str(visit + 1))
        settle(page)
        page.get_by_role("link", name="Train", exact=True).click()
        settle(page)
        page.get_by_role("link", name="Batch").click()
        expect(page.get_by_text("half.csv (")).to_have_count(visit)


def test_rows_are_pasted_answered_in_another_mix_and_summed_up(
    batch_page: Page, tmp_path: Path
) -> None:
    batch_page.get_by_text("Or paste rows from a spreadsheet").click()
    field = batch_page.get_by_role("textbox", name="Rows, with the names of their columns")
    field.fill((SAMPLES / "gist.csv").read_text().replace(",", "\t"))
    field.press("Control+Enter")
    expect_figure(batch_page, "Classified", "150")
    batch_page.get_by_role("button", name="Another mix?").click()
    batch_page.get_by_role("button", name="Use the file’s mix").click()
    expect(batch_page.get_by_text("The probabilities assume another mix")).to_be_visible()
    batch_page.keyboard.press("Escape")
    choice = batch_page.get_by_role("combobox", name="Sum up by")
    choice.scroll_into_view_if_needed()
    settle(batch_page)
    choice.click()
    batch_page.get_by_role("option", name="5: variety").click()
    table = batch_page.locator(".st-key-file_by_column [role=grid]")
    expect(table).to_have_attribute("aria-rowcount", "5")
    report = download(batch_page, "Report", tmp_path).read_text()
    assert "By “variety”" in report
    assert "another mix of varieties" in report
    assert download(batch_page, "Excel", tmp_path).read_bytes().startswith(b"PK")


def test_several_files_come_back_in_one_archive(batch_page: Page, tmp_path: Path) -> None:
    paths = [SAMPLES / "gist.csv", SAMPLES / "millimetres.tsv"]
    pick(batch_page, *paths)
    archive = download(batch_page, "All results in one ZIP", tmp_path)
    with ZipFile(archive) as zipped:
        assert [zipped.read(name) for name in zipped.namelist()] == [
            by_command_line(path, tmp_path) for path in paths
        ]


def test_names_of_files_and_columns_are_shown_as_they_are(batch_page: Page, tmp_path: Path) -> None:
    path = tmp_path / "[x](evil) **b** <b>c<|b>.csv"
    path.write_text("sepal_length,sepal_width,petal_length,**pw** [y](evil)\n5.1,3.5,1.4,0.2\n")
    pick(batch_page, path, SAMPLES / "gist.csv")
    refusal = batch_page.get_by_test_id("stText").get_by_text("No column for petal width.")
    expect(refusal).to_contain_text("“**pw** [y](evil)”")
    expect(batch_page.get_by_role("combobox", name="File to look at")).to_have_value(
        f"1: {path.name}"
    )
    assert not batch_page.get_by_role("link", name="x", exact=True).count()


def test_a_long_file_is_read_from_disk_where_the_user_looks(
    batch_page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    flowers = (SAMPLES / "gist.csv").read_text().splitlines(keepends=True)
    path.write_text("".join([flowers[0], *flowers[1:] * 40]))
    pick(batch_page, path)
    grid = batch_page.locator(".st-key-file_rows [role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", "6001")
    table = batch_page.locator(".st-key-file_rows")
    table.scroll_into_view_if_needed()
    table.hover()
    batch_page.mouse.wheel(0, 1_000_000)
    expect(grid.get_by_role("gridcell", name="6000", include_hidden=True)).to_be_attached()
