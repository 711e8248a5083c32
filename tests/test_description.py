"""The figures that describe the 150 flowers, against SciPy, NumPy and the literature."""

import numpy as np
import pytest
from scipy.stats import linregress, pearsonr

from iris_model.dataset import MEASUREMENTS, VARIETIES, load_dataset
from iris_model.description import (
    PAIRS,
    correlation_in_words,
    correlations,
    density,
    signed,
    summaries,
    trend_ends,
)

ALL_CORRELATIONS = correlations(load_dataset())


def test_summaries_give_the_published_means_and_deviations():
    # R. A. Fisher (1936), tables I and II, as every textbook repeats them.
    published = {
        ("sepal_length", "Setosa"): (5.006, 0.352),
        ("sepal_width", "Setosa"): (3.428, 0.379),
        ("petal_length", "Versicolor"): (4.260, 0.470),
        ("petal_width", "Virginica"): (2.026, 0.275),
    }
    found = {
        (s.measurement.name, s.variety): (s.mean, s.standard_deviation)
        for s in summaries(load_dataset())
    }
    assert len(found) == len(MEASUREMENTS) * len(VARIETIES)
    for key, figures in published.items():
        assert found[key] == pytest.approx(figures, abs=5e-4)


def test_a_summary_lies_within_its_own_range_and_the_measurements():
    for s in summaries(load_dataset()):
        low, high = s.measurement.training_range
        assert low <= s.smallest <= s.median <= s.largest <= high
        assert s.smallest < s.mean < s.largest


@pytest.mark.parametrize(("pair", "found"), [*zip(PAIRS, ALL_CORRELATIONS, strict=True)])
def test_correlations_are_pearsons_over_all_flowers_and_within_each_variety(pair, found):
    x, y = pair
    dataset = load_dataset()
    assert (found.x, found.y) == (MEASUREMENTS[x], MEASUREMENTS[y])
    groups = [dataset.measurements, *(dataset.of_variety(code) for code in range(3))]
    expected = [pearsonr(group[:, x], group[:, y]).statistic for group in groups]
    assert [found.overall, *found.within] == pytest.approx(expected, abs=1e-12)


def test_sepal_width_changes_sign_with_every_other_measurement_and_nothing_else_does():
    changing = {(c.x.name, c.y.name) for c in ALL_CORRELATIONS if c.changes_sign}
    assert changing == {
        ("sepal_length", "sepal_width"),
        ("sepal_width", "petal_length"),
        ("sepal_width", "petal_width"),
    }


def test_the_words_of_the_classic_pair_give_its_four_figures_and_name_the_paradox():
    words = correlation_in_words(ALL_CORRELATIONS[0])
    for figure in ("sepal length and sepal width is −0.12", "Setosa +0.74", "Versicolor +0.53"):
        assert figure in words
    assert "The sign changes" in words
    assert "Simpson" in words


def test_the_words_of_a_pair_of_one_sign_do_not_speak_of_a_paradox():
    words = correlation_in_words(ALL_CORRELATIONS[5])
    assert "petal length and petal width is +0.96" in words
    assert "Simpson" not in words


def test_a_negative_number_has_a_real_minus_sign():
    assert [signed(-0.117), signed(0.871)] == ["−0.12", "+0.87"]


def test_a_trend_ends_on_the_least_squares_line_at_the_outermost_flowers():
    x, y = load_dataset().measurements[:, :2].T
    line = linregress(x, y)
    ends = trend_ends(x, y)
    assert ends[:, 0].tolist() == [4.3, 7.9]
    assert ends[:, 1] == pytest.approx(line.intercept + line.slope * ends[:, 0])


@pytest.mark.parametrize("code", range(3), ids=VARIETIES)
def test_a_density_integrates_to_one_and_peaks_among_the_flowers(code):
    at = np.linspace(-2, 12, 5001)
    for values in load_dataset().of_variety(code).T:
        curve = density(values, at)
        assert np.trapezoid(curve, at) == pytest.approx(1, abs=1e-6)
        assert values.min() < at[curve.argmax()] < values.max()


def test_the_density_of_equal_flowers_is_one_hill_as_wide_as_the_grid():
    at = np.linspace(0, 2, 2001)
    curve = density(np.full(10, 1.0), at)
    assert curve.max() == pytest.approx(1 / (0.1 * np.sqrt(2 * np.pi)))
