"""Sentences that every surface shares, for a reader who has never heard of log-odds."""

from iris_model.answer.changes import Change
from iris_model.answer.shares import Shares
from iris_model.dataset import MEASUREMENTS, Flower
from iris_model.phrasing import listed, percent

_LABELS = {measurement.name: measurement.label.lower() for measurement in MEASUREMENTS}


def change_in_words(flower: Flower, change: Change) -> str:
    """Say which values give another variety, and whether one measurement alone would do."""
    moves = {
        measurement.name: f"{_LABELS[measurement.name]} to {new:g}"
        for measurement, old, new in zip(MEASUREMENTS, flower, change.flower, strict=True)
        if new != old
    }
    least = f"For {change.to}, the least change is {listed([*moves.values()])} cm"
    if change.single is None:
        return f"{least}; no single measurement is enough."
    if [*moves] == [change.single.measurement]:
        return f"{least}."
    return (
        f"{least}; {_LABELS[change.single.measurement]} alone would have to be "
        f"{change.single.value:g} cm."
    )


def shares_in_words(shares: Shares) -> str:
    """Say in one sentence where the probability comes from, the largest share first."""
    parts = [
        f"{_LABELS[name]} {100 * share:+.1f}"
        for name, share in sorted(shares.shares.items(), key=lambda item: -abs(item[1]))
    ]
    total = shares.base + sum(shares.shares.values())
    return (
        f"{shares.variety} starts at {percent(shares.base)}, the average over the training "
        f"flowers; {listed(parts)} percentage points make it {percent(total)}."
    )
