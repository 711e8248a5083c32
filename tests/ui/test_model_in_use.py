"""The model that the pages serve."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tools.servers import ROOT
from ui.frame import PAGES


@pytest.mark.parametrize("path", [path for path, _ in PAGES])
def test_a_model_that_cannot_be_read_is_a_sentence_on_every_page(monkeypatch, tmp_path, path):
    monkeypatch.setenv("IRIS_MODEL", str(tmp_path / "model.json"))
    st.cache_resource.clear()
    page = AppTest.from_file(str(ROOT / path), default_timeout=30).run()
    assert not page.exception
    assert page.text[0].value.startswith("IRIS_MODEL: The model ")
    monkeypatch.undo()
    st.cache_resource.clear()
    assert not page.run().error
