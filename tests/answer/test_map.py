from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from iris_model.answer.changes import changes
from iris_model.answer.map import Bounds, score_plane, shown_groups
from tools.specimens import FORMS, corners, models, random_measurements

IRISES = models()["irises"]
ALL = (0, 1, 2)
PLANE = score_plane(IRISES, ALL)


def planes(model):
    """A plane of all groups, or of some three of them."""
    count = len(model.schema.groups)
    every = [*combinations(range(count), min(count, 3))]
    return [score_plane(model, codes) for codes in every[:: max(1, len(every) // 5)]]


def everywhere(model, plane):
    """A rectangle that holds all the sliders can set."""
    ends = plane.project(np.array(corners(model.schema)))
    low, high = ends.min(axis=0) - 100, ends.max(axis=0) + 100
    return Bounds(low[0], high[0], low[1], high[1])


def area(polygon):
    """The signed area of a polygon: positive when its corners run counter-clockwise."""
    (x, y), (next_x, next_y) = polygon.T, np.roll(polygon, -1, axis=0).T
    return float((x * next_y - next_x * y).sum() / 2)


def inside(polygon, positions, tolerance=1e-7):
    """Whether positions (n, 2) lie left of every edge of a counter-clockwise convex polygon."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    gaps = positions[:, None, :] - polygon
    return (edges[:, 0] * gaps[..., 1] - edges[:, 1] * gaps[..., 0] >= -tolerance).all(axis=1)


@pytest.mark.parametrize("name", FORMS)
def test_the_basis_is_orthonormal(name):
    model = models()[name]
    for plane in planes(model):
        expected = np.eye(2) if len(model.schema.names) > 1 else np.diag([1, 0])
        assert plane.basis @ plane.basis.T == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("name", FORMS)
def test_a_position_tells_every_score_difference_of_the_groups_shown(name):
    model = models()[name]
    measurements = np.concatenate(
        [random_measurements(model.schema, 500, seed=31), np.array(corners(model.schema))]
    )
    for plane in planes(model):
        scores = model.scores(measurements)[:, [*plane.codes]]
        seen = plane.project(measurements) @ plane.coefficients.T + plane.intercepts
        shift = seen - scores
        largest = np.abs(scores).max()
        assert np.abs(shift - shift[:, :1]).max() < 1e-9 * (1 + largest)


@pytest.mark.parametrize("name", FORMS)
def test_a_specimen_lies_in_the_region_of_the_likeliest_group_shown_and_in_no_other(name):
    model = models()[name]
    measurements = random_measurements(model.schema, 2000, seed=32)
    for plane in planes(model):
        answers = model.scores(measurements)[:, [*plane.codes]].argmax(axis=1)
        positions = plane.project(measurements)
        regions = plane.regions(everywhere(model, plane))
        assert [*regions] == [*plane.codes]
        for place, polygon in enumerate(regions.values()):
            if len(polygon):
                assert (inside(polygon, positions) == (answers == place)).all()
            else:
                assert not (answers == place).any()


@pytest.mark.parametrize("name", FORMS)
def test_the_regions_fill_the_rectangle_without_overlap(name):
    for plane in planes(models()[name]):
        bounds = plane.bounds
        areas = [area(polygon) for polygon in plane.regions(bounds).values() if len(polygon)]
        assert min(areas) >= 0
        whole = (bounds.right - bounds.left) * (bounds.top - bounds.bottom)
        assert sum(areas) == pytest.approx(whole)


@pytest.mark.parametrize("name", FORMS)
def test_the_bounds_hold_the_training_specimens_of_the_groups_shown(name):
    model = models()[name]
    for plane in planes(model):
        for code in plane.codes:
            x, y = plane.project(model.training.of_group(code)).T
            assert plane.bounds.left < x.min() <= x.max() < plane.bounds.right
            assert plane.bounds.bottom < y.min() <= y.max() < plane.bounds.top


@pytest.mark.parametrize("name", ["two", "random 2 x 3", "random 2 x 1"])
def test_two_groups_are_told_apart_by_the_first_axis_alone(name):
    model = models()[name]
    plane = score_plane(model, (0, 1))
    difference = plane.coefficients[1] - plane.coefficients[0]
    assert difference[0] > 0
    assert abs(difference[1]) < 1e-9 * difference[0]


def test_the_second_axis_of_two_groups_is_the_main_spread_of_what_is_left():
    model = models()["random 2 x 3"]
    plane, training = score_plane(model, (0, 1)), model.training
    standardised = (training.measurements - plane.center) / plane.scale
    spread = (standardised @ plane.basis[1]).var()
    for direction in np.random.default_rng(33).normal(size=(2000, 3)):
        across = direction - (direction @ plane.basis[0]) * plane.basis[0]
        across /= np.linalg.norm(across)
        assert (standardised @ across).var() <= spread + 1e-9


def test_one_measurement_lies_on_a_line():
    model = models()["two"]
    plane = score_plane(model, (0, 1))
    assert (plane.project(model.training.measurements)[:, 1] == 0).all()
    assert (plane.bounds.bottom, plane.bounds.top) == (-1, 1)


def test_all_of_three_groups_are_shown_and_the_three_likeliest_of_more():
    assert shown_groups(IRISES, [0.1, 0.2, 0.7]) == (0, 1, 2)
    assert shown_groups(models()["two"], [0.1, 0.9]) == (0, 1)
    eight = [0.05, 0.3, 0.05, 0.05, 0.25, 0.05, 0.05, 0.2]
    assert shown_groups(models()["eight"], eight) == (1, 4, 7)


def test_a_rectangle_within_one_region_has_no_room_for_the_others():
    x, y = PLANE.project(IRISES.means[:1])[0]
    regions = PLANE.regions(Bounds(x - 0.01, x + 0.01, y - 0.01, y + 0.01))
    assert [len(regions[code]) for code in ALL] == [4, 0, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_the_first_axis_rises_from_the_first_group_to_the_last(order):
    model = replace(IRISES, means=IRISES.means[::order], results={})
    first, _, last = score_plane(model, ALL).project(model.means)
    assert last[0] > first[0]


@pytest.mark.parametrize("sign", [1, -1])
def test_the_second_axis_rises_with_the_first_measurement(sign):
    coefficients = IRISES.coefficients * [sign, 1, 1, 1]
    model = replace(IRISES, coefficients=coefficients, results={})
    assert score_plane(model, ALL).basis[1, 0] > 0


def test_the_way_to_the_nearest_change_ends_on_the_border_and_beyond_it():
    change = changes(IRISES, IRISES.training.specimens[0])[0]
    positions = PLANE.project(np.array([change.border, change.specimen]))
    border, beyond = positions @ PLANE.coefficients.T + PLANE.intercepts
    assert border[change.code] == pytest.approx(border.max(), abs=1e-7)
    assert int(beyond.argmax()) == change.code


def test_a_model_whose_borders_are_parallel_still_has_a_plane():
    coefficients = np.zeros((3, 4))
    coefficients[:, 3] = 0, 5, 10
    plane = score_plane(replace(IRISES, coefficients=coefficients, results={}), ALL)
    assert plane.basis @ plane.basis.T == pytest.approx(np.eye(2), abs=1e-12)
    assert np.isfinite(plane.project(np.array(corners(IRISES.schema)))).all()
