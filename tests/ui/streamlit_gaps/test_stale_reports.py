"""Which of the values that a browser reports are the user's doing."""

from ui.streamlit_gaps.stale_reports import (
    Meant,
    Reported,
    states_of,
    still_under_way,
    what_is_meant,
)

NOTHING = Meant({}, {}, {})


def widgets(*values: float, fields: tuple[float, ...] = (), missing: int | None = None) -> Reported:
    """Return what widgets hold; the fields show the sliders' values unless others are given."""
    return Reported(
        values,
        tuple(f"{value:.2f}" for value in fields or values),
        tuple(place == missing for place in range(len(values))),
    )


SHOWN = widgets(6.4, 2.8, 4.3)
BEFORE = widgets(6.4, 2.8, 4.3, fields=(5.9, 2.8, 4.3))
"""The first slider has been moved; its field still holds the value of before."""


def test_what_is_shown_and_reported_back_changes_nothing() -> None:
    assert what_is_meant(SHOWN, BEFORE, SHOWN) == NOTHING


def test_an_old_value_beside_a_new_one_is_not_meant() -> None:
    now = widgets(6.4, 2.8, 1.5, fields=(5.9, 2.8, 4.3))
    assert what_is_meant(SHOWN, BEFORE, now) == Meant({2: 1.5}, {}, {})


def test_an_old_value_that_is_all_there_is_to_report_is_meant() -> None:
    """Somebody moves a slider, thinks again and types the value of before."""
    assert what_is_meant(SHOWN, BEFORE, BEFORE) == Meant({}, {0: "5.90"}, {})


def test_a_run_that_nothing_was_changed_for_keeps_what_is_shown() -> None:
    """Such as when somebody chooses another theme, before an example's answer has arrived."""
    example = widgets(5.1, 3.5, 1.4)
    before = widgets(5.1, 3.5, 1.4, fields=(5.9, 2.8, 4.3))
    assert what_is_meant(example, before, before) == NOTHING


def test_a_slider_set_back_to_its_old_value_is_meant() -> None:
    example, before = widgets(5.1, 3.5, 1.4), widgets(6.4, 2.8, 4.3)
    now = widgets(6.4, 3.5, 1.4, fields=(5.1, 3.5, 1.4))
    assert what_is_meant(example, before, now) == Meant({0: 6.4}, {}, {})


def test_a_slider_moved_after_a_button_leaves_the_buttons_specimen_otherwise() -> None:
    example, before = widgets(5.1, 3.5, 1.4), widgets(6.4, 2.8, 4.3)
    now = widgets(6.4, 2.8, 2.0, fields=(6.4, 2.8, 4.3))
    assert what_is_meant(example, before, now) == Meant({2: 2.0}, {}, {})


def test_a_switch_is_meant_while_the_fields_are_old() -> None:
    now = widgets(6.4, 2.8, 4.3, fields=(5.9, 2.8, 4.3), missing=1)
    assert what_is_meant(SHOWN, BEFORE, now) == Meant({}, {}, {1: True})


def test_what_was_typed_is_handed_on_as_it_was_written() -> None:
    now = Reported(SHOWN.sliders, ("6.40", "2,9", "4.30"), SHOWN.missing)
    assert what_is_meant(SHOWN, BEFORE, now) == Meant({}, {1: "2,9"}, {})


def test_a_field_with_the_answer_before_last_is_not_typed() -> None:
    """A slider moved three times, faster than the answers come."""
    before, shown = widgets(6.4, fields=(5.9,)), widgets(6.4)
    now = widgets(6.5, fields=(6.3,))
    under_way = frozenset({(1, 0, "6.30"), (1, 0, "6.40")})
    assert what_is_meant(shown, before, now, under_way) == Meant({0: 6.5}, {}, {})


def test_what_an_answer_sets_is_under_way_until_the_browser_reports_a_part_of_it() -> None:
    example, before = widgets(5.1, 3.5, 1.4), widgets(6.4, 2.8, 4.3)
    moved = widgets(6.4, 2.8, 2.0, fields=(6.4, 2.8, 4.3))
    assert still_under_way(example, before, moved, states_of(example)) == states_of(example)
    received = widgets(5.1, 3.5, 2.0, fields=(5.1, 3.5, 1.4))
    assert not still_under_way(example, before, received, states_of(example))
