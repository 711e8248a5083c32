"""A table becomes a model in a browser: used on all pages, downloaded, served elsewhere."""

from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from iris_model.model_storage import load_model
from tests.browser.conftest import watched_page
from tests.browser.screens import LONG, settle, wait_until
from tests.hostile import LABELS, NAMES
from tools.servers import ROOT, running

pytestmark = pytest.mark.browser

PENGUINS = ROOT / "data" / "samples" / "penguins.csv"


def open_train(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Train").click()
    expect(page.get_by_role("heading", name="What a table looks like")).to_be_visible()


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("heading", name="How good is it?")).to_be_visible(timeout=LONG)
    settle(page)


def answer(page: Page) -> str:
    """Return the answer of the Classify page as a person reads it."""
    settle(page)
    return page.locator(".st-key-answer").inner_text()


def trainings() -> list[psutil.Process]:
    """Return the trainings that servers of this test run have started."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):  # it may end meanwhile
            if child.cmdline()[1:4] == ["-m", "iris_model", "train"]:
                found.append(child)
    return found


def test_penguins_are_trained_used_and_served_elsewhere(
    page: Page, app_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = page.context.new_page()
    other.goto(app_url)
    open_train(page, app_url)
    header, *rows = PENGUINS.read_text(encoding="utf-8").splitlines()
    table = tmp_path / PENGUINS.name
    table.write_text("\n".join([header, *rows[::10]]), encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(table)
    expect(page.get_by_text("35 of 35 rows are used.")).to_be_visible()
    train(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the model").click()
    file = tmp_path / "penguins.json"
    download.value.save_as(file)
    assert load_model(file).training.source == "penguins.csv"

    page.get_by_role("button", name="Use it on all pages").click()
    expect(page.get_by_text("All pages use this model now")).to_be_visible()
    for name, title in (
        ("Explore", "35 specimens"),
        ("Model", "How good is this model?"),
        ("Classify", "Which species is this?"),
    ):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(page.get_by_text("Your own model is in use")).to_be_visible()
        settle(page)
    here = answer(page)
    assert any(name in here for name in ("Adelie", "Chinstrap", "Gentoo"))

    other.get_by_role("button", name="Typical Setosa").click()
    expect(other.get_by_role("heading", name="Setosa, ")).to_be_visible()
    expect(other.get_by_text("Your own model is in use")).to_have_count(0)

    monkeypatch.setenv("IRIS_MODEL", str(file))
    with running(log=tmp_path / "log.txt") as url:
        other.goto(url)
        expect(other.get_by_role("heading", level=1)).to_contain_text("Which species is this?")
        assert answer(other) == here
        other.goto("about:blank")  # or it would miss the server that ends now
    page.get_by_role("button", name="Back to the irises").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Which iris is this?")


def test_a_visitor_who_leaves_leaves_nothing_running(desktop: BrowserContext, app_url: str) -> None:
    with watched_page(desktop) as page:
        open_train(page, app_url)
        page.get_by_role("radio", name="344 penguins").click()
        page.get_by_role("button", name="Train", exact=True).click()
        wait_until(lambda: len(trainings()) == 1)  # it takes seconds, and none is begun twice
        expect(page.get_by_test_id("stStatusWidget").locator("button")).to_be_attached()
        expect(page.get_by_role("button", name="Stop")).to_have_count(1)  # without Streamlit's own
    wait_until(lambda: not trainings())


def test_a_hostile_table_shows_as_text(page: Page, app_url: str, tmp_path: Path) -> None:
    quoted = ['"' + name.replace('"', '""') + '"' for name in (LABELS[0], *NAMES)]
    rows = [f"{row % 3 * 5 + row % 7 / 10},{quoted[1 + row % 3]}" for row in range(30)]
    file = tmp_path / "__file__ <img src=x onerror=alert(1)> $x^2$.csv"
    file.write_text("\n".join([f"{quoted[0]},kind", *rows, "1,"]))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    open_train(page, app_url)
    page.locator("input[type=file]").first.set_input_files(file)
    train(page)
    page.get_by_role("button", name="Use it on all pages").click()
    expect(page.get_by_text("All pages use this model now")).to_be_visible()
    settle(page)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text(f"Trained on 30 rows of {file.name}")).to_be_visible()
    expect(main.get_by_text(NAMES[0]).filter(visible=True).first).to_be_visible()
    strange = main.locator("img, mark, script, .katex, [href*='x.y']")
    assert strange.count() == 0
