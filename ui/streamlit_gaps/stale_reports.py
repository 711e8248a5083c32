"""What a browser reports of the sliders and fields, and what of it the user means.

Each slider and the field beside it show the same value, so one change has the server set the other
widget. A browser reports all eight with each change, also while that answer is under way: then some
hold what they held before, and would undo what the user did last.
"""

from typing import NamedTuple

from iris_model.dataset import Flower


class Reported(NamedTuple):
    """What the widgets hold, in cm."""

    sliders: Flower
    fields: Flower


def flower_meant(shown: Flower, before: Reported, now: Reported) -> Flower:
    """Return the flower that the user means.

    shown is the flower of the last run, before what the browser reported then, now what it reports.
    What is neither shown nor as before is the user's doing. What is as before, but not what is
    shown, is old; unless nothing is new, for then it has been set to that again: sliders by the
    address, or a single field by hand.
    """
    meant = _unlike(now.fields, before.fields, shown) | _unlike(now.sliders, before.sliders, shown)
    if not meant:
        meant = _unlike(now.sliders, shown)
    if not meant:
        typed = _unlike(now.fields, shown)
        meant = typed if len(typed) == 1 else {}
    return Flower(*(meant.get(i, value) for i, value in enumerate(shown)))


def _unlike(values: Flower, *others: Flower) -> dict[int, float]:
    """Return the values that no other flower has there, by their place."""
    return {
        i: value for i, value in enumerate(values) if all(value != other[i] for other in others)
    }
