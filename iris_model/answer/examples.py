"""Flowers worth starting from, chosen from the data by rule and not by hand."""

from dataclasses import dataclass

import numpy as np

from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset, Flower
from iris_model.model import Model


@dataclass(frozen=True)
class Example:
    """A flower in cm, its short name, and what it shows."""

    name: str
    flower: Flower
    story: str


def typical_flower(dataset: Dataset, code: int) -> Flower:
    """Return the training flower (cm) nearest to its variety's mean, in standard deviations."""
    flowers = dataset.of_variety(code)
    distances = (flowers - flowers.mean(axis=0)) / flowers.std(axis=0)
    return Flower(*flowers[np.square(distances).sum(axis=1).argmin()].tolist())


def hardest_flower(model: Model, dataset: Dataset) -> Flower:
    """Return the training flower (cm) that a model fitted without it gets most wrong."""
    own = model.training.out_of_fold_probabilities[np.arange(len(dataset.codes)), dataset.codes]
    return Flower(*dataset.measurements[own.argmin()].tolist())


def impossible_flower() -> Flower:
    """Return a flower (cm) with the smallest sepals and the largest petals of the sliders."""
    low, high = zip(*(m.slider_range for m in MEASUREMENTS), strict=True)
    return Flower(low[0], low[1], high[2], high[3])


def examples(model: Model, dataset: Dataset) -> tuple[Example, ...]:
    """Return a typical flower of each variety, the hardest one, and an impossible one."""
    typical = tuple(
        Example(
            f"Typical {name}",
            typical_flower(dataset, code),
            f"The training flower nearest to the mean {name}",
        )
        for code, name in enumerate(VARIETIES)
    )
    return (
        *typical,
        Example(
            "Hardest flower",
            hardest_flower(model, dataset),
            "The training flower that a model fitted without it gets most wrong",
        ),
        Example(
            "Impossible flower",
            impossible_flower(),
            "The smallest sepals with the largest petals: no such iris grows",
        ),
    )
