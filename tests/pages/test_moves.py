"""What the server sends after a change of one measurement."""

import asyncio
from collections.abc import Sequence

from iris_model.answer.examples import examples
from tools.front_page import DEFAULT_FLOWER, IRISES, check_answer
from tools.streamlit_client import Run, Value, open_session

LENGTH, _, PETAL_LENGTH, _ = (m.title for m in IRISES.schema.measurements)


def after(server_url: str, *changes: dict[str, Value], query: str = "") -> Sequence[Run]:
    """Return the runs of a page after one change each."""

    async def act() -> Sequence[Run]:
        async with open_session(server_url, query=query) as (session, opened):
            return [opened, *[await session.run(change) for change in changes]]

    return asyncio.run(act())


def test_a_moved_slider_draws_again_only_its_own_inputs_and_the_answer(server_url: str) -> None:
    opened, run = after(server_url, {PETAL_LENGTH: 1.4})
    check_answer(run, DEFAULT_FLOWER._replace(petal_length=1.4))
    assert [element.slider.label for element in run.of_kind("slider")] == [PETAL_LENGTH]
    assert [element.text_input.value for element in run.of_kind("text_input")] == ["1.40"]
    assert len(opened.of_kind("slider")) == 4


def test_a_message_about_a_wrong_entry_goes_with_the_next_change(server_url: str) -> None:
    _, wrong, right = after(server_url, {"Exact sepal length, cm": "long"}, {PETAL_LENGTH: 1.4})
    messages = [element.markdown.body for element in wrong.of_kind("markdown")]
    assert any("Enter a number from" in message for message in messages)
    drawn = {element.slider.label for element in right.of_kind("slider")}
    assert drawn == {LENGTH, PETAL_LENGTH}
    check_answer(right, DEFAULT_FLOWER._replace(petal_length=1.4))


def test_a_link_for_another_model_is_forgotten_with_the_first_move(server_url: str) -> None:
    opened, run = after(server_url, {PETAL_LENGTH: 1.4}, query="bill=40&mass=3000")
    assert "another model" in opened.of_kind("alert")[0].alert.body
    assert not run.of_kind("exception")
    check_answer(run, DEFAULT_FLOWER._replace(petal_length=1.4))


def test_doubts_may_come_after_none(server_url: str) -> None:
    _, sure, doubtful = after(
        server_url, {"Measuring error, ± cm": "0"}, {"Petal length not measured": True}
    )
    assert not sure.of_kind("exception")
    assert not doubtful.of_kind("exception")
    assert any("would tell most" in e.markdown.body for e in doubtful.of_kind("markdown"))


def test_a_move_takes_one_run(server_url: str) -> None:
    """A second one, as after `st.rerun` in a callback, would cost as much again."""

    async def act() -> int:
        async with open_session(server_url) as (session, _):
            before = session.runs
            await session.run({PETAL_LENGTH: 1.4})
            return session.runs - before

    assert asyncio.run(act()) == 1


def test_a_button_tapped_while_a_typed_value_is_left_counts(server_url: str) -> None:
    example = examples(IRISES)[0]

    async def act() -> None:
        async with open_session(server_url) as (session, _):
            run = await session.press(example.name, {"Exact sepal length, cm": "6.47"})
            check_answer(run, example.specimen)
            run = await session.press("You decide first", {"Exact sepal length, cm": "6.47"})
            assert any("Which variety" in e.heading.body for e in run.of_kind("heading"))

    asyncio.run(act())


def test_inputs_that_the_browser_has_not_drawn_yet_are_set_again(server_url: str) -> None:
    """A run that begins early replaces what the last one has sent, on a slow line or machine."""

    async def act() -> Run:
        async with open_session(server_url) as (session, _):
            return await session.go_to("")

    run = asyncio.run(act())
    fields = [element.text_input for element in run.of_kind("text_input")]
    exact = [field for field in fields if field.label.startswith("Exact")]
    assert [(field.set_value, field.value) for field in exact] == [
        (True, "4.30"),
        (True, "1.30"),
        (True, "5.90"),
        (True, "2.80"),
    ]
    assert all(element.slider.set_value for element in run.of_kind("slider"))
