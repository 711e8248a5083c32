from dataclasses import replace

import numpy as np
import pytest

from iris_model.answer.changes import changes
from iris_model.answer.map import Bounds, score_plane
from iris_model.dataset import VARIETIES, Flower, default_model, load_dataset
from tools.flowers import CORNERS, random_measurements

MODEL = default_model()
DATASET = load_dataset()
PLANE = score_plane(MODEL, DATASET)
EVERYWHERE = PLANE.bounds(np.array(CORNERS))


def area(polygon):
    """The signed area of a polygon: positive when its corners run counter-clockwise."""
    (x, y), (next_x, next_y) = polygon.T, np.roll(polygon, -1, axis=0).T
    return float((x * next_y - next_x * y).sum() / 2)


def inside(polygon, positions, tolerance=1e-9):
    """Whether positions (n, 2) lie left of every edge of a counter-clockwise convex polygon."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    gaps = positions[:, None, :] - polygon
    return (edges[:, 0] * gaps[..., 1] - edges[:, 1] * gaps[..., 0] >= -tolerance).all(axis=1)


def test_the_basis_is_orthonormal():
    assert PLANE.basis @ PLANE.basis.T == pytest.approx(np.eye(2), abs=1e-12)


def test_a_position_tells_every_score_difference_exactly():
    flowers = np.concatenate([random_measurements(10_000, seed=31), np.array(CORNERS)])
    model, plane = MODEL.scores(flowers), PLANE.scores(PLANE.project(flowers))
    for a in range(3):
        for b in range(3):
            assert plane[:, a] - plane[:, b] == pytest.approx(model[:, a] - model[:, b], abs=1e-10)


def test_10_000_flowers_lie_in_the_region_of_their_answer_and_in_no_other():
    flowers = random_measurements(10_000, seed=32)
    answers = MODEL.scores(flowers).argmax(axis=1)
    positions = PLANE.project(flowers)
    for code, variety in enumerate(VARIETIES):
        polygon = PLANE.regions(EVERYWHERE)[variety]
        assert (inside(polygon, positions) == (answers == code)).all()


@pytest.mark.parametrize(
    "bounds", [EVERYWHERE, PLANE.bounds(DATASET.measurements), Bounds(-0.5, 1.5, -1.0, 1.0)]
)
def test_the_regions_fill_the_rectangle_without_overlap(bounds):
    areas = [area(polygon) for polygon in PLANE.regions(bounds).values()]
    assert min(areas) > 0
    whole = (bounds.right - bounds.left) * (bounds.top - bounds.bottom)
    assert sum(areas) == pytest.approx(whole)


def test_a_rectangle_within_one_region_has_no_room_for_the_others():
    x, y = PLANE.project(MODEL.means[:1])[0]
    regions = PLANE.regions(Bounds(x - 0.01, x + 0.01, y - 0.01, y + 0.01))
    assert [len(regions[variety]) for variety in VARIETIES] == [4, 0, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_the_first_axis_rises_from_the_first_variety_to_the_last(order):
    model = replace(MODEL, means=MODEL.means[::order])
    first, _, last = score_plane(model, DATASET).project(model.means)
    assert last[0] > first[0]


@pytest.mark.parametrize("sign", [1, -1])
def test_the_second_axis_rises_with_sepal_length(sign):
    model = replace(MODEL, coefficients=MODEL.coefficients * [sign, 1, 1, 1])
    assert score_plane(model, DATASET).basis[1, 0] > 0


def test_the_way_to_the_nearest_change_ends_on_the_border_and_beyond_it():
    flower = Flower(*DATASET.measurements[0].tolist())
    change = changes(MODEL, DATASET, flower)[0]
    border, beyond = PLANE.scores(PLANE.project(np.array([change.border, change.flower])))
    code = VARIETIES.index(change.to)
    assert border[code] == pytest.approx(border.max(), abs=1e-7)
    assert VARIETIES[int(beyond.argmax())] == change.to


def test_a_model_whose_borders_are_parallel_still_has_a_plane():
    coefficients = np.zeros((3, 4))
    coefficients[:, 3] = 0, 5, 10
    plane = score_plane(replace(MODEL, coefficients=coefficients), DATASET)
    assert plane.basis @ plane.basis.T == pytest.approx(np.eye(2), abs=1e-12)
    assert np.isfinite(plane.project(np.array(CORNERS))).all()
