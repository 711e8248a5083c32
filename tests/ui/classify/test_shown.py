"""What the inputs show after a report of the browser."""

from tools.specimens import models
from ui.classify.shown import Shown, changed, opened
from ui.streamlit_gaps.stale_reports import Reported

IRIS = models()["irises"]
SCHEMA = IRIS.schema
LOWEST = tuple(m.slider_range[0] for m in SCHEMA.measurements)


def just_opened() -> Shown:
    values = (6.0, 3.0, 4.8, 1.6)
    link = {m.parameter: [str(v)] for m, v in zip(SCHEMA.measurements, values, strict=True)}
    return opened(IRIS, link, {}, None)


def test_inputs_that_the_browser_has_not_set_yet_change_nothing() -> None:
    shown = just_opened()
    now = Reported(LOWEST, ("",) * 4, (False,) * 4)
    after = changed(IRIS, shown, now)
    assert (after.values, after.missing, after.entered) == (shown.values, shown.missing, {})


def test_an_input_may_be_moved_while_others_are_not_set_yet() -> None:
    now = Reported((6.5, *LOWEST[1:]), ("6.00", "", "", ""), (False,) * 4)
    after = changed(IRIS, just_opened(), now)
    assert (after.values, after.entered) == ((6.5, 3.0, 4.8, 1.6), {})


def test_fields_that_are_not_set_yet_are_no_entries() -> None:
    shown = just_opened()
    now = Reported(shown.values, ("", "3.00", "", "1.60"), (False,) * 4)
    assert changed(IRIS, shown, now).entered == {}


def test_an_emptied_field_is_a_wrong_entry() -> None:
    shown = just_opened()
    now = Reported(shown.values, ("", "3.00", "4.80", "1.60"), (False,) * 4)
    after = changed(IRIS, shown, now)
    assert after.values == shown.values
    assert list(after.entered) == [0]
