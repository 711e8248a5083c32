"""Sessions that draw one after the other."""

import threading
import time

import pytest

from ui.streamlit_gaps.one_at_a_time import in_turn


def test_two_sessions_never_draw_at_the_same_time() -> None:
    drawing, most = 0, 0

    @in_turn
    def draw() -> None:
        nonlocal drawing, most
        drawing += 1
        most = max(most, drawing)
        time.sleep(0.01)
        drawing -= 1

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (drawing, most) == (0, 1)


def test_a_run_that_is_broken_off_gives_its_turn_away() -> None:
    @in_turn
    def draw(*, fail: bool) -> None:
        if fail:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        draw(fail=True)
    draw(fail=False)
