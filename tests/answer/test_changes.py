from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from iris_model.answer.changes import changes
from iris_model.answer.nearest import BEYOND
from iris_model.answer.regions import regions
from tools.specimens import FORMS, corners, models, random_measurements, random_specimens

IRISES = models()["irises"]
FLOWER = (5.94, 2.84, 4.87, 1.69)


def limits(model):
    return np.array([m.slider_range for m in model.schema.measurements]).T


def distance(model, a, b):
    gaps = (np.array(a) - np.array(b)) / model.training.standard_deviations
    return float(np.linalg.norm(gaps))


def by_optimiser(model, specimen, code, held=()):
    """The shortest way to a group that SLSQP finds, in standard deviations; infinite if none."""
    scale = model.training.standard_deviations
    others = [other for other in range(len(model.intercepts)) if other != code]
    weights = (model.coefficients[code] - model.coefficients[others]) * scale
    lengths = np.linalg.norm(weights, axis=1)
    weights = weights / lengths[:, None]
    starts = (model.intercepts[code] - model.intercepts[others]) / lengths
    origin = np.array(specimen) / scale
    lows, highs = limits(model) / scale
    lows, highs = lows.copy(), highs.copy()
    lows[[*held]] = highs[[*held]] = origin[[*held]]
    leads = {"type": "ineq", "fun": lambda z: weights @ z + starts, "jac": lambda z: weights}
    candidates = random_measurements(model.schema, 300, seed=11)
    own = candidates[model.scores(candidates).argmax(axis=1) == code][:3]
    found = [np.inf]
    for start in [*own, model.means[code], np.array(specimen)]:
        result = minimize(
            lambda z: ((z - origin) ** 2).sum(),
            np.clip(start / scale, lows, highs),
            jac=lambda z: 2 * (z - origin),
            bounds=list(zip(lows, highs, strict=True)),
            constraints=[leads],
            method="SLSQP",
            options={"ftol": 1e-13, "maxiter": 300},
        )
        if result.success and (weights @ result.x + starts).min() > -1e-7:
            found.append(float(np.linalg.norm(result.x - origin)))
    return min(found)


def is_typed(value, decimals):
    return round(value, decimals) == value


@pytest.mark.parametrize("name", FORMS)
def test_no_optimiser_finds_a_nearer_border(name):
    model = models()[name]
    count = 60 if name == "irises" else 4
    for specimen in [*random_specimens(model.schema, count, seed=12), corners(model.schema)[-1]]:
        own, _ = model.classify(specimen)
        found = {change.code: change for change in changes(model, specimen)}
        for code in {*range(len(model.intercepts))} - {own}:
            expected = by_optimiser(model, specimen, code)
            if code not in found:
                assert expected == np.inf
                continue
            change = found[code]
            assert change.border_distance < expected + 1e-5
            if expected < np.inf:  # it gives up on some corners far away
                assert change.border_distance == pytest.approx(expected, abs=1e-5)
            assert distance(model, change.border, specimen) == pytest.approx(
                change.border_distance, abs=1e-9
            )
            scores = model.scores(np.array([change.border]))[0]
            assert scores[code] >= scores.max() - 1e-6 * (1 + np.abs(scores).max())


@pytest.mark.parametrize("name", FORMS)
def test_every_suggestion_gets_its_group_just_beyond_the_border(name):
    model = models()[name]
    lows, highs = limits(model)
    for specimen in [*random_specimens(model.schema, 60, seed=13), *corners(model.schema)]:
        found = changes(model, specimen)
        assert [change.distance for change in found] == sorted(c.distance for c in found)
        for change in found:
            assert model.classify(change.specimen)[0] == change.code
            assert (np.array(change.specimen) >= lows).all()
            assert (np.array(change.specimen) <= highs).all()
            assert change.distance == pytest.approx(distance(model, change.specimen, specimen))
            assert change.border_distance - 1e-9 <= change.distance
            assert change.distance <= change.border_distance + BEYOND


@pytest.mark.parametrize("name", FORMS)
def test_what_a_suggestion_moves_can_be_typed_and_is_seen_to_move(name):
    model = models()[name]
    decimals = [m.decimals + 1 for m in model.schema.measurements]
    exact = 0
    for specimen in random_specimens(model.schema, 60, seed=14):
        for change in changes(model, specimen):
            moved = [
                i for i, (a, b) in enumerate(zip(change.specimen, specimen, strict=True)) if a != b
            ]
            assert change.moves == tuple(moved)
            assert moved
            exact += all(is_typed(change.specimen[i], decimals[i]) for i in moved)
            for i in moved:
                assert is_typed(change.specimen[i], decimals[i] + 4)
                assert abs(change.specimen[i] - specimen[i]) > 0.9 * 10.0 ** -(decimals[i] + 4)
    assert exact > 0


def test_for_the_irises_two_decimals_are_always_enough():
    for flower in [*random_specimens(IRISES.schema, 1000, seed=15), *corners(IRISES.schema)]:
        for change in changes(IRISES, flower):
            assert all(is_typed(change.specimen[i], 2) for i in change.moves)


@pytest.mark.parametrize("name", FORMS)
def test_no_move_of_a_suggestion_can_be_left_out(name):
    """But for what rounding to values that can be typed takes away from the limit."""
    model = models()[name]
    scale = model.training.standard_deviations
    steps = np.array([m.exact_step for m in model.schema.measurements]) / scale
    reserve = float(np.linalg.norm(steps)) + 1e-6
    lows, highs = limits(model)
    for specimen in random_specimens(model.schema, 25 if name == "irises" else 3, seed=16):
        for change in changes(model, specimen):
            for i in change.moves:
                if len(change.moves) > 1 and lows[i] <= specimen[i] <= highs[i]:
                    held = [j for j in range(len(scale)) if j == i or j not in change.moves]
                    nearest = by_optimiser(model, specimen, change.code, held)
                    assert nearest > change.border_distance + BEYOND - reserve


@pytest.mark.parametrize("name", FORMS)
def test_the_single_change_is_the_smallest_that_does_it_or_none_does(name):
    model = models()[name]
    scale = model.training.standard_deviations
    for specimen in [*random_specimens(model.schema, 4, seed=17), *corners(model.schema)[::13]]:
        own, _ = model.classify(specimen)
        ways = {}
        for i, m in enumerate(model.schema.measurements):
            per_unit = 10 ** (m.decimals + 1)
            first, last = (round(end * per_unit) for end in m.slider_range)
            values = np.arange(first, last + 1) / per_unit
            moved = np.repeat([specimen], len(values), axis=0)
            moved[:, i] = values
            answers = model.scores(moved).argmax(axis=1)
            for code in {*answers.tolist()} - {own}:
                gaps = np.abs(values[answers == code] - specimen[i]) / scale[i]
                ways[code] = min(ways.get(code, np.inf), float(gaps.min()))
        for change in changes(model, specimen):
            if change.single is None:
                assert change.code not in ways
            else:
                i, value = change.single.index, change.single.value
                moved = [*specimen]
                moved[i] = value
                assert model.classify(tuple(moved))[0] == change.code
                low, high = model.schema.measurements[i].slider_range
                assert low <= value <= high
                most = ways[change.code]
                step = model.schema.measurements[i].exact_step / scale[i]
                assert abs(value - specimen[i]) / scale[i] == pytest.approx(most, abs=1.01 * step)


def test_some_specimen_has_no_single_change():
    """Or the statement that no single measurement does it would never be seen."""
    assert any(c.single is None for f in corners(IRISES.schema) for c in changes(IRISES, f))


def test_one_measurement_is_named_where_it_does_as_well_as_four():
    """The least change in whole tenths used to be four values, farther away than this one."""
    change = changes(IRISES, FLOWER)[0]
    assert change.moves == (2,)
    assert change.specimen == (5.94, 2.84, 4.77, 1.69)
    assert change.distance < 0.06


def test_a_change_that_rounds_to_no_change_is_not_suggested():
    """The border is less than a hundredth away; what the field shows must differ all the same."""
    flower = (*FLOWER[:2], 4.7714, FLOWER[3])
    change = changes(IRISES, flower)[0]
    assert change.border_distance * IRISES.training.standard_deviations.max() < 0.01
    assert change.moves == (2,)
    assert round(change.specimen[2], 2) != round(flower[2], 2)


def petal_width_model(meetings):
    """A model that looks at petal width alone and changes its answer at two widths."""
    first, second = meetings
    coefficients = np.zeros((3, 4))
    coefficients[:, 3] = 0, 8, 16
    intercepts = np.array([0, -8 * first, -8 * (first + second)])
    return replace(IRISES, coefficients=coefficients, intercepts=intercepts, results={})


def test_at_an_exact_tie_the_other_group_is_one_step_away():
    model = petal_width_model((1.5, 2.0))
    flower = (5.0, 3.0, 2.0, 1.5)
    scores = model.scores(np.array([flower]))[0]
    assert scores[0] == scores[1]
    to_versicolor, to_virginica = changes(model, flower)
    assert to_versicolor.border == flower
    assert to_versicolor.specimen == (5.0, 3.0, 2.0, 1.51)
    assert to_virginica.specimen == (5.0, 3.0, 2.0, 2.01)


def test_whole_numbers_are_measurements_like_any_other():
    assert changes(IRISES, (5, 3, 2, 1)) == changes(IRISES, (5.0, 3.0, 2.0, 1.0))


def test_a_group_that_no_specimen_in_the_ranges_has_is_left_out():
    model = petal_width_model((1.5, 9.0))
    assert [c.code for c in changes(model, (5, 3, 2, 1))] == [1]


def test_a_group_that_fits_between_two_values_that_can_be_typed_gets_one_more_decimal():
    model = petal_width_model((1.611, 1.619))
    to_versicolor, to_virginica = changes(model, (5.0, 3.0, 2.0, 1.0))
    assert to_versicolor.specimen == (5.0, 3.0, 2.0, 1.612)
    assert to_versicolor.single.value == 1.612
    assert to_virginica.specimen == (5.0, 3.0, 2.0, 1.62)


def test_a_group_with_the_coefficients_of_a_likelier_one_is_left_out():
    coefficients = IRISES.coefficients.copy()
    coefficients[2] = coefficients[1]
    intercepts = IRISES.intercepts.copy()
    intercepts[2] = intercepts[1] - 1
    model = replace(IRISES, coefficients=coefficients, intercepts=intercepts, results={})
    assert [region.code for region in regions(model)] == [0, 1]
    assert [c.code for c in changes(model, (5.0, 3.4, 1.5, 0.2))] == [1]
    assert [c.code for c in changes(model, (6.0, 3.0, 4.5, 1.5))] == [0]


def test_a_specimen_outside_the_sliders_is_led_back_into_them():
    flower = (15.0, 8.0, 13.0, 4.5)
    for change in changes(IRISES, flower):
        assert change.moves == (0, 1, 2, 3)
        assert IRISES.classify(change.specimen)[0] == change.code


@pytest.mark.parametrize("name", FORMS)
def test_from_some_measurements_changes_are_those_of_the_model_that_has_only_them(name):
    model = models()[name]
    if len(model.schema.names) == 1:
        return
    part = model.knowing(model.schema.names[1:])
    for specimen in random_specimens(part.schema, 20, seed=18):
        for change in changes(part, specimen):
            assert part.classify(change.specimen)[0] == change.code
            assert len(change.specimen) == len(part.schema.names)
