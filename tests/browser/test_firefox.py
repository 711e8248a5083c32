"""The front page in Firefox, where there is one: it draws, answers, and follows the keyboard."""

from pathlib import Path

import pytest

from tests.browser.firefox import ARROW_RIGHT, running_firefox
from tools.front_page import Flower, answer_to, link_query
from tools.install_browser import installed_firefox

pytestmark = pytest.mark.browser

FLOWER = Flower(6.0, 3.0, 4.8, 1.6)
ANSWER = "(document.querySelector('.st-key-answer h2')?.innerText ?? '')"
STRIPS = "document.querySelectorAll('.live-strip').length"
SLIDER = """document.querySelector("input[type=range][aria-label='Petal length, cm']")"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.skipif(installed_firefox() is None, reason="there is no Firefox on this machine")
def test_firefox_draws_answers_and_moves_a_slider(app_url: str, tmp_path: Path) -> None:
    path = installed_firefox()
    assert path
    with running_firefox(path, tmp_path) as firefox:
        firefox.open(f"{app_url}/?{link_query(FLOWER)}")
        firefox.wait_for(f"{ANSWER}.includes({answer_to(FLOWER)!r})")
        firefox.wait_for(f"{STRIPS} === 4")
        firefox.ask(f"{SLIDER}.focus()")
        firefox.press(ARROW_RIGHT)
        moved = FLOWER._replace(petal_length=4.9)
        firefox.wait_for(f"{ANSWER}.includes({answer_to(moved)!r})")
        firefox.wait_for("location.search.includes('plen=4.9')")
        assert not firefox.ask(TOO_WIDE)
