"""The front page, run by Streamlit without a browser."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed
from streamlit.testing.v1 import AppTest

from iris_model.answer.answer import answer_in_words
from iris_model.answer.examples import examples
from iris_model.answer.sentences import uncertain_in_words
from iris_model.model import Model
from iris_model.phrasing import percent
from iris_model.schema import Specimen
from tests.pages.models import MODELS, open_page
from tools.front_page import IRISES, answer_to
from tools.specimens import corners
from ui.classify.inputs import widget_key
from ui.frame import FRONT_PAGE
from ui.plain_text import as_markdown
from ui.specimen import default_specimen, link_parameters

DEFAULT = tuple(default_specimen(IRISES).values())
HEADING = 0  # the answer is the first heading below the title
SETOSA = (5.1, 3.5, 1.4, 0.2)


def open_front_page(model: Model | None = None, **parameters: str | list[str]) -> AppTest:
    return open_page(FRONT_PAGE, model, **parameters)


def parameters(specimen: Specimen, model: Model = IRISES) -> dict[str, str]:
    return link_parameters(model.schema, model.schema.by_name(specimen))


def sliders(page: AppTest, model: Model = IRISES) -> Specimen:
    return tuple(page.slider(key=f"{m.parameter}.").value for m in model.schema.measurements)


def field(page: AppTest, parameter: str):
    return page.text_input(key=f"{parameter}.exact")


def test_a_bare_address_opens_with_an_ordinary_flower() -> None:
    page = open_front_page()
    assert sliders(page) == DEFAULT == (5.9, 2.8, 4.3, 1.3)
    assert answer_to(DEFAULT) in page.header[HEADING].value
    assert not page.query_params


@pytest.mark.parametrize("flower", [SETOSA, (6.31, 2.57, 5.02, 1.94)])
def test_a_link_opens_with_its_flower_in_sliders_fields_and_answer(flower: Specimen) -> None:
    page = open_front_page(**parameters(flower))
    assert sliders(page) == flower
    fields = [field(page, m.parameter).value for m in IRISES.schema.measurements]
    assert fields == [f"{value:.2f}" for value in flower]
    assert answer_to(flower) in page.header[HEADING].value
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
    page = open_front_page(**{**parameters(DEFAULT), parameter: text})
    assert "can't be shown" in page.warning[0].value
    assert f"“{parameter}”" in page.text[0].value
    assert sentence in page.text[0].value


def test_a_link_that_names_a_parameter_twice_says_so() -> None:
    page = open_front_page(slen=["5.1", "6.1"])
    assert "“slen” is given 2 times" in page.text[0].value


def test_the_way_back_from_a_model_of_ones_own_leads_to_an_answer() -> None:
    penguins = MODELS["penguins"]
    page = open_front_page(penguins, **link_parameters(penguins.schema, default_specimen(penguins)))
    assert not page.warning
    next(each for each in page.button if each.label == "Back to the irises").click().run()
    assert not page.warning
    assert answer_to(DEFAULT) in page.header[HEADING].value


def test_a_link_for_another_model_has_no_answer() -> None:
    page = open_front_page(MODELS["penguins"], **parameters(SETOSA))
    assert "another model" in page.warning[0].value
    assert "slen" in page.text[0].value
    assert not any("%" in heading.value for heading in page.header)


def test_moving_a_slider_changes_the_answer_its_field_and_the_address() -> None:
    page = open_front_page()
    page.slider(key="plen.").set_value(6.6).run()
    moved = (5.9, 2.8, 6.6, 1.3)
    assert answer_to(moved) in page.header[HEADING].value
    assert field(page, "plen").value == "6.60"
    assert page.query_params == parameters(moved)


@pytest.mark.parametrize(("typed", "value"), [("2.47", 2.47), ("2,47", 2.47), (" 2.5 ", 2.5)])
def test_typing_an_exact_value_moves_the_slider_and_the_answer(typed: str, value: float) -> None:
    page = open_front_page()
    field(page, "pwid").set_value(typed).run()
    moved = (*DEFAULT[:3], value)
    assert sliders(page) == moved
    assert answer_to(moved) in page.header[HEADING].value
    assert field(page, "pwid").value == f"{value:.2f}"


@pytest.mark.parametrize("typed", ["", "abc", "51", "5,1,2", "1e400", "５"])
def test_an_impossible_entry_changes_nothing_and_says_the_range(typed: str) -> None:
    page = open_front_page()
    before = page.header[HEADING].value
    field(page, "plen").set_value(typed).run()
    assert sliders(page) == DEFAULT
    assert page.header[HEADING].value == before
    assert field(page, "plen").value == "4.30"
    assert any("from 0.5 to 7.5 cm" in caption.value for caption in page.caption)
    next(button for button in page.button if button.label == "Typical Setosa").click().run()
    assert not any("from 0.5 to 7.5 cm" in caption.value for caption in page.caption)


@pytest.mark.parametrize("name", MODELS)
def test_each_example_shows_its_specimen(name: str) -> None:
    model = MODELS[name]
    page = open_front_page(model)
    for number, example in enumerate(examples(model)):
        page.button(key=f"_example_{number}").click().run()
        assert not page.exception
        assert sliders(page, model) == pytest.approx(example.specimen)
        group = model.schema.group_names[model.classify(example.specimen)[0]]
        assert as_markdown(group) in page.header[HEADING].value


@pytest.mark.parametrize("name", MODELS)
def test_a_suggested_change_gives_the_group_it_names(name: str) -> None:
    model = MODELS[name]
    page = open_front_page(model)
    for code, name in enumerate(model.schema.group_names[:3]):
        page = open_front_page(model)
        page.button(key=f"go_{code}").click().run()
        assert as_markdown(name) in page.header[HEADING].value


@pytest.mark.parametrize("name", ["irises", "penguins"])
def test_the_button_of_the_present_group_says_why_nothing_moves(name: str) -> None:
    model = MODELS[name]
    page = open_front_page(model)
    before = page.header[HEADING].value
    code, _ = model.classify(tuple(default_specimen(model).values()))
    page.button(key=f"go_{code}").click().run()
    assert "it is the answer already" in page.toast[0].value
    assert page.header[HEADING].value == before


@pytest.mark.parametrize("name", ["irises", "penguins"])
def test_the_whole_answer_is_also_there_in_words(name: str) -> None:
    model = MODELS[name]
    specimen = tuple(default_specimen(model).values())
    words = answer_in_words(model, model.schema.by_name(specimen)).splitlines()
    (said,) = [text.value for text in open_front_page(model).text]
    chances, *reasons = said.splitlines()
    _, probabilities = model.classify(specimen)
    for group, probability in zip(model.schema.group_names, probabilities, strict=True):
        assert f"{group} {percent(probability)}" in chances
    assert reasons == words[-len(reasons) :]
    assert len(reasons) == len(model.schema.groups)


def test_an_impossible_flower_is_said_to_be_unlike_any_first() -> None:
    flower = examples(IRISES)[-1].specimen
    page = open_front_page(**parameters(flower))
    heading = page.header[HEADING].value
    assert heading.startswith("Unlike any")
    assert answer_to(flower) in heading
    assert "Unlike any training flower" in page.warning[0].value


def test_an_uncertain_answer_says_what_else_it_could_be() -> None:
    flower = (6.0, 2.8, 4.9, 1.6)
    page = open_front_page(**parameters(flower))
    said = uncertain_in_words(IRISES, IRISES.classify(flower)[1])
    assert page.caption[0].value == said
    page = open_front_page(**parameters(SETOSA))
    assert not any("Uncertain" in caption.value for caption in page.caption)


def test_more_than_two_doubts_are_folded() -> None:
    page = open_front_page(slen="6", swid="2.8", partial="1")
    folded = next(part for part in page.expander if part.label == "More about this answer")
    assert [caption.value for caption in folded.caption] == [
        next(caption.value for caption in page.caption if "measured again" in caption.value)
    ]


@pytest.mark.parametrize("name", MODELS)
def test_every_corner_of_the_sliders_is_answered(name: str) -> None:
    model = MODELS[name]
    for corner in corners(model.schema)[:2]:
        page = open_front_page(model, **parameters(corner, model))
        assert "%" in page.header[HEADING].value


def test_without_a_measurement_the_answer_is_that_of_the_others() -> None:
    page = open_front_page()
    page.checkbox(key="pwid.missing").check().run()
    part = IRISES.knowing(IRISES.schema.names[:3])
    assert answer_to(DEFAULT[:3], part) in page.header[HEADING].value
    assert any("Petal width would tell most" in caption.value for caption in page.caption)
    assert page.query_params["partial"] == "1"
    page = open_front_page(**page.query_params)
    assert page.checkbox(key="pwid.missing").value
    assert answer_to(DEFAULT[:3], part) in page.header[HEADING].value


def test_the_last_measurement_cannot_be_switched_off() -> None:
    assert open_front_page(MODELS["two"]).checkbox(key="weight.missing").disabled
    page = open_front_page()
    for measurement in IRISES.schema.measurements:
        page.checkbox(key=f"{measurement.parameter}.missing").check().run()
    assert not page.exception
    assert "%" in page.header[HEADING].value
    assert not page.checkbox(key="pwid.missing").value


def test_a_stray_parameter_leaves_the_answer_alone() -> None:
    page = open_front_page(**parameters(SETOSA), v="2")
    assert answer_to(SETOSA) in page.header[HEADING].value
    page = open_front_page(v="2")
    assert not page.warning
    assert answer_to(DEFAULT) in page.header[HEADING].value


def test_another_model_has_its_own_error_and_mix() -> None:
    page = open_front_page(MODELS["penguins"])
    page.text_input(key="_error").set_value("3").run()
    page.radio(key="_mix").set_value("Equal shares").run()
    del page.session_state["own_model"]
    page.run()
    assert page.text_input(key="_error").value == "0.1"
    assert page.radio(key="_mix").value == "As in the training rows"


def test_another_mix_changes_the_probabilities_and_is_said() -> None:
    model = MODELS["penguins"]
    page = open_front_page(model)
    page.radio(key="_mix").set_value("Equal shares").run()
    mixed = model.with_mix((1 / 3, 1 / 3, 1 / 3))
    specimen = tuple(default_specimen(model).values())
    assert answer_to(specimen, mixed) in page.header[HEADING].value
    assert any("assume another mix" in caption.value for caption in page.caption)


def test_a_link_says_that_another_mix_is_not_in_it() -> None:
    page = open_front_page(MODELS["penguins"])
    page.session_state["share"] = True
    page.run()
    words = "It opens with the mix of the training rows, not yours."
    assert page.code
    assert not any(caption.value == words for caption in page.caption)
    page.radio(key="_mix").set_value("Equal shares").run()
    assert any(caption.value == words for caption in page.caption)


def test_the_mix_of_the_training_rows_is_no_other_mix() -> None:
    page = open_front_page()
    page.radio(key="_mix").set_value("Equal shares").run()
    assert not any("another mix" in caption.value for caption in page.caption)


def test_coarser_values_make_the_name_less_certain() -> None:
    page = open_front_page(**parameters((6.0, 2.8, 4.9, 1.6)))
    page.text_input(key="_error").set_value("0,3").run()
    assert any("± 0.3 cm" in c.value and "times in 100" in c.value for c in page.caption)
    for wrong in ("wide", "14", "-1", ""):
        page.text_input(key="_error").set_value(wrong).run()
        said = [text.value for text in page.markdown]
        assert ":red[Enter a number from 0 to 13.65.]" in said  # as `predict --error` says
        assert any("± 0.1 cm" in caption.value for caption in page.caption)


@pytest.mark.parametrize("name", MODELS)
def test_who_decides_first_sees_the_truth_and_the_score(name: str) -> None:
    model = MODELS[name]
    page = open_front_page(model)
    right = 0
    next(button for button in page.button if button.label == "You decide first").click().run()
    for rounds in (1, 2, 3):
        assert not page.slider
        place = page.session_state["_game"].place
        page.button(key="_choose_0").click().run()
        truth = int(model.training.codes[place])
        right += truth == 0
        said = " ".join(message.value for message in (*page.success, *page.info))
        assert as_markdown(model.schema.group_names[truth]) in said
        assert any(f"You: {right} of {rounds}." in text.value for text in page.markdown)
        next(button for button in page.button if button.label == "Another one").click().run()
        assert page.session_state["_game"].place != place
    next(button for button in page.button if button.label == "Stop").click().run()
    assert page.slider
    next(button for button in page.button if button.label == "You decide first").click().run()
    page.button(key="_example_0").click().run()
    assert sliders(page, model) == pytest.approx(examples(model)[0].specimen)


@pytest.mark.parametrize(
    "parameters",
    [
        ("length", "length_exact", "length_missing", "length_exact_missing"),
        ("answer", "start", "go", "own_model"),
        ("looked_at", "go_Adelie", "input_bill_depth", "live_answer"),
    ],
)
def test_a_measurement_may_be_called_what_the_page_calls_something_else(
    parameters: tuple[str, ...],
) -> None:
    model = called(MODELS["penguins"], parameters)
    page = open_page(FRONT_PAGE, model)
    for measurement in model.schema.measurements:
        middle = sum(measurement.slider_range) / 2
        slider = next(slider for slider in page.slider if slider.label == measurement.title)
        slider.set_value(middle).run()
        assert not page.exception
        assert page.query_params[measurement.parameter] == f"{middle:.10g}"
    page.checkbox(key=widget_key(model.schema.measurements[0], "missing")).check().run()
    assert not page.exception
    assert parameters[0] not in page.query_params


def called(model: Model, parameters: tuple[str, ...]) -> Model:
    """Return a model whose measurements have other parameters."""
    measurements = tuple(
        changed(m, parameter=parameter)
        for m, parameter in zip(model.schema.measurements, parameters, strict=True)
    )
    schema = changed(model.schema, measurements=measurements)
    return replace(model, schema=schema, digest=" ".join(parameters), results={})
