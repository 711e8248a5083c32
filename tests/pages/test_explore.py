"""The Explore page, run by Streamlit without a browser, and its tables."""

import io

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from iris_model.description import correlations, most_separating, summaries
from iris_model.model import Model
from tests.hostile import LABELS, NAMES, NOUN, SOURCE, hostile_model
from tests.models import MODELS
from tools.servers import ROOT
from ui.explore import sentences, tables
from ui.number_tables import specimen_columns, with_minus_signs
from ui.plain_text import as_markdown

IRISES, EIGHT = MODELS["irises"], MODELS["eight"]
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


def open_explore(model: Model | None = None) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if model:
        page.session_state["own_model"] = model
    page.switch_page("pages/explore.py").run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    texts = [element.value for element in (*page.markdown, *page.text, *page.caption)]
    return "\n".join(texts).replace("\u00a0", " ")


def chosen_count(page: AppTest, model: Model = IRISES) -> str:
    whole = f" of {model.schema.specimen.counted(len(model.training.codes))}"
    (count,) = (text.value for text in page.text if text.value.endswith(whole))
    return count.removesuffix(whole)


@every_model
def test_the_page_serves_any_model(model):
    page = open_explore(model)
    assert page.title[0].value == (
        f"The {model.training.used} {model.schema.specimen.plural} the model learned from"
    )
    assert chosen_count(page, model) == str(len(model.training.codes))
    assert f"{model.training.source}: {model.training.used} of" in words(page)


def test_one_measurement_has_no_pairs():
    page = open_explore(MODELS["two"])
    assert [header.value for header in page.header] == [
        "Each measurement by group",
        "The data",
        "Where the data comes from",
    ]


def test_the_specimen_of_the_classify_page_is_named_as_far_as_it_is_measured():
    known = {"sepal_length": 6.31, "petal_width": 1.9}
    said = sentences.marked(IRISES.schema, known).replace("\u00a0", " ")
    assert said.endswith("dashed line: sepal length 6.31 cm, petal width 1.9 cm.")


def test_the_irises_open_with_the_classic_lesson():
    page = open_explore()
    assert page.header[1].value == "One pair closely, and a lesson"
    assert "is −0.12. Within each variety it is Setosa +0.74" in words(page)
    assert "The sign changes" in words(page)


def test_another_pair_brings_its_own_figures():
    page = open_explore()
    page.selectbox[0].select_index(5).run()
    assert not page.exception
    assert "correlation of petal length and petal width is +0.96" in words(page)
    assert "The sign changes" not in words(page)


def test_the_matrix_opens_with_the_five_measurements_that_separate_most_and_takes_others():
    page = open_explore(EIGHT)
    choice = page.button_group[0]
    assert choice.value == most_separating(EIGHT, 5)
    assert len(choice.value) == 5
    choice.set_value([0, 1, 2]).run()
    assert not page.exception
    assert not page.info
    page.button_group[0].set_value([0]).run()
    assert page.info[0].value == "Choose 2 to 5 measurements."


def test_up_to_five_measurements_are_all_shown_without_a_choice():
    assert len(open_explore().button_group) == 1  # the groups of the table


def test_the_rows_can_be_chosen_by_group_and_by_measurement():
    page = open_explore()
    page.button_group[0].set_value([2]).run()
    assert chosen_count(page) == "50"
    page.slider[3].set_value((0.1, 1.5)).run()
    expected = (IRISES.training.of_group(2)[:, 3] <= 1.5).sum()
    assert chosen_count(page) == str(expected)


def test_choosing_no_group_leaves_an_empty_table_and_no_error():
    page = open_explore()
    page.button_group[0].set_value([]).run()
    assert not page.exception
    assert chosen_count(page) == "0"


def test_the_statistics_are_folded():
    page = open_explore()
    labels = [expander.label for expander in page.expander]
    assert labels[:2] == ["The correlations of all pairs", "Mean, spread and range in figures"]
    assert all(not expander.proto.expanded for expander in page.expander)


def test_rows_left_out_are_said_by_reason():
    said = words(open_explore(MODELS["penguins"]))
    assert "penguins.csv: 342 of 344 rows used.\n2 left out: missing cell." in said
    assert said.count("penguins.csv") == 2  # once in the line about the model in use


def test_a_hostile_model_shows_its_names_only_as_text():
    page = open_explore(hostile_model())
    markdown = [e.value for e in (*page.markdown, *page.title, *page.header, *page.caption)]
    labels = [w.label for w in (*page.slider, *page.button_group, *page.expander)]
    labels += [option.content for group in page.button_group for option in group.proto.options]
    for text in (*NAMES, *LABELS, NOUN, SOURCE):
        shown = [each.replace(as_markdown(text), "") for each in (*markdown, *labels)]
        assert not any(text in each for each in shown), text


@every_model
def test_every_row_is_chosen_at_first(model):
    ranges = [tables.filter_range(m) for m in model.schema.measurements]
    assert tables.chosen_rows(model, range(len(model.schema.groups)), ranges).all()


def test_a_range_holds_its_ends_though_a_slider_rounds_them():
    flower = [5.1, 3.5, 1.4, 0.2]
    ranges = [(value + 1e-12, value - 1e-12) for value in flower]
    chosen = tables.chosen_rows(IRISES, [0, 1, 2], ranges)
    assert IRISES.training.measurements[chosen].tolist() == [flower]


@every_model
def test_a_choice_holds_the_rows_of_the_group_within_all_ranges(model):
    training = model.training
    own = np.flatnonzero(training.codes == 1)[3]
    width = training.standard_deviations
    middle = training.measurements[own]
    ranges = list(zip(middle - width, middle + width, strict=True))
    chosen = tables.chosen_rows(model, [1], ranges)
    assert chosen[own]
    inside = (abs(training.measurements - middle) <= width).all(axis=1)
    assert (chosen == (inside & (training.codes == 1))).all()


@every_model
def test_the_download_holds_rows_numbers_measurements_and_groups(model):
    text = tables.download(model.schema, tables.training_table(model))
    table = pd.read_csv(io.StringIO(text))
    group = model.schema.group.singular
    assert table.columns.tolist() == ["row", *model.schema.names, group]
    assert table["row"].tolist() == model.training.numbers.tolist()
    np.testing.assert_array_equal(table[list(model.schema.names)], model.training.measurements)
    assert table[group].tolist() == [model.schema.group_names[c] for c in model.training.codes]


def test_the_download_is_named_after_the_source():
    assert tables.download_name(MODELS["penguins"]) == "penguins-rows.csv"


def test_the_download_holds_no_formula():
    model = hostile_model()
    text = tables.download(model.schema, tables.training_table(model))
    groups = pd.read_csv(io.StringIO(text)).iloc[:, -1]
    assert f"'{NAMES[2]}" in set(groups)
    assert NAMES[2] not in set(groups)


def test_the_tables_have_a_row_for_every_figure():
    summary = tables.summary_table(IRISES.schema, summaries(IRISES))
    assert summary.shape == (12, 7)
    assert summary.loc[0, "Mean"] == "5.01"
    table = tables.correlation_table(IRISES.schema, correlations(IRISES))
    assert table.columns.tolist() == [
        "Measurements",
        "All",
        "● Setosa",
        "■ Versicolor",
        "▲ Virginica",
        "Sign",
    ]
    assert table["Sign"].tolist().count("changes") == 3
    assert table.loc[0, "All"] == "−0.12"


def test_a_negative_measurement_has_a_real_minus_sign_and_stays_a_number():
    table = tables.training_table(EIGHT)
    shown, columns = with_minus_signs(table, specimen_columns(EIGHT.schema), EIGHT.schema)
    text = shown.to_string()
    assert f"−{abs(table['offset'].iloc[0]):.0f} " in text
    assert "-" not in text
    assert shown.data is table
    assert list(columns) == list(EIGHT.schema.names)


def test_a_table_without_negative_numbers_is_left_alone():
    table = tables.training_table(IRISES)
    assert with_minus_signs(table, specimen_columns(IRISES.schema), IRISES.schema)[0] is table
