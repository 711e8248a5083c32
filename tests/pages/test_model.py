"""The Model page, run by Streamlit without a browser."""

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from iris_model.evaluation import THIS_MODEL, TUTORIAL
from iris_model.export.formulas import as_json, as_python, as_spreadsheet
from iris_model.model import load_model
from tools.servers import ROOT
from ui.charts.comparison import MEASURES
from ui.classify.inputs import FRONT_PAGE
from ui.model import sentences as words

MODEL = load_model()
EVALUATION = MODEL.evaluation
OPEN_WITHOUT_SCIKIT_LEARN = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("app.py", default_timeout=30).run()
page.switch_page("pages/model.py").run()
assert page.title[0].value == "How good is this model?", page.title
assert "sklearn" not in sys.modules
"""


@pytest.fixture
def page():
    page = AppTest.from_file(str(ROOT / FRONT_PAGE), default_timeout=30).run()
    page.switch_page("pages/model.py").run()
    assert not page.exception
    return page


def text_of(page):
    return "\n".join(element.value for element in page.markdown)


def test_the_first_figures_are_the_stored_ones(page):
    right, loss, size = page.metric
    assert right.value == f"{EVALUATION['leave_one_out'].correct} of 150"
    ours, tutorial = (words.by_name(EVALUATION)[name].log_loss for name in (THIS_MODEL, TUTORIAL))
    assert loss.value == f"{ours.mean:.3f}"
    assert loss.delta == f"{tutorial.mean:.3f} in the tutorial"
    assert size.value == "15 numbers"


def test_the_page_says_that_other_models_have_a_lower_log_loss(page):
    lda = words.by_name(EVALUATION)["Linear discriminant analysis"].log_loss.mean
    assert "Two models have a lower log loss" in text_of(page)
    assert f"linear discriminant analysis ({lda:.3f})" in text_of(page)


@pytest.mark.parametrize("label", MEASURES)
def test_choosing_a_measure_explains_it(page, label):
    page.segmented_control[0].set_value(label).run()
    assert not page.exception
    assert MEASURES[label].meaning in text_of(page)


def test_the_table_holds_every_model_and_measure(page):
    table = page.dataframe[0].value.set_index("Model")
    assert list(table.index) == [figures.name for figures in EVALUATION.models]
    assert set(MEASURES) <= set(table.columns)
    tutorial = words.by_name(EVALUATION)[TUTORIAL].log_loss
    assert table.loc[TUTORIAL, "Log loss"] == f"{tutorial.mean:.3f} ± {tutorial.spread:.3f}"


def test_the_mistaken_flowers_are_listed_first_and_any_group_can_be_chosen(page):
    assert page.dataframe[1].value["Flower"].tolist() == [71, 84, 134]
    choice = page.selectbox[0]
    choice.select(next(o for o in choice.options if o.startswith("▲ Virginica called ■"))).run()
    assert page.dataframe[1].value["Flower"].tolist() == [134]


def test_each_form_of_the_model_is_shown_as_it_is_downloaded(page):
    shown = [block.value for block in page.code[:3]]
    assert shown == [form(MODEL).strip() for form in (as_python, as_spreadsheet, as_json)]
    assert [button.label for button in page.get("download_button")] == [
        "Download iris_probabilities.py",
        "Download iris-model.tsv",
        "Download iris-model.json",
    ]


def test_versions_and_checksum_are_stated(page):
    versions = page.code[-1].value
    assert MODEL.data_sha256 in versions
    for name, version in EVALUATION.versions.items():
        assert f"{name} {version}" in versions


def test_the_page_opens_without_scikit_learn():
    command = [sys.executable, "-c", OPEN_WITHOUT_SCIKIT_LEARN]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
