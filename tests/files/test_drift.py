"""Drift: real differences are found, ordinary flowers are left alone, whatever their mix."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import ks_2samp

from iris_model.files.drift import holm, measure_drift, mix_of_predictions
from iris_model.files.value_counts import count_values, value_grid
from tests.files.cases import MODEL

MEASUREMENTS, VARIETIES = MODEL.schema.measurements, MODEL.schema.group_names
FLOWERS = MODEL.training.measurements
EVEN = (1 / 3, 1 / 3, 1 / 3)


def ordinary_flowers(rng, rows, mix=EVEN):
    """Draw training flowers with replacement, the varieties in the given shares."""
    drawn = rng.choice(len(VARIETIES), rows, p=mix) * 50 + rng.integers(50, size=rows)
    return FLOWERS[drawn]


def simulated_flowers(rng, rows, mix=EVEN):
    """Draw flowers never seen before, from the normal distribution of each variety."""
    varieties = rng.choice(len(VARIETIES), rows, p=mix)
    drawn = [rng.multivariate_normal(MODEL.means[k], MODEL.covariances[k]) for k in varieties]
    low, high = np.transpose([m.accepted_range for m in MEASUREMENTS])
    return np.clip(drawn, low, high)


def counts_of(measurements):
    codes = MODEL.probabilities(measurements).argmax(axis=1)
    return count_values(measurements, codes, MODEL.schema)


def drift_of(measurements):
    return measure_drift(counts_of(measurements), MODEL)


def test_the_training_flowers_do_not_differ_from_themselves():
    drift = drift_of(FLOWERS)
    assert len(drift.comparisons) == 16
    assert drift.differing == []
    assert max(abs(c.effect) for c in drift.comparisons) < 0.1
    assert drift.sentence.startswith("These flowers look like the training flowers")


@pytest.mark.parametrize("code", range(3), ids=VARIETIES)
def test_a_file_of_one_variety_is_not_drift(code):
    assert drift_of(MODEL.training.of_group(code)).differing == []


@pytest.mark.parametrize("code", range(3), ids=VARIETIES)
def test_a_long_file_of_one_variety_is_not_drift_though_some_are_taken_for_another(code):
    mix = np.eye(3)[code]
    drifts = [
        drift_of(simulated_flowers(np.random.default_rng(seed), 600, mix)) for seed in range(5)
    ]
    assert [d.differing for d in drifts] == [[]] * 5


@pytest.mark.parametrize("draw", [ordinary_flowers, simulated_flowers])
@pytest.mark.parametrize("rows", [20, 150])
def test_ordinary_flowers_are_rarely_called_different(draw, rows):
    rng = np.random.default_rng(1935)
    mixes = rng.dirichlet((1, 1, 1), 60)
    flagged = sum(bool(drift_of(draw(rng, rows, mix)).differing) for mix in mixes)
    assert flagged <= 2


def test_eight_ordinary_flowers_are_too_few_to_judge():
    drift = drift_of(ordinary_flowers(np.random.default_rng(0), 8))
    assert drift.comparisons == ()
    assert drift.differing == []
    assert drift.sentence.startswith("Too few rows to judge: 8 classified")


def test_twenty_flowers_are_judged_and_nineteen_are_not():
    flowers = FLOWERS[::7]
    assert drift_of(flowers[:20]).comparisons
    assert not drift_of(flowers[:19]).comparisons


def test_no_row_at_all_is_too_few_to_judge():
    assert drift_of(np.empty((0, 4))).sentence.startswith("Too few rows to judge: 0 classified")


@pytest.mark.parametrize("rows", [60, 3000])
def test_flowers_that_shrank_are_found_with_the_measurement_and_the_size(rows):
    drift = drift_of(ordinary_flowers(np.random.default_rng(2), rows) * 0.86)
    assert len(drift.differing) >= 4
    largest = drift.differing[0]
    assert largest.effect < -1
    assert largest.mean == pytest.approx(0.86 * largest.training_mean, rel=0.08)
    assert f"{largest.measurement.label.lower()} is" in drift.sentence.lower()
    assert "smaller on average" in drift.sentence


def test_one_variety_that_changed_is_found_within_it():
    flowers = FLOWERS.copy()
    flowers[:50, 1] -= 0.5
    differing = drift_of(flowers).differing
    assert (differing[0].group, differing[0].measurement.name) == ("Setosa", "sepal_width")
    assert differing[0].mean - differing[0].training_mean == pytest.approx(-0.5, abs=0.01)
    assert {c.group for c in differing} <= {"Setosa", None}


def test_a_change_of_spread_alone_is_found_and_named_so():
    flowers = np.tile(MODEL.training.of_group(0), (4, 1))
    flowers[:, 0] = flowers[:, 0].mean()
    drift = drift_of(flowers)
    assert drift.differing[0].measurement.name == "sepal_length"
    assert "spread differently" in drift.sentence


def test_a_file_measured_more_finely_is_not_drift():
    rng = np.random.default_rng(3)
    flowers = ordinary_flowers(rng, 1500)
    assert drift_of(flowers + rng.uniform(-0.049, 0.049, flowers.shape)).differing == []


def test_statistics_and_p_values_are_those_of_scipy():
    setosa = MODEL.training.of_group(0)
    file = np.round(np.tile(setosa[::2], (2, 1)) * [1.1, 0.95, 1, 1], 1)
    within = [c for c in drift_of(file).comparisons if c.group == "Setosa"]
    expected = [ks_2samp(file[:, i], setosa[:, i], method="asymp") for i in range(4)]
    assert [c.statistic for c in within] == pytest.approx([e.statistic for e in expected])
    # All flowers are Setosa, so the file's eight p-values are these four, twice.
    corrected = holm([e.pvalue for e in expected] * 2)
    assert [c.p_value for c in within] == pytest.approx(corrected[4:].tolist(), abs=1e-12)
    assert corrected.min() < 0.01 < corrected.max()


def test_holm_corrects_as_the_textbook_does():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == pytest.approx([1, 1])


def test_counts_of_blocks_add_up_to_the_counts_of_the_file():
    flowers = ordinary_flowers(np.random.default_rng(4), 1000)
    blocks = sum(counts_of(block) for block in np.array_split(flowers, 7))
    assert np.array_equal(blocks, counts_of(flowers))
    assert counts_of(flowers).shape == (3, 4, value_grid(MODEL.schema)[2])


def test_counts_hold_every_accepted_value():
    corners = np.transpose([m.accepted_range for m in MEASUREMENTS])
    assert count_values(corners, np.array([0, 2]), MODEL.schema).sum(axis=(0, 2)).tolist() == [
        2,
        2,
        2,
        2,
    ]


@pytest.mark.parametrize("mix", [EVEN, (1, 0, 0), (0, 1, 0), (0.2, 0.1, 0.7)])
def test_the_mix_of_varieties_is_found_behind_the_predictions(mix):
    flowers = ordinary_flowers(np.random.default_rng(5), 3000, mix)
    predicted = counts_of(flowers)[:, 0].sum(axis=-1)
    assert mix_of_predictions(predicted, MODEL) == pytest.approx(mix, abs=0.03)


def test_scipy_is_not_imported_before_a_file_is_compared():
    code = "import sys, iris_model.files.drift; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
