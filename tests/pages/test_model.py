"""The Model page, run by Streamlit without a browser, and its sentences."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed
from streamlit.testing.v1 import AppTest

from iris_model.evaluation import TUTORIAL, Bin, Figure, LearningPoint
from iris_model.export.python import as_python
from iris_model.export.spreadsheet import as_spreadsheet
from iris_model.model import Model
from tests.hostile import LABELS, NAMES, NOUN, SOURCE, hostile_model
from tests.models import MODELS
from tools.servers import ROOT
from ui.charts.comparison import MEASURES
from ui.model import comparison_sentences, sentences
from ui.plain_text import as_markdown

IRISES, PENGUINS, TWO, EIGHT = MODELS.values()
LOG_LOSS, RIGHT_ANSWERS = list(MEASURES.values())[:2]
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


def open_model_page(model: Model | None = None) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if model:
        page.session_state["own_model"] = model
    page.switch_page("pages/model.py").run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.text))


def with_evaluation(model: Model, **parts: object) -> Model:
    return replace(model, evaluation=changed(model.evaluation, **parts), results={})


def with_confusion(confusion: tuple[tuple[int, ...], ...]) -> Model:
    correct = sum(row[code] for code, row in enumerate(confusion))
    held_out = changed(IRISES.evaluation.held_out, confusion=confusion, correct=correct)
    return with_evaluation(IRISES, held_out=held_out)


@every_model
def test_the_page_serves_any_model(model):
    page, judged = open_model_page(model), model.evaluation.held_out
    right, guessed = page.metric
    assert right.value == f"{judged.correct} of {judged.count}"
    largest = max(sum(row) for row in judged.confusion)
    assert guessed.value == f"{largest} of {judged.count}"
    assert "The training rows are in it" in words(page)


def test_the_irises_open_with_what_is_right_and_wrong():
    said = words(open_model_page())
    assert "The model named 147 of 150 flowers correctly." in said
    assert "expect 94 to 99 % right answers (95 % interval)" in said
    assert "Always giving the same answer would get 50 right." in said
    assert (
        "It always recognised Setosa. It took 2 of 50 Versicolor for Virginica and 1 of 50 "
        "Virginica for Versicolor."
    ) in said


def test_the_commonest_group_is_named_where_one_is_commoner():
    assert "Always saying Adelie, the commonest, would get 151 right." in words(
        open_model_page(PENGUINS)
    )


def test_a_group_is_always_recognised_only_where_it_is():
    assert "always" not in sentences.confusions(TWO)
    flawless = with_confusion(((50, 0, 0), (0, 50, 0), (0, 0, 50)))
    assert sentences.confusions(flawless) == "It recognised every variety every time."
    mixed = with_confusion(((48, 1, 1), (0, 50, 0), (0, 0, 50)))
    assert sentences.confusions(mixed).startswith("It always recognised Versicolor and Virginica.")


def test_many_kinds_of_mistakes_are_summed_up():
    mixed = with_confusion(((40, 6, 4), (3, 45, 2), (1, 1, 48)))
    said = sentences.confusions(mixed)
    assert "It took 6 of 50 Setosa for Versicolor" in said
    assert said.endswith("2 more mistakes are of other kinds.")
    mixed = with_confusion(((40, 6, 4), (3, 45, 2), (1, 0, 49)))
    assert sentences.confusions(mixed).endswith("One more mistake is of another kind.")


def test_two_measurements_are_both():
    two = changed(IRISES.schema, measurements=IRISES.schema.measurements[:2])
    partial = {names: own for names, own in IRISES.partial.items() if {*names} < {*two.names}}
    assert "with both measurements" in sentences.fewer(replace(IRISES, schema=two, partial=partial))


def test_the_interval_never_claims_certainty_it_does_not_have():
    assert sentences.interval(IRISES) == "94 to 99 %"
    assert sentences.interval(PENGUINS) == "97.5 to 99.7 %"


def test_how_many_models_have_a_lower_log_loss_is_counted():
    said = comparison_sentences.rivals(IRISES.evaluation, LOG_LOSS)
    assert said.startswith(
        "Two models have a lower log loss than this one: linear discriminant analysis (0.054 "
    )
    assert comparison_sentences.rivals(PENGUINS.evaluation, LOG_LOSS) == (
        "No other model compared here has a lower log loss."
    )
    assert comparison_sentences.rivals(TWO.evaluation, LOG_LOSS).endswith("which may be chance.")
    assert comparison_sentences.rivals(EIGHT.evaluation, LOG_LOSS).endswith(
        "which is unlikely to be chance."
    )


@pytest.mark.parametrize("measure", [LOG_LOSS, RIGHT_ANSWERS], ids=lambda m: m.key)
def test_the_text_beside_a_measure_is_about_that_measure(measure):
    page = open_model_page()
    page.segmented_control[0].set_value(measure.label).run()
    assert not page.exception
    assert measure.meaning in words(page)
    assert comparison_sentences.rivals(IRISES.evaluation, measure) in words(page)
    other = RIGHT_ANSWERS if measure is LOG_LOSS else LOG_LOSS
    assert other.meaning not in words(page)


def test_the_tutorial_is_introduced_where_there_is_one_and_nowhere_else():
    assert "145 of 150 right, with a log loss of 0.132 instead of 0.068" in words(open_model_page())
    for model in (PENGUINS, TWO, EIGHT):
        assert "tutorial" not in words(open_model_page(model))


def test_a_c_at_the_end_of_the_range_is_said():
    curve = IRISES.evaluation.curve
    at = [point.c for point in curve].index(IRISES.c)
    assert "value tried" not in comparison_sentences.choice_of_c(IRISES)
    ended = with_evaluation(IRISES, curve=curve[: at + 1])
    assert "largest value tried: a yet larger one" in comparison_sentences.choice_of_c(ended)
    begun = with_evaluation(IRISES, curve=curve[at:])
    assert "smallest value tried: a yet smaller one" in comparison_sentences.choice_of_c(begun)


def test_a_c_that_is_not_at_the_lowest_log_loss_is_said():
    timid = replace(IRISES, c=1.0, results={})
    assert "Here C = 1; the log loss is lowest at 30." in comparison_sentences.choice_of_c(timid)


def learning(*losses: float) -> list[LearningPoint]:
    figures = [Figure(loss, 0.005) for loss in losses]
    return [LearningPoint(50 * (i + 1), f, Figure(0.9, 0.01)) for i, f in enumerate(figures)]


def test_more_rows_help_only_while_the_log_loss_falls():
    assert sentences.learning(learning(0.4, 0.3, 0.2)).startswith(
        "Probably. With 100 rows, 90.0 % "
    )
    assert sentences.learning(learning(0.4, 0.2, 0.199)).startswith("Probably not much. ")
    assert sentences.learning(learning(0.4, 0.2, 0.199)).endswith("went from 0.200 to 0.199.")
    assert sentences.learning(learning(0.4, 0.2, 0.2002)).endswith("stayed at 0.200.")
    assert sentences.learning(learning(0.4, 0.2, 0.25)).startswith("Probably not much. ")


def test_without_a_learning_curve_nothing_is_said_of_more_rows():
    page = open_model_page(with_evaluation(PENGUINS, learning=PENGUINS.evaluation.learning[:1]))
    assert "Would more rows help?" not in [header.value for header in page.header]


@pytest.mark.parametrize(
    ("stated", "true", "verdict"),
    [(0.7, 70, "agrees"), (0.7, 98, "too timid"), (0.7, 40, "too sure"), (0.3, 2, "too timid")],
)
def test_calibration_says_which_way_a_range_is_off(stated, true, verdict):
    low, high = (0.5, 0.9) if stated > 0.5 else (0.1, 0.5)
    assert verdict in sentences.calibration([Bin(low, high, 100, stated, true)])


def test_advice_is_shown_as_text():
    page = open_model_page(with_evaluation(PENGUINS, advice=("**Another** model is better.",)))
    assert "**Another** model is better." in [text.value for text in page.text]


def test_a_part_of_the_rows_is_said_to_be_one():
    training = changed(
        PENGUINS.training,
        numbers=PENGUINS.training.numbers[:100],
        codes=PENGUINS.training.codes[:100],
        measurements=PENGUINS.training.measurements[:100],
        out_of_fold_probabilities=PENGUINS.training.out_of_fold_probabilities[:100],
    )
    assert sentences.kept(PENGUINS) is None
    assert "100 rows that are kept" in str(sentences.kept(replace(PENGUINS, training=training)))


def test_the_table_holds_every_model_and_measure():
    table = next(d.value for d in open_model_page().dataframe if "Model" in d.value)
    table = table.set_index("Model")
    assert list(table.index) == [figures.name for figures in IRISES.evaluation.models]
    assert set(MEASURES) <= set(table.columns)
    tutorial = comparison_sentences.by_name(IRISES.evaluation)[TUTORIAL].log_loss
    assert table.loc[TUTORIAL, "Log loss"] == f"{tutorial.mean:.3f} ± {tutorial.spread:.3f}"


@every_model
def test_the_model_can_be_taken_along_in_four_forms(model):
    page = open_model_page(model)
    assert [button.label for button in page.get("download_button")] == [
        "Download the model",
        "Download as Python",
        "Download the cells",
        "Download the page",
    ]
    shown = [block.value for block in page.code[:2]]
    assert shown == [form(model).strip() for form in (as_python, as_spreadsheet)]


def test_versions_and_checksum_are_stated():
    versions = open_model_page().code[-1].value
    assert IRISES.training.sha256 in versions
    for name, version in IRISES.evaluation.versions.items():
        assert f"{name} {version}" in versions


def test_a_hostile_model_shows_its_names_only_as_text():
    page = open_model_page(hostile_model())
    markdown = [e.value for e in (*page.markdown, *page.title, *page.header, *page.caption)]
    labels = [w.label for w in (*page.expander, *page.metric, *page.tabs)]
    for text in (*NAMES, *LABELS, NOUN, SOURCE):
        shown = [each.replace(as_markdown(text), "") for each in (*markdown, *labels)]
        assert not any(text in each for each in shown), text
