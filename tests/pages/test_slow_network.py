"""A browser far away reports what its widgets held before the last answer reached it.

With each change a browser sends the values of all sliders and fields. While an answer is under way
some of them are old, and must not undo what the user did before.
"""

import asyncio
from collections.abc import Mapping

import pytest

from tools.front_page import DEFAULT_FLOWER, IRISES, Flower, check_answer, link_query, sliders
from tools.streamlit_client import open_session

MEASUREMENTS = IRISES.schema.measurements
LENGTH, WIDTH, PETAL_LENGTH, PETAL_WIDTH = (f"{m.label}, cm" for m in MEASUREMENTS)
EXACT_LENGTH = "Exact sepal length, cm"
ERROR = "Measuring error, ± cm"


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([{LENGTH: 6.4}, {PETAL_WIDTH: 1.5}], {LENGTH: 6.4, PETAL_WIDTH: 1.5}),
        ([{LENGTH: 6.0}, {LENGTH: 6.1}, {LENGTH: 6.2}], {LENGTH: 6.2}),
        ([{LENGTH: 6.0}, {LENGTH: 5.9}], {}),
        ([{EXACT_LENGTH: "6.47"}, {PETAL_LENGTH: 4.0}], {LENGTH: 6.47, PETAL_LENGTH: 4.0}),
        ([{EXACT_LENGTH: "5.91"}, {EXACT_LENGTH: "5.92"}], {LENGTH: 5.92}),
        ([{EXACT_LENGTH: "5.91"}, {EXACT_LENGTH: "5.9"}], {}),
        ([{LENGTH: 6.4}, {EXACT_LENGTH: "6.43"}, {WIDTH: 3.0}], {LENGTH: 6.43, WIDTH: 3.0}),
        ([{EXACT_LENGTH: "6.47"}, {ERROR: "0.2"}], {LENGTH: 6.47}),
        ([{LENGTH: 6.4}, {ERROR: "0.2"}, {PETAL_WIDTH: 1.5}], {LENGTH: 6.4, PETAL_WIDTH: 1.5}),
    ],
)
def test_changes_faster_than_the_network_all_count(
    server_url: str, actions: list[Mapping[str, float | str]], expected: Mapping[str, float | str]
) -> None:
    values = {**sliders(DEFAULT_FLOWER), **expected}
    flower = Flower(*(values[f"{m.label}, cm"] for m in MEASUREMENTS))

    async def act() -> None:
        async with open_session(server_url) as (session, _):
            for action in actions:
                run = await session.run(action, unread=True)
            check_answer(run, flower)
            # What the page shows by now stays when the browser has read it and reports it.
            session.read()
            wider = flower._replace(sepal_width=flower.sepal_width + 0.1)
            check_answer(await session.run(sliders(wider)), wider)

    asyncio.run(act())


def test_a_slider_moved_before_a_typed_value_reached_it_is_set_again(server_url: str) -> None:
    """Otherwise the typed value would arrive last and undo the move, in the browser alone."""

    async def act() -> None:
        async with open_session(server_url) as (session, _):
            await session.run({EXACT_LENGTH: "6.47"}, unread=True)
            run = await session.run({LENGTH: 5.0})
            check_answer(run, DEFAULT_FLOWER._replace(sepal_length=5.0))
            (moved,) = (element.slider for element in run.of_kind("slider"))
            assert moved.set_value
            assert list(moved.value) == [5.0]

    asyncio.run(act())


def test_an_address_of_before_is_written_again(server_url: str) -> None:
    """The browser reports it, but a later one is still under way."""

    async def act() -> None:
        query = link_query(DEFAULT_FLOWER)
        async with open_session(server_url, query=query) as (session, _):
            moved = await session.run({LENGTH: 6.4}, unread=True)
            back = await session.run({LENGTH: 5.9}, unread=True)
            assert moved.address == link_query(DEFAULT_FLOWER._replace(sepal_length=6.4))
            assert back.address == query

    asyncio.run(act())
