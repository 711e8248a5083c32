"""The front page, run by Streamlit without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from iris_model.answer.examples import examples
from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    Flower,
    classify,
    default_model,
    load_dataset,
)
from iris_model.phrasing import percent
from tools.servers import ROOT
from ui.classify.inputs import DEFAULT_FLOWER, FRONT_PAGE, link_parameters

HEADING = 0  # the answer is the first heading below the title


def open_front_page(**parameters: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / FRONT_PAGE), default_timeout=30)
    for name, text in parameters.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return page


def answer_for(flower: Flower) -> str:
    variety, probabilities = classify(default_model(), flower)
    return f"{variety}, {percent(probabilities.max())}"


def sliders(page: AppTest) -> Flower:
    return Flower(*(page.slider(key=m.parameter).value for m in MEASUREMENTS))


def test_a_bare_address_opens_with_an_ordinary_flower() -> None:
    page = open_front_page()
    assert sliders(page) == DEFAULT_FLOWER
    assert answer_for(DEFAULT_FLOWER) in page.header[HEADING].value


@pytest.mark.parametrize("flower", [Flower(5.1, 3.5, 1.4, 0.2), Flower(6.31, 2.57, 5.02, 1.94)])
def test_a_link_opens_with_its_flower_in_sliders_fields_and_answer(flower: Flower) -> None:
    page = open_front_page(**link_parameters(flower))
    assert sliders(page) == flower
    assert [field.value for field in page.number_input] == list(flower)
    assert answer_for(flower) in page.header[HEADING].value
    assert not page.warning


@pytest.mark.parametrize(
    ("parameter", "text", "sentence"),
    [
        ("slen", "51", "51 cm is outside 2.15 to 15.8 cm"),
        ("swid", "wide", "“wide”, which is not a number"),
        ("plen", "9.5", "the slider goes from 0.5 to 7.5 cm"),
        ("pwid", "nan", "“nan”, which is not a number"),
        ("pwid", "", "“pwid” is missing"),
    ],
)
def test_a_link_that_cannot_be_shown_names_the_parameter_and_the_reason(
    parameter: str, text: str, sentence: str
) -> None:
    page = open_front_page(**{**link_parameters(DEFAULT_FLOWER), parameter: text})
    assert "can't be shown" in page.warning[0].value
    assert f"“{parameter}”" in page.text[0].value
    assert sentence in page.text[0].value


def test_a_link_that_names_a_parameter_twice_says_so() -> None:
    page = AppTest.from_file(str(ROOT / FRONT_PAGE), default_timeout=30)
    page.query_params["slen"] = ["5.1", "6.1"]
    page.run()
    assert "“slen” stands 2 times" in page.text[0].value


def test_moving_a_slider_changes_the_answer_and_its_field() -> None:
    page = open_front_page()
    page.slider(key="plen").set_value(6.6).run()
    moved = DEFAULT_FLOWER._replace(petal_length=6.6)
    assert answer_for(moved) in page.header[HEADING].value
    assert page.number_input[2].value == pytest.approx(6.6)


def test_typing_an_exact_value_moves_the_slider_and_the_answer() -> None:
    page = open_front_page()
    page.number_input[3].set_value(2.47).run()
    moved = DEFAULT_FLOWER._replace(petal_width=2.47)
    assert sliders(page) == moved
    assert answer_for(moved) in page.header[HEADING].value


def test_each_example_shows_its_flower() -> None:
    for example in examples(default_model(), load_dataset()):
        page = open_front_page()
        next(button for button in page.button if button.label == example.name).click().run()
        assert sliders(page) == example.flower
        assert answer_for(example.flower) in page.header[HEADING].value


def test_a_suggested_change_gives_the_variety_it_names() -> None:
    page = open_front_page()
    page.button(key="go_Setosa").click().run()
    assert "Setosa, " in page.header[HEADING].value


def test_an_impossible_flower_is_answered_with_a_warning() -> None:
    flower = examples(default_model(), load_dataset())[-1].flower
    page = open_front_page(**link_parameters(flower))
    assert answer_for(flower) in page.header[HEADING].value
    assert "Unlike any training flower" in page.warning[0].value


def test_every_corner_of_the_sliders_is_answered() -> None:
    for low_or_high in range(2):
        corner = Flower(*(m.slider_range[low_or_high] for m in MEASUREMENTS))
        page = open_front_page(**link_parameters(corner))
        assert any(variety in page.header[HEADING].value for variety in VARIETIES)
