"""A person's own text shows as text: in labels, in headings, on the pages of a hostile model."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from iris_model.model_file import file_text
from iris_model.model_storage import to_file
from tests.browser.screens import settle, wait_until
from tests.hostile import LABELS, NAMES, NOUN, SOURCE, hostile_model
from tools.servers import ROOT, running

pytestmark = pytest.mark.browser

TEXTS = (
    *NAMES,
    *LABELS,
    NOUN,
    SOURCE,
    "a -> b <- c <-> d >= e ~= f --",
    ":material/home: :blue-badge[x] :red-background[y]",
    "![i](x.png) https://example.org a@b.org mailto:a@b.c",
    "> quote",
    "- item",
    "12) twelve",
    "| a |",
    "++ins++ ==mark== ^sup^ ~sub~",
    "<!-- comment --> &lt;b&gt;",
    "---",
    "C:\\dir\\file \\alpha \\(x\\)",
    "[^1] - [ ] to do",
)
FORMATTED = "strong, em, del, a, img, b, i, mark, sub, sup, blockquote, li, code, .katex, script"
SCRIPT = f"""
import streamlit as st
from ui.plain_text import as_markdown
for number, text in enumerate({TEXTS!r}):
    shown = as_markdown(text)
    with st.container(key=f"text_{{number}}"):
        st.header(shown, anchor=False)
        st.markdown(f"In a sentence, {{shown}} is a name.")
        st.button(shown, key=f"button_{{number}}")
        st.pills(shown, [number], format_func=lambda _: shown, key=f"pill_{{number}}")
"""


def plain(text: str) -> str:
    return " ".join(text.replace("\u2060", "").split())


def times_shown(block: Locator, text: str) -> int:
    return plain(block.inner_text()).count(plain(text))


def test_any_text_shows_as_it_is_in_headings_sentences_and_labels(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "texts.py"
    script.write_text(SCRIPT)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = ("-m", "streamlit", "run", str(script), "--server.headless=true")
    with running((*command, "--server.port={port}"), log=tmp_path / "log.txt") as url:
        page.goto(url)
        expect(page.locator(f".st-key-text_{len(TEXTS) - 1} button").last).to_be_visible()
        for number, text in enumerate(TEXTS):
            block = page.locator(f".st-key-text_{number}")
            # Streamlit loads its buttons later.
            wait_until(lambda block=block, text=text: times_shown(block, text) == 5)
            assert_unformatted(block)
        page.goto("about:blank")  # or it would miss the server that ends now


def test_a_hostile_model_shows_as_text_on_every_page_that_explains_it(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hostile.json"
    file.write_text(file_text(to_file(hostile_model())))
    monkeypatch.setenv("IRIS_MODEL", str(file))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    with running(log=tmp_path / "log.txt") as url:
        for name in ("explore", "model"):
            page.goto(f"{url}/{name}")
            settle(page)
            main = page.get_by_test_id("stMain")
            assert plain(NOUN) in plain(main.inner_text())
            assert plain(NAMES[0]) in plain(main.inner_text())
            assert main.locator("img, script, .katex, del, mark").count() == 0
            assert main.get_by_role("link", name="link").count() == 0
        page.goto("about:blank")


def assert_unformatted(block: Locator) -> None:
    found = block.locator(FORMATTED)
    assert found.count() == 0, found.first.evaluate("element => element.outerHTML")
