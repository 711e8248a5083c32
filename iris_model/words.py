"""Sentences that every surface shares, for a reader who has never heard of log-odds."""

from collections.abc import Sequence

from iris_model.dataset import MEASUREMENTS, Flower
from iris_model.explain import Change, Shares

_LABELS = {measurement.name: measurement.label.lower() for measurement in MEASUREMENTS}


def percent(probability: float) -> str:
    """Return a probability in per cent, never rounded to the certainty that no model has."""
    if probability < 0.0005:
        return "< 0.1 %"
    if probability >= 0.9995:
        return "> 99.9 %"
    return percentage(probability)


def percentage(share: float, decimals: int = 1) -> str:
    """Return a counted share in per cent, with a space before the sign."""
    return f"{100 * share:.{decimals}f} %"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: “a”, “a and b”, “a, b and c”."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


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
