"""Specimens worth starting from, chosen from the data by rule."""

from itertools import product
from typing import NamedTuple

import numpy as np

from iris_model.model import Model, kept_with_model
from iris_model.schema import Specimen


class Example(NamedTuple):
    """A specimen, its short name, and what it shows."""

    name: str
    specimen: Specimen
    story: str


@kept_with_model
def examples(model: Model) -> tuple[Example, ...]:
    """Return a typical specimen of each group, the hardest, and an impossible one."""
    noun = model.schema.specimen.singular
    found = [
        Example(
            f"Typical {name}",
            typical_specimen(model, code),
            f"The training {noun} nearest to the mean {name}",
        )
        for code, name in enumerate(model.schema.group_names)
    ]
    found.append(
        Example(
            f"Hardest {noun}",
            _hardest_specimen(model),
            f"The training {noun} that a model fitted without it gets most wrong",
        )
    )
    impossible = _impossible_specimen(model)
    if impossible:
        found.append(
            Example(
                f"Impossible {noun}",
                impossible,
                "The smallest and the largest values of the sliders in a combination that no "
                f"training {noun} comes near",
            )
        )
    return tuple(found)


def typical_specimen(model: Model, code: int) -> Specimen:
    """Return the training specimen nearest to its group's mean."""
    specimens = model.training.of_group(code)
    deviations = specimens.std(axis=0)
    deviations[deviations == 0] = 1.0
    gaps = (specimens - specimens.mean(axis=0)) / deviations
    return tuple(specimens[np.square(gaps).sum(axis=1).argmin()].tolist())


def _hardest_specimen(model: Model) -> Specimen:
    training = model.training
    own = training.out_of_fold_probabilities[np.arange(len(training.codes)), training.codes]
    return training.specimens[int(own.argmin())]


def _impossible_specimen(model: Model) -> Specimen | None:
    """Return the corner of the sliders farthest from all groups, or None if it is like one."""
    corners = [*product(*(m.slider_range for m in model.schema.measurements))]
    nearest = model.distances(np.array(corners)).min(axis=1)
    return corners[int(nearest.argmax())] if nearest.max() > model.far else None
