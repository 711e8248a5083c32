"""Specimens and models for tests: corners of the ranges, and random ones."""

from functools import cache
from itertools import combinations, product

import numpy as np

from iris_model.arrays import FloatArray
from iris_model.model import Model
from iris_model.model_file import Partial, Training
from iris_model.model_storage import load_model
from iris_model.schema import Group, Measurement, Noun, Schema, Specimen
from iris_model.training.ranges import ranges
from tools.servers import ROOT

MOST_CORNERS = 32


def corners(schema: Schema) -> list[Specimen]:
    """Return the corners of the slider and accepted ranges, at most 32 of each."""
    found = []
    for ends in (
        [m.slider_range for m in schema.measurements],
        [m.accepted_range for m in schema.measurements],
    ):
        every = [*product(*ends)]
        found += every[:: max(1, len(every) // MOST_CORNERS)]
    return found


def random_measurements(schema: Schema, count: int, seed: int) -> FloatArray:
    """Return measurements (count, d) spread evenly over the sliders."""
    lows, highs = np.array([m.slider_range for m in schema.measurements]).T
    return np.random.default_rng(seed).uniform(lows, highs, (count, len(lows)))


def random_specimens(schema: Schema, count: int, seed: int) -> list[Specimen]:
    """Return specimens spread evenly over the sliders, with the exact fields' decimals."""
    decimals = [m.decimals + 1 for m in schema.measurements]
    return [
        tuple(round(value, count) for value, count in zip(row, decimals, strict=True))
        for row in random_measurements(schema, count, seed).tolist()
    ]


def random_model(groups: int, measurements: int, seed: int, *, steepness: float = 1.0) -> Model:
    """Return a model of random, normal groups with one covariance, so that linear scores are best.

    `evaluation` is the irises', out-of-fold probabilities are its own.
    """
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.integers(-1, 3, measurements)
    middle = scale * rng.uniform(5, 10, measurements)
    means = middle + scale * rng.normal(0, 1.5, (groups, measurements))
    roots = np.linalg.qr(rng.normal(size=(measurements, measurements)))[0] * scale[:, None]
    roots = roots * rng.uniform(0.4, 1.5, measurements)
    sizes = rng.integers(8, 60, groups)
    codes = np.repeat(np.arange(groups), sizes)
    noise = rng.normal(size=(len(codes), measurements))
    rows = (means[codes] + noise @ roots.T).round(2)
    schema = _schema(groups, rows)
    covariance = roots @ roots.T
    names = schema.names
    parts = [
        Partial(
            tuple(names[i] for i in chosen),
            *_discriminant(means, covariance, sizes, chosen, steepness),
            log_loss=0.5,
            accuracy=0.8,
        )
        for size in range(1, measurements)
        for chosen in combinations(range(measurements), size)
    ]
    coefficients, intercepts = _discriminant(
        means, covariance, sizes, tuple(range(measurements)), steepness
    )
    scores = rows @ coefficients.T + intercepts
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return Model(
        schema=schema,
        coefficients=coefficients,
        intercepts=intercepts,
        c=1.0,
        partial={part.measurements: part for part in parts},
        training=Training(
            source="random.csv",
            sha256="",
            rows=len(rows),
            used=len(rows),
            left_out={},
            numbers=np.arange(1, len(rows) + 1),
            measurements=rows,
            codes=codes,
            out_of_fold_probabilities=weights / weights.sum(axis=1, keepdims=True),
        ),
        means=means,
        covariances=np.broadcast_to(covariance, (groups, *covariance.shape)).copy(),
        set_threshold=0.6,
        evaluation=load_model().evaluation,
        digest=f"random {groups} {measurements} {seed} {steepness}",
    )


def _discriminant(
    means: FloatArray,
    covariance: FloatArray,
    sizes: FloatArray,
    chosen: tuple[int, ...],
    steepness: float,
) -> tuple[FloatArray, FloatArray]:
    """Return coefficients and intercepts whose softmax is the true probability."""
    part = means[:, chosen]
    coefficients = np.linalg.solve(covariance[np.ix_(chosen, chosen)], part.T).T
    intercepts = np.log(sizes / sizes.sum()) - (coefficients * part).sum(axis=1) / 2
    return coefficients * steepness, intercepts * steepness


def _schema(groups: int, rows: FloatArray) -> Schema:
    return Schema(
        title="Which group is this?",
        specimen=Noun("specimen", "specimens"),
        group=Noun("group", "groups"),
        about="",
        drawing=None,
        measurements=tuple(
            Measurement(
                name=f"measure_{i}",
                label=f"Measure {i}",
                unit="mm" if i % 2 == 0 else None,
                parameter=f"measure_{i}",
                aliases=(),
                **ranges(column)._asdict(),
            )
            for i, column in enumerate(rows.T)
        ),
        groups=tuple(Group(f"Group {code}") for code in range(groups)),
    )


@cache
def models() -> dict[str, Model]:
    """Return models of many forms by name: shipped, of the tests, and random ones."""
    folder = ROOT / "tests" / "models"
    return {
        "irises": load_model(),
        **{path.stem: load_model(path) for path in sorted(folder.glob("*.json"))},
        **{
            f"random {k} x {d}": random_model(k, d, seed=100 * k + d)
            for k, d in ((2, 1), (2, 3), (3, 2), (4, 1), (5, 5), (8, 4), (3, 8))
        },
    }


FORMS = (
    *("irises", "penguins", "two", "eight", "random 2 x 1", "random 2 x 3", "random 3 x 2"),
    *("random 4 x 1", "random 5 x 5", "random 8 x 4", "random 3 x 8"),
)
"""The names in `models`."""
