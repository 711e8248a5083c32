"""A browser far away reports what its widgets held before the last answer reached it.

With each change a browser sends the values of all sliders and fields. While an answer is under way
some of them are old, and must not undo what the user did before.
"""

import asyncio
from collections.abc import Mapping

import pytest

from tools.front_page import DEFAULT_FLOWER, IRISES, Flower, check_answer, sliders
from tools.streamlit_client import open_session

MEASUREMENTS = IRISES.schema.measurements
LENGTH, WIDTH, PETAL_LENGTH, PETAL_WIDTH = (f"{m.label}, cm" for m in MEASUREMENTS)
EXACT_LENGTH = "Exact sepal length, cm"


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
