from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from iris_model.answer.changes import _region, border_point, changes
from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    Flower,
    classify,
    default_model,
    load_dataset,
)
from tools.flowers import CORNERS, random_flowers, random_measurements

MODEL = default_model()
DATASET = load_dataset()
SCALE = DATASET.standard_deviations
LOWS, HIGHS = np.array([m.slider_range for m in MEASUREMENTS]).T
TENTHS = [
    np.arange(round(10 * a), round(10 * b) + 1) / 10 for a, b in zip(LOWS, HIGHS, strict=True)
]
ORDINARY = [Flower(*row) for row in DATASET.measurements[::40].tolist()]


def distance(a, b):
    return float(np.linalg.norm((np.array(a) - np.array(b)) / SCALE))


def by_optimiser(flower, code, starts):
    """The shortest way to a variety that SLSQP finds from several starts, in standard units."""
    others = [k for k in range(len(VARIETIES)) if k != code]
    weights = (MODEL.coefficients[code] - MODEL.coefficients[others]) * SCALE
    leads = {
        "type": "ineq",
        "fun": lambda z: weights @ z + MODEL.intercepts[code] - MODEL.intercepts[others],
        "jac": lambda z: weights,
    }
    origin = np.array(flower) / SCALE
    results = (
        minimize(
            lambda z: ((z - origin) ** 2).sum(),
            start / SCALE,
            jac=lambda z: 2 * (z - origin),
            bounds=list(zip(LOWS / SCALE, HIGHS / SCALE, strict=True)),
            constraints=[leads],
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 200},
        )
        for start in starts
    )
    return min(distance(r.x * SCALE, flower) for r in results if r.success)


def test_no_optimiser_finds_a_nearer_border_for_500_flowers():
    starts = random_measurements(6, seed=11)
    for flower in random_flowers(500, seed=12):
        own = VARIETIES.index(classify(MODEL, flower)[0])
        for code in {0, 1, 2} - {own}:
            point = np.array(border_point(MODEL, DATASET, flower, own, code))
            found = by_optimiser(flower, code, starts)
            assert distance(point, flower) == pytest.approx(found, abs=1e-5)
            assert (point >= LOWS - 1e-9).all()
            assert (point <= HIGHS + 1e-9).all()
            scores = MODEL.scores(point[None])[0]
            assert scores[code] >= scores.max() - 1e-7


def test_from_face_to_face_leads_to_the_same_point_as_trying_every_face():
    """Also for flowers outside the slider ranges, from where it goes astray now and then."""
    accepted = np.array([m.accepted_range for m in MEASUREMENTS]).T
    flowers = np.random.default_rng(14).uniform(*accepted, (1000, 4))
    for flower in [*flowers, *np.array(CORNERS), *DATASET.measurements]:
        for code in range(len(VARIETIES)):
            polyhedron = _region(MODEL, DATASET, code).polyhedron
            start = flower / SCALE
            best = pytest.approx(polyhedron.nearest_foot(start), abs=1e-12)
            for guess in ((), [0], [1], [0, 1]):
                assert polyhedron.nearest_point(start, frozenset(guess)) == best


def test_every_suggestion_gets_its_variety_in_whole_tenths_within_the_slider_ranges():
    for flower in [*random_flowers(500, seed=12), *CORNERS]:
        own, _ = classify(MODEL, flower)
        found = changes(MODEL, DATASET, flower)
        assert {change.to for change in found} == {*VARIETIES} - {own}
        assert [change.distance for change in found] == sorted(c.distance for c in found)
        for change in found:
            assert classify(MODEL, change.flower)[0] == change.to
            assert all(value in axis for value, axis in zip(change.flower, TENTHS, strict=True))
            assert change.distance == pytest.approx(distance(change.flower, flower))
            assert change.distance >= distance(change.border, flower) - 1e-9


def test_no_flower_in_whole_tenths_is_nearer():
    grid = np.stack(np.meshgrid(*TENTHS, indexing="ij"), axis=-1).reshape(-1, 4)
    answers = MODEL.scores(grid).argmax(axis=1)
    by_variety = {name: grid[answers == code] / SCALE for code, name in enumerate(VARIETIES)}
    for flower in [*ORDINARY, CORNERS[5], CORNERS[26]]:
        for change in changes(MODEL, DATASET, flower):
            gaps = by_variety[change.to] - np.array(flower) / SCALE
            nearest = np.sqrt(np.einsum("ni,ni->n", gaps, gaps).min())
            assert change.distance == pytest.approx(nearest, abs=1e-12)


def test_the_single_change_is_the_smallest_that_does_it_or_none_does():
    for flower in [*random_flowers(60, seed=13), *CORNERS]:
        for change in changes(MODEL, DATASET, flower):
            ways = {}
            for i, (measurement, axis) in enumerate(zip(MEASUREMENTS, TENTHS, strict=True)):
                for value in axis.tolist():
                    moved = flower._replace(**{measurement.name: value})
                    if classify(MODEL, moved)[0] == change.to:
                        ways[measurement.name, value] = abs(value - flower[i]) / SCALE[i]
            if change.single is None:
                assert not ways
            else:
                chosen = (change.single.measurement, change.single.value)
                assert ways[chosen] == pytest.approx(min(ways.values()), abs=1e-12)


def test_some_flower_has_no_single_change():
    """Or the statement that no single measurement does it would never be seen."""
    assert any(c.single is None for f in CORNERS for c in changes(MODEL, DATASET, f))


def petal_width_model(meetings):
    """A model that looks at petal width alone and changes its answer at two widths."""
    first, second = meetings
    coefficients = np.zeros((3, 4))
    coefficients[:, 3] = 0, 8, 16
    intercepts = np.array([0, -8 * first, -8 * (first + second)])
    return replace(MODEL, coefficients=coefficients, intercepts=intercepts)


def test_at_an_exact_tie_the_other_variety_is_one_step_away():
    model = petal_width_model((1.5, 2.0))
    flower = Flower(5.0, 3.0, 2.0, 1.5)
    scores = model.scores(np.array([flower]))[0]
    assert scores[0] == scores[1]
    to_versicolor, to_virginica = changes(model, DATASET, flower)
    assert to_versicolor.border == flower
    assert to_versicolor.flower == flower._replace(petal_width=1.6)
    assert to_virginica.flower == flower._replace(petal_width=2.1)


def test_whole_numbers_are_measurements_like_any_other():
    whole, decimal = Flower(5, 3, 2, 1), Flower(5.0, 3.0, 2.0, 1.0)
    assert changes(MODEL, DATASET, whole) == changes(MODEL, DATASET, decimal)


def test_a_variety_that_no_flower_in_the_ranges_has_is_left_out():
    model = petal_width_model((1.5, 9.0))
    assert [c.to for c in changes(model, DATASET, Flower(5, 3, 2, 1))] == ["Versicolor"]


def test_a_variety_that_fits_between_two_tenths_is_left_out():
    model = petal_width_model((1.61, 1.69))
    assert [c.to for c in changes(model, DATASET, Flower(5, 3, 2, 1))] == ["Virginica"]
