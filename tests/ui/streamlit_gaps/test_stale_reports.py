"""Which of the values that a browser reports are the user's doing."""

from iris_model.dataset import Flower
from ui.streamlit_gaps.stale_reports import Reported, flower_meant

SHOWN = Flower(6.4, 2.8, 4.3, 1.3)
BEFORE = Flower(5.9, 2.8, 4.3, 1.3)


def test_what_is_shown_and_reported_back_changes_nothing() -> None:
    now = Reported(SHOWN, SHOWN)
    assert flower_meant(SHOWN, Reported(SHOWN, BEFORE), now) == SHOWN


def test_an_old_value_beside_a_new_one_is_not_meant() -> None:
    moved = SHOWN._replace(petal_width=1.5)
    now = Reported(moved, BEFORE)
    assert flower_meant(SHOWN, Reported(SHOWN, BEFORE), now) == moved


def test_an_old_value_that_is_all_there_is_to_report_is_meant() -> None:
    """Somebody moves a slider, thinks again and types the value of before."""
    now = Reported(SHOWN, BEFORE)
    assert flower_meant(SHOWN, Reported(SHOWN, BEFORE), now) == BEFORE


def test_a_run_that_nothing_was_changed_for_keeps_what_is_shown() -> None:
    """Such as when somebody chooses another theme, before an example's answer has arrived."""
    example = Flower(5.1, 3.5, 1.4, 0.2)
    assert flower_meant(example, Reported(example, BEFORE), Reported(example, BEFORE)) == example


def test_sliders_that_the_address_sets_back_are_meant() -> None:
    now = Reported(BEFORE, SHOWN)
    assert flower_meant(SHOWN, Reported(BEFORE, SHOWN), now) == BEFORE


def test_a_slider_moved_after_a_button_leaves_the_buttons_flower_otherwise() -> None:
    example = Flower(5.1, 3.5, 1.4, 0.2)
    now = Reported(BEFORE._replace(petal_length=2.0), BEFORE)
    meant = flower_meant(example, Reported(BEFORE, BEFORE), now)
    assert meant == example._replace(petal_length=2.0)


def test_the_newer_of_slider_and_field_is_meant() -> None:
    typed = BEFORE._replace(sepal_length=6.43)
    assert flower_meant(SHOWN, Reported(SHOWN, BEFORE), Reported(SHOWN, typed)) == typed
    moved = BEFORE._replace(sepal_length=6.6)
    assert flower_meant(typed, Reported(SHOWN, typed), Reported(moved, typed)) == moved
