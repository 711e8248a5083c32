"""The figures that describe the training rows, against SciPy, NumPy and the literature."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import f_oneway, pearsonr

from iris_model.description import (
    Correlation,
    correlation_in_words,
    correlations,
    density,
    most_separating,
    pair_name,
    separation,
    signed,
    summaries,
)
from tests.models import MODELS

IRISES = MODELS["irises"]
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


def test_summaries_give_the_published_means_and_deviations():
    # R. A. Fisher (1936), tables I and II, as every textbook repeats them.
    published = {
        (0, 0): (5.006, 0.352),
        (1, 0): (3.428, 0.379),
        (2, 1): (4.260, 0.470),
        (3, 2): (2.026, 0.275),
    }
    found = {(s.index, s.code): (s.mean, s.standard_deviation) for s in summaries(IRISES)}
    assert len(found) == 12
    for key, figures in published.items():
        assert found[key] == pytest.approx(figures, abs=5e-4)


@every_model
def test_a_summary_lies_within_its_measurements_training_range(model):
    found = summaries(model)
    assert len(found) == len(model.schema.measurements) * len(model.schema.groups)
    for s in found:
        low, high = model.schema.measurements[s.index].training_range
        assert low <= s.smallest <= s.median <= s.largest <= high
        assert s.smallest < s.mean < s.largest


@every_model
def test_correlations_are_pearsons_over_all_and_within_each_group(model):
    training, found = model.training, correlations(model)
    pairs = [*combinations(range(len(model.schema.measurements)), 2)]
    assert [(c.x, c.y) for c in found] == pairs
    groups = [training.of_group(code) for code in range(len(model.schema.groups))]
    for c in found:
        expected = [
            pearsonr(g[:, c.x], g[:, c.y]).statistic for g in [training.measurements, *groups]
        ]
        assert [c.overall, *c.within] == pytest.approx(expected, abs=1e-12)


@every_model
def test_separation_is_the_f_ratio_of_one_way_analysis_of_variance(model):
    groups = [model.training.of_group(code) for code in range(len(model.schema.groups))]
    expected = f_oneway(*groups, axis=0).statistic
    assert separation(model) == pytest.approx(expected, rel=1e-9)


def test_the_petals_separate_the_irises_most():
    assert most_separating(IRISES, 2) == [2, 3]
    assert most_separating(IRISES, 5) == [0, 1, 2, 3]


def test_sepal_width_changes_sign_with_every_other_measurement_and_nothing_else_does():
    changing = {(c.x, c.y) for c in correlations(IRISES) if c.changes_sign}
    assert changing == {(0, 1), (1, 2), (1, 3)}


def words(overall: float, *within: float) -> str:
    return correlation_in_words(IRISES.schema, Correlation(0, 1, overall, within), 150)


def test_the_words_of_the_classic_pair_give_its_four_figures_and_name_the_paradox():
    said = correlation_in_words(IRISES.schema, correlations(IRISES)[0], 150)
    for figure in ("sepal length and sepal width is −0.12", "Setosa +0.74", "Versicolor +0.53"):
        assert figure in said
    assert "The sign changes" in said
    assert "Simpson" in said


def test_the_words_of_a_pair_say_paradox_only_where_every_group_contradicts():
    assert "the same in every variety" in words(0.9, 0.8, 0.1, 0.5)
    assert "the opposite in 2 of 3 varieties" in words(0.3, -0.2, -0.4, 0.5)
    assert "Not every variety has a correlation" in words(0.3, 0.2, float("nan"), 0.5)
    for said in (words(0.3, -0.2, -0.4, 0.5), words(0.3, 0.2, float("nan"), 0.5)):
        assert "Simpson" not in said


def test_a_pair_is_named_as_a_title_has_it():
    assert pair_name(IRISES.schema, 0, 3) == "Sepal length and petal width"


@pytest.mark.parametrize(
    ("number", "text"),
    [(-0.117, "−0.12"), (0.871, "+0.87"), (-0.001, "+0.00"), (float("nan"), "none")],
)
def test_a_correlation_has_a_sign_and_a_real_minus(number, text):
    assert signed(number) == text


@every_model
def test_a_density_integrates_to_one_and_peaks_among_its_values(model):
    for index, measurement in enumerate(model.schema.measurements):
        low, high = measurement.slider_range
        at = np.linspace(2 * low - high, 2 * high - low, 20_001)
        for code in range(len(model.schema.groups)):
            values = model.training.of_group(code)[:, index]
            curve = density(values, at, measurement.step)
            assert np.trapezoid(curve, at) == pytest.approx(1, abs=1e-6)
            assert values.min() < at[curve.argmax()] < values.max()


def test_the_density_of_equal_values_is_one_hill_as_wide_as_the_step():
    at = np.linspace(0, 2, 2001)
    curve = density(np.full(10, 1.0), at, 0.1)
    assert curve.max() == pytest.approx(1 / (0.1 * np.sqrt(2 * np.pi)))
