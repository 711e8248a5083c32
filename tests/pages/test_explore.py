"""The Explore page, run by Streamlit without a browser, and its tables."""

import pytest
from streamlit.testing.v1 import AppTest

from iris_model.dataset import DATA_FILE, MEASUREMENTS, VARIETIES, Flower, load_dataset
from iris_model.description import correlations, summaries
from tools.servers import ROOT
from ui.charts.base import VARIETY_NAMES
from ui.classify.inputs import FRONT_PAGE, link_parameters
from ui.explore.tables import chosen_flowers, correlation_table, flowers_table, summary_table

EXPLORE = "pages/explore.py"
TRAINING_RANGES = [m.training_range for m in MEASUREMENTS]


def open_explore(flower: Flower | None = None) -> AppTest:
    """Open the front page, set a flower there, and go to the Explore page."""
    page = AppTest.from_file(str(ROOT / FRONT_PAGE), default_timeout=30)
    for name, text in (link_parameters(flower) if flower else {}).items():
        page.query_params[name] = text
    page.run()
    page.switch_page(EXPLORE).run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown).replace("\u00a0", " ")


def chosen_count(page: AppTest) -> str:
    (count,) = (text.value for text in page.text if "of 150 flowers" in text.value)
    return count


def test_the_page_opens_with_its_title():
    assert open_explore().title[0].value == "The 150 flowers behind every answer"


def test_the_flower_of_the_front_page_is_named():
    page = open_explore(Flower(6.31, 2.5, 5.0, 1.9))
    assert "sepals 6.31 × 2.5 cm, petals 5 × 1.9 cm" in words(page)


def test_the_page_opens_with_the_classic_lesson():
    page = open_explore()
    assert page.selectbox[0].value.names == "Sepal length and sepal width"
    assert "is −0.12. Within each variety it is Setosa +0.74" in words(page)
    assert "The sign changes" in words(page)


def test_another_pair_brings_its_own_figures():
    page = open_explore()
    page.selectbox[0].select_index(5).run()
    assert not page.exception
    assert "correlation of petal length and petal width is +0.96" in words(page)
    assert "The sign changes" not in words(page)


def test_the_flowers_can_be_chosen_by_variety_and_by_measurement():
    page = open_explore()
    assert chosen_count(page) == "150 of 150 flowers"
    page.button_group[0].set_value([VARIETIES[2]]).run()
    assert chosen_count(page) == "50 of 150 flowers"
    page.slider(key=MEASUREMENTS[3].column).set_value((0.1, 1.5)).run()
    expected = (load_dataset().of_variety(2)[:, 3] <= 1.5).sum()
    assert chosen_count(page) == f"{expected} of 150 flowers"


def test_choosing_no_variety_leaves_an_empty_table_and_no_error():
    page = open_explore()
    page.button_group[0].set_value([]).run()
    assert not page.exception
    assert chosen_count(page) == "0 of 150 flowers"


def test_the_data_can_be_downloaded():
    assert len(open_explore().get("download_button")) == 1


def test_the_download_of_all_flowers_is_the_file_itself():
    assert flowers_table(load_dataset()).to_csv(index=False) == DATA_FILE.read_text("utf-8")


def test_the_default_choice_is_every_flower():
    assert chosen_flowers(load_dataset(), list(VARIETIES), TRAINING_RANGES).all()


def test_a_range_holds_its_ends_though_a_slider_rounds_them():
    flower = [5.1, 3.5, 1.4, 0.2]
    ranges = [(value + 1e-12, value - 1e-12) for value in flower]
    chosen = chosen_flowers(load_dataset(), list(VARIETIES), ranges)
    assert load_dataset().measurements[chosen].tolist() == [flower]


@pytest.mark.parametrize("code", range(3), ids=VARIETIES)
def test_a_choice_holds_the_flowers_within_all_four_ranges(code):
    dataset = load_dataset()
    middle = dataset.of_variety(code)[7]
    ranges = [(value - 0.5, value + 0.5) for value in middle]
    chosen = chosen_flowers(dataset, [VARIETIES[code]], ranges)
    assert chosen[50 * code + 7]
    assert (abs(dataset.measurements[chosen] - middle) <= 0.5 + 1e-9).all()
    assert set(dataset.codes[chosen]) == {code}


def test_the_tables_have_a_row_for_every_figure():
    dataset = load_dataset()
    summary = summary_table(tuple(summaries(dataset)))
    assert summary.shape == (12, 7)
    assert summary.loc[0, "Mean"] == pytest.approx(5.006)
    table = correlation_table(correlations(dataset))
    assert table.columns.tolist() == ["Measurements", "All", *VARIETY_NAMES, "Sign"]
    assert table["Sign"].tolist().count("changes") == 3
