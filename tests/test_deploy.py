"""deploy/nginx.conf with a real nginx before two real server processes."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import uvicorn
from websockets.exceptions import ConnectionClosed

from iris_model.schema import Specimen
from tests.test_server import METRICS, status_of
from tools.deployment import CONFIGURATION, Deployment, Process, deployed
from tools.front_page import IRISES, check_answer, link_query, sliders
from tools.specimens import random_specimens
from tools.streamlit_client import Session, open_session, upload

EACH = 3
"""Sessions wanted in each process."""


@dataclass
class Visitor:
    """Someone who opened the link to a flower of their own."""

    flower: Specimen
    cookie: str
    session: Session


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    with deployed(tmp_path) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One for the tests that leave its processes alive."""
    with deployed(tmp_path_factory.mktemp("lasting")) as deployment:
        yield deployment


def knows(process: Process, session: Session) -> bool:
    """Tell whether a session lives in a process, whose uploads it then takes."""
    return upload(process.url, session.id, "asked", b"") == 204


async def visitors_in_each_process(
    deployment: Deployment, stack: AsyncExitStack
) -> tuple[list[Visitor], ...]:
    """Open sessions until each process has enough of them."""
    found: tuple[list[Visitor], ...] = tuple([] for _ in deployment.processes)
    for flower in random_specimens(IRISES.schema, 60, seed=8):
        first = requests.get(deployment.url)
        cookie = f"iris_process={first.cookies['iris_process']}"
        opened = open_session(deployment.url, query=link_query(flower), cookie=cookie)
        session, run = await stack.enter_async_context(opened)
        check_answer(run, flower)
        homes = [knows(process, session) for process in deployment.processes]
        assert sum(homes) == 1
        found[homes.index(True)].append(Visitor(flower, cookie, session))
        if min(map(len, found)) >= EACH:
            return found
    raise AssertionError(f"sessions in the processes: {[*map(len, found)]}")


def test_a_visitor_stays_with_one_process_and_its_loss_costs_only_its_own_sessions(deployment):
    async def visit() -> None:
        async with AsyncExitStack() as stack:
            lost, kept = await visitors_in_each_process(deployment, stack)
            for visitor in lost + kept:
                for file in "abc":  # a process that does not know the session answers 400
                    name = visitor.session.id
                    assert upload(deployment.url, name, file, b"1", visitor.cookie) == 204

            deployment.processes[0].kill()

            for visitor, flower in zip(
                kept, random_specimens(IRISES.schema, len(kept), seed=9), strict=True
            ):
                check_answer(await visitor.session.run(sliders(flower)), flower)
            for visitor in lost:
                with pytest.raises(ConnectionClosed):
                    await visitor.session.run()
            for visitor in lost:
                query = link_query(visitor.flower)
                reopened = open_session(deployment.url, query=query, cookie=visitor.cookie)
                session, run = await stack.enter_async_context(reopened)
                check_answer(run, visitor.flower)
                assert knows(deployment.processes[1], session)
                assert upload(deployment.url, session.id, "a", b"1", visitor.cookie) == 204

    asyncio.run(visit())


def test_the_api_and_the_pages_answer_through_nginx_whatever_process_is_lost(deployment):
    api = f"{deployment.url}/api/classify"
    query = {"slen": "5.9", "swid": "2.8", "plen": "4.3", "pwid": "1.3"}
    for _ in range(2):
        for _ in range(6):
            assert requests.get(api, params=query).json()["predicted"] == "Versicolor"
            assert requests.get(deployment.url).status_code == 200
            assert requests.get(f"{deployment.url}/_stcore/health").text == "ok"
        deployment.processes[1].kill()


def test_nginx_never_asks_on_a_connection_that_uvicorn_may_be_closing():
    patience = uvicorn.Config("server:app").timeout_keep_alive
    upstreams = CONFIGURATION.read_text(encoding="utf-8").split("upstream ")[1:]
    assert len(upstreams) == 2
    for upstream in upstreams:
        (seconds,) = re.findall(r"keepalive_timeout (\d+)s;", upstream.partition("}")[0])
        # A busy server notices late that it was patient for long enough.
        assert int(seconds) <= patience / 2


def test_the_servers_own_figures_are_hidden_through_nginx(lasting):
    for path in METRICS:
        assert status_of(lasting.url, path) in (400, 404), path


def test_sizes_are_limited_through_nginx_with_the_programs_own_words(lasting):
    row = b"5.1,3.5,1.4,0.2\n"
    headers = {"Content-Type": "text/csv"}
    small = b"slen,swid,plen,pwid\n" + row * 100_000
    answer = requests.post(f"{lasting.url}/api/classify", data=small, headers=headers)
    assert answer.content.count(b"Setosa") >= 100_000
    large = row * (51 * 2**20 // len(row))
    refused = requests.post(f"{lasting.url}/api/classify", data=large, headers=headers)
    assert refused.status_code == 413
    assert "50 MB" in refused.json()["error"]


def test_nginx_writes_no_line_about_a_visitor(deployment):
    async def visit() -> None:
        async with AsyncExitStack() as stack:
            await visitors_in_each_process(deployment, stack)
            first = requests.get(deployment.url)
            cookie = f"iris_process={first.cookies['iris_process']}"
            opened = open_session(deployment.url, cookie=cookie)
            session, _ = await stack.enter_async_context(opened)
            assert upload(deployment.url, session.id, "a", bytes(2**20), cookie) == 204
            for process in deployment.processes:
                process.kill()
            requests.get(f"{deployment.url}/api/classify?slen=5.9")
            upload(deployment.url, session.id, "b", bytes(2**20), cookie)

    with suppress(requests.HTTPError):  # of the last upload: nobody is left to give it a token
        asyncio.run(visit())
    assert deployment.log.read_text() == ""
