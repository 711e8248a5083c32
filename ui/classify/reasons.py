"""Each measurement's share of the answer, as the rows of a waterfall."""

from itertools import accumulate

from iris_model.answer.shares import Shares
from iris_model.model import Model
from iris_model.phrasing import percent
from iris_model.schema import Schema
from ui.palette import COLORS, NEUTRAL


def method_in_words(model: Model) -> str:
    """Say how shares are computed."""
    count, nouns = len(model.schema.measurements), model.schema.specimen
    return (
        "Each bar is what this measurement adds to the probability, averaged over all orders of "
        "adding measurements; those not yet added are taken from the training "
        f"{nouns.plural}. So the bars add up exactly to the probability. For experts: "
        f"interventional Shapley values over all {2**count} coalitions, without sampling."
    )


def share_rows(schema: Schema, explained: Shares) -> list[dict[str, object]]:
    """Return a row for the average, for each measurement, and for the whole.

    `low` and `high` are where its bar starts and ends, as probabilities.
    """
    noun, color = schema.specimen.singular, COLORS[explained.code]
    stops = [*accumulate(explained.shares, initial=explained.base)]
    labels = [m.label for m in schema.measurements]
    steps = [
        _row(label, start, end, color if share >= 0 else NEUTRAL, points(share), faint=True)
        for label, share, start, end in zip(
            labels, explained.shares, stops, stops[1:], strict=False
        )
    ]
    return [
        _row(f"Average {noun}", 0.0, stops[0], NEUTRAL, percent(stops[0]), faint=True),
        *steps,
        _row(f"This {noun}", 0.0, stops[-1], color, percent(stops[-1]), faint=False),
    ]


def _row(
    label: str, start: float, end: float, color: str, text: str, *, faint: bool
) -> dict[str, object]:
    low, high = sorted((max(0.0, start), max(0.0, end)))
    return {"label": label, "low": low, "high": high, "color": color, "text": text, "faint": faint}


def points(share: float) -> str:
    """Return a difference of probabilities (-1 to 1) as signed percentage points."""
    rounded = f"{abs(100 * share):.1f}"
    if rounded == "0.0":
        return "±0.0"
    return f"{'+' if share > 0 else '−'}{rounded}"
